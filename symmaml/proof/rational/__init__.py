"""Identities of matrices with inverses, decided completely by linear representations."""
