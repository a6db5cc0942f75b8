"""What is proved before a release: the lowest and the newest dependencies, and what is built to be published."""
