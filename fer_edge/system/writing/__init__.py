"""Before a file is written: whose it is, what killed runs left of it, and what it must not be."""
