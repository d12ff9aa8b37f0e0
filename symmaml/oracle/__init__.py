"""The cross-check: every formula against numbers computed from the definition of MAML.

Read in this order: instances (numbers for letters), definition (the oracle), rounding (how far a floating-point value
may be from the formula), compare (the verdict).
"""
