"""Lists of faces as CSV: which of them are of which split, and which are left out for what reason."""
