"""Transfer: from a model of some labels to one of others, with a few dozen faces of each."""
