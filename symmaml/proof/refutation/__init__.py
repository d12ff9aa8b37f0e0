"""Counterexamples: values at which a claim fails, sought and made small."""
