"""Facts about elementary functions of one or two real variables, proved by exact arithmetic and enclosures."""
