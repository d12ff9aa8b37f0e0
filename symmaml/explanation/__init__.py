"""Verdicts explained: steps that a person can follow, computed from certificates with the kernel's arithmetic."""
