"""The default data set, FER2013: its labels, the size of its faces, and the orders in which its files name them.

Every other part takes these from a data set (`FaceSet`) or from a model's card.
"""

LABELS = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")
"""Ordered labels: index i is column i of the probabilities of a model that learned them."""

SIDE = 48
"""Height and width of a face, in pixels."""

CHANNELS = 1
"""Of a face: 1 is grey, 3 is colour in the order R, G, B."""

FER2013_CSV_ORDER = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""What the integer in the `emotion` column of the original fer2013.csv means (Goodfellow et al., 2013)."""

FER_PLUS_ORDER = (
    *("neutral", "happy", "surprise", "sad", "angry", "disgust", "fear"),
    *("contempt", "unknown", "no face"),
)
"""What the ten columns of votes in fer2013new.csv mean, in the words of LABELS (Barsoum et al., 2016)."""
