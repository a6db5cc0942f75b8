"""A small data set of drawn faces, in folders."""

from pathlib import Path

import cv2

from fer_edge.data.labels import LABELS
from fer_edge.data.synthetic import draw_split

EACH = 6
"""Of each expression and split."""


def draw_faces(folder: Path) -> None:
    """Write train/ and validation/ into `folder`."""
    for split in ("train", "validation"):
        drawn = draw_split(split, EACH)
        for number, (face, label) in enumerate(zip(drawn.faces, drawn.labels, strict=True)):
            place = folder / split / LABELS[label]
            place.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(place / f"{number}.png"), face)
