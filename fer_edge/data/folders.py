"""The folder layout: one sub-folder per class in each split, one image a face."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from fer_edge.data.faces import Item
from fer_edge.data.labels import SIDE
from fer_edge.errors import DataError, MissingError

FOLDER_NAMES = {"train": ("train",), "validation": ("validation", "val"), "test": ("test",)}

IMAGE_SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp"}

LONGEST_ROW = 9
"""Digits."""


def split_folder(root: Path, split: str) -> Path:
    """The folder of a split, in `root` or in images/ below it. Raises MissingError when there is none."""
    if not root.is_dir():
        raise MissingError(f"no data set at {root}: expected a folder or fer2013.csv; name another place")
    for base in (root / "images", root):
        for name in FOLDER_NAMES[split]:
            if (base / name).is_dir():
                return base / name
    raise MissingError(f"no {split} split in {root}: expected a folder {split}/ (or images/{split}/) or fer2013.csv")


def read_folder(folder: Path, classes: tuple[str, ...]) -> Iterator[Item]:
    """Every image in the order of its number, whatever its class: the order of the rows of fer2013.csv.

    Raises DataError when a class has no folder.
    """
    files = []
    for index, label in enumerate(classes):
        if not (folder / label).is_dir():
            raise DataError(f"no class folder {folder / label}: expected one per expression: {', '.join(classes)}")
        files += [(p, index) for p in (folder / label).iterdir() if p.suffix.lower() in IMAGE_SUFFIXES]
    for path, index in sorted(files, key=lambda item: (len(item[0].stem), item[0].stem, item[1])):
        yield str(path), _row(path.stem), index, _read_image(path)


def _row(stem: str) -> int:
    """The row that a file's name tells, or -1: a longer number is no row, and would not fit 64 bits."""
    return int(stem) if stem.isdecimal() and len(stem) <= LONGEST_ROW else -1


def _read_image(path: Path) -> np.ndarray | str:
    """The grey picture [48, 48, 1], or the reason why there is none."""
    try:
        content = np.fromfile(path, np.uint8)
        image = cv2.imdecode(content, cv2.IMREAD_GRAYSCALE) if len(content) else None
    except OSError as error:
        return f"cannot be read ({error.strerror})"
    except cv2.error:  # It has more than a billion pixels.
        image = None
    if image is None:
        return "not a readable image"
    if image.shape != (SIDE, SIDE):
        return f"is {image.shape[1]}x{image.shape[0]} pixels, expected {SIDE}x{SIDE}"
    return image[..., None]
