"""What the folders and numbers of well-known data sets mean, in the words of LABELS and "contempt"."""

from collections.abc import Iterable

from fer_edge.data.labels import FER2013_CSV_ORDER

SYNONYMS = {
    "angry": ("anger",),
    "contempt": ("contemptuous",),
    "disgust": ("disgusted",),
    "fear": ("fearful", "afraid", "scared"),
    "happy": ("happiness",),
    "neutral": (),
    "sad": ("sadness",),
    "surprise": ("surprised",),
}
"""Other words for the same expression."""

WORDS = {word: label for label, others in SYNONYMS.items() for word in (label, *others)}


def _numbered(first: int, *labels: str) -> dict[str, str]:
    return {str(first + index): label for index, label in enumerate(labels)}


NUMBERS = {
    # Li, Deng and Du (2017).
    "raf-db": _numbered(1, "surprise", "fear", "disgust", "happy", "sad", "angry", "neutral"),
    # Mollahosseini, Hasani and Mahoor (2017).
    "affectnet": _numbered(0, "neutral", "happy", "sad", "surprise", "fear", "disgust", "angry", "contempt"),
    # CK+ (Lucey et al., 2010) cut to faces of 48 x 48 pixels, in the order of FER2013.
    "ck+48": _numbered(0, *FER2013_CSV_ORDER, "contempt"),
    # Zhang, Luo, Loy and Tang (2018).
    "expw": _numbered(0, *FER2013_CSV_ORDER),
    "fer2013": _numbered(0, *FER2013_CSV_ORDER),
    # Barsoum et al. (2016).
    "ferplus": _numbered(0, "neutral", "happy", "surprise", "sad", "angry", "disgust", "fear", "contempt"),
}
"""By the data set's name on the command line, the number of each label. Their folders may also have the words."""

SAID = {
    "raf-db": "RAF-DB",
    "affectnet": "AffectNet",
    "ck+48": "CK+48",
    "expw": "ExpW",
    "fer2013": "FER2013",
    "ferplus": "FER+",
}
"""What people call them."""

NAMED = {"ck+48": ("angry", "contempt", "disgust", "fear", "happy", "sad", "surprise")}
"""Labels of data sets whose folders have words, and not those of all LABELS."""


def alike(names: list[str]) -> list[str]:
    """The data sets whose folders have these names, by their names on the command line."""
    found = set(names)
    numbers = [known for known, labels in NUMBERS.items() if found == set(labels)]
    words = {WORDS.get(name.strip().casefold()) for name in names}
    return numbers or [known for known, labels in NAMED.items() if words == set(labels)]


def own_words(meanings: Iterable[tuple[str, str | None]]) -> dict[str, str]:
    """Where a data set's names stand for another label than their usual word, the label by that word.

    meanings: each name, and its label.
    """
    usual = ((WORDS.get(name.strip().casefold()), label) for name, label in meanings)
    return {word: label for word, label in usual if word and label and word != label}
