"""Spectral statements: inequalities between polynomials in one symmetric matrix and in numbers."""
