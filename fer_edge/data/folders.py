"""The folder layout: one sub-folder per class in each split, one image a face."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from fer_edge.data.faces import Item
from fer_edge.data.labels import SIDE
from fer_edge.data.pictures import SUFFIXES, natural, read_picture, tell_few
from fer_edge.errors import DataError, MissingError

FOLDER_NAMES = {"train": ("train",), "validation": ("validation", "val"), "test": ("test",)}

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
    raise MissingError(
        f"no {split} split in {root}: expected a folder {split}/ (or images/{split}/) or fer2013.csv; {_folders(root)}"
    )


def read_folder(folder: Path, classes: tuple[str, ...]) -> Iterator[Item]:
    """Every image in the order of its number, whatever its class: the order of the rows of fer2013.csv.

    What is no image, and what lies in no class, comes with the reason why it is left out. Raises DataError when a
    class has no folder.
    """
    files: list[tuple[Path, int]] = []
    others: list[tuple[Path, int]] = []
    for index, label in enumerate(classes):
        if not (folder / label).is_dir():
            wanted = f"expected one per expression: {', '.join(classes)}"
            raise DataError(f"no class folder {folder / label}: {wanted}; {_folders(folder)}")
        for path in (folder / label).iterdir():
            kept = path.suffix.lower() in SUFFIXES
            (files if kept else others).append((path, index))
    for path, index in sorted(files, key=lambda item: (len(item[0].stem), item[0].stem, item[1])):
        yield str(path), _row(path.stem), index, _read_image(path)
    for path, index in sorted(others, key=lambda item: natural(str(item[0]))):
        yield str(path), -1, index, _why_no_image(path)
    for path in sorted(folder.iterdir(), key=lambda path: natural(path.name)):
        if path.name not in classes and not path.name.startswith("."):
            yield str(path), -1, 0, "is in no class folder" if path.is_file() else "is the folder of no expression"


def _folders(root: Path) -> str:
    """Which folders there are, as a phrase."""
    root = root / "images" if (root / "images").is_dir() else root
    found = sorted((path.name for path in root.iterdir() if path.is_dir()), key=natural)
    return f"there are {tell_few(found, 10)}" if found else "there is no folder"


def _why_no_image(path: Path) -> str:
    if path.is_dir():
        return "is a folder, whose files are not read"
    return f"is no image ({path.suffix or 'no suffix'})"


def _row(stem: str) -> int:
    """The row that a file's name tells, or -1: a longer number is no row, and would not fit 64 bits."""
    return int(stem) if stem.isdecimal() and len(stem) <= LONGEST_ROW else -1


def _read_image(path: Path) -> np.ndarray | str:
    """The grey picture [48, 48, 1], or the reason why there is none."""
    image = read_picture(path, grey=True)
    if isinstance(image, str):
        return image
    if image.shape != (SIDE, SIDE):
        return f"is {image.shape[1]}x{image.shape[0]} pixels, expected {SIDE}x{SIDE}"
    return image[..., None]
