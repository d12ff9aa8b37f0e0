"""Exact values for the letters of a statement, at which its hypotheses hold."""
