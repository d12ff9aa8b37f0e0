"""Statements as they are read: from SymPy or from a file, into trees and the kernel's polynomials."""
