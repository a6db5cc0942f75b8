"""What a model answers to a split's faces, and where it is wrong, on one page for people."""
