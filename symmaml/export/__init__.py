"""What leaves the house: a result as LaTeX, as a notebook cell, and as source of a numerical function."""
