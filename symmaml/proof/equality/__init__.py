"""Equalities: multiples of hypotheses and definitions that add up to a difference, found by rewriting."""
