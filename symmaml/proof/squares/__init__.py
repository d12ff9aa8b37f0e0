"""Inequalities: squares that add up to a difference, found in floating point and rounded exactly."""
