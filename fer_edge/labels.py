"""The seven expressions, in the one order that every array of this project uses."""

LABELS = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
"""Ordered labels: index i is column i of every probability array."""

FER2013_CSV_ORDER = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""What the integer in the `emotion` column of the original fer2013.csv means (Goodfellow et al., 2013)."""

FER_PLUS_ORDER = (
    *("neutral", "happy", "surprise", "sad", "angry", "disgust", "fear"),
    *("contempt", "unknown", "no face"),
)
"""What the ten columns of votes in fer2013new.csv mean, in the words of LABELS (Barsoum et al., 2016)."""
