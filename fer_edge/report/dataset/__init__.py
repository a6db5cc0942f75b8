"""The page of a data set: what it has, and what is wrong with it, in pictures."""
