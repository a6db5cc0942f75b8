"""A trial of the loop on a picture that ships with the package: no camera is needed to see that all of it works."""
