"""The finder: one question per file. It proposes derivations; the judge, which it cannot see, decides."""
