"""Labelled faces: what a data set is, and the layouts it is read from."""
