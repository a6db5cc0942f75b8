"""What a file of a model may cost; apart from the card so that a command line can show it at once."""

MAX_DROP = 0.01
"""Accuracy, as a fraction, that an integer file may lose against the float one, where nobody says otherwise."""
