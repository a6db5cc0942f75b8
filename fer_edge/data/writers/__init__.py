"""A data set in each layout that is written: what the readers read back, face for face."""
