"""What goes around a bundle in a container: templates, and two programs that know the standard library alone."""
