"""`python -m symmaml` is the command `symmaml`."""

import sys

from symmaml.cli import main

if __name__ == "__main__":
    sys.exit(main())
