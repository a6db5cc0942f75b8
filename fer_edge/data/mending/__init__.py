"""A data set divided anew, or freed of what should not be in it: as lists; no file of it is touched."""
