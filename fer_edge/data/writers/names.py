"""What the files of a data set's faces are called, so that they are read back in the order they had."""

import re
from itertools import pairwise
from pathlib import PurePath

import numpy as np

from fer_edge.data.faces import FaceSet

PLAIN = re.compile(r"[^\W_.][^/\\:*?\"<>|\x00-\x1f]{0,99}")
"""A name that every system takes; one with a colon is a line of a table."""


def file_stems(faces: FaceSet) -> list[str]:
    """A file's name without its suffix for each face of a split: its own where that keeps the order, its row, a number.

    A reader of folders sorts by length, name and class.
    """
    own = [PurePath(name).stem for name in faces.names]
    if own and all(PLAIN.fullmatch(name) for name in faces.names) and _in_order(own, faces.labels):
        return own
    if (faces.rows >= 0).all() and (np.diff(faces.rows) > 0).all():
        return [str(row) for row in faces.rows.tolist()]
    # Not a number alone, which would tell a row of fer2013.csv.
    return [f"face{number:0{len(str(len(faces.labels)))}d}" for number in range(len(faces.labels))]


def file_names(faces: FaceSet) -> list[str]:
    """The names as of `file_stems`, with a suffix."""
    return [f"{stem}.png" for stem in file_stems(faces)]


def _in_order(stems: list[str], labels: np.ndarray) -> bool:
    keys = [(len(stem), stem, label) for stem, label in zip(stems, labels.tolist(), strict=True)]
    return all(before < after for before, after in pairwise(keys))
