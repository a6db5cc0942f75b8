"""Labelled faces read into arrays, whichever of the usual layouts they come in.

`load_split` takes a folder (`train/` with `validation/` or `test/`, with or without `images/` above them,
one sub-folder per expression) or the original `fer2013.csv`, and gives the same arrays for the same data.
"""

import csv
import hashlib
from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np

from fer_edge.errors import DataError, MissingError
from fer_edge.labels import FER2013_CSV_ORDER, LABELS

SIDE = 48
"""Height and width of a face, in pixels."""

CSV_USAGE = {"Training": "train", "PublicTest": "validation", "PrivateTest": "test"}
FOLDER_NAMES = {"train": ("train",), "validation": ("validation", "val"), "test": ("test",)}
LONGEST_ROW = 9
"""Digits."""

IMAGE_SUFFIXES = {".png", ".jpg", ".jpeg", ".bmp"}


Item = tuple[str, int, int, np.ndarray | str]
"""Name, row (-1: unknown), label index, and the picture or the reason why there is none."""


@dataclass(frozen=True, kw_only=True)
class FaceSet:
    """One split of a data set.

    faces: uint8 [N, 48, 48, 1], grey, 0 to 255.
    labels: int64 [N], indices into `LABELS`.
    rows: int64 [N], each face's row in fer2013.csv (from 0), -1 where its name tells none.
    skipped: one "name: reason" for each item that could not be used.
    """

    faces: np.ndarray
    labels: np.ndarray
    rows: np.ndarray
    skipped: tuple[str, ...] = ()

    def counts(self) -> dict[str, int]:
        """How many faces each expression has, in the order of `LABELS`."""
        return dict(zip(LABELS, np.bincount(self.labels, minlength=len(LABELS)).tolist(), strict=True))

    def digest(self) -> str:
        """The sha256 of the faces and labels, in hexadecimal: the same for the same data in either layout."""
        return hashlib.sha256(self.faces.tobytes() + self.labels.tobytes()).hexdigest()


def load_split(root: Path, split: str) -> FaceSet:
    """Read one split ("train", "validation" or "test") of the data set at `root`, a folder or a CSV file.

    Raises MissingError when nothing of the kind is there, DataError when a class has no usable face.
    """
    table = find_csv(root)
    items = _read_csv(table, split) if table else _read_folder(_split_folder(root, split))
    return _gather(items, f"{root} ({split})")


def find_csv(root: Path) -> Path | None:
    """The fer2013.csv that `root` is or holds, or None."""
    if root.is_file() and root.suffix.lower() == ".csv":
        return root
    inside = root / "fer2013.csv"
    return inside if inside.is_file() else None


def _split_folder(root: Path, split: str) -> Path:
    if not root.is_dir():
        raise MissingError(f"no data set at {root}: expected a folder or fer2013.csv; name another place")
    for base in (root / "images", root):
        for name in FOLDER_NAMES[split]:
            if (base / name).is_dir():
                return base / name
    raise MissingError(f"no {split} split in {root}: expected a folder {split}/ (or images/{split}/) or fer2013.csv")


def _read_folder(folder: Path) -> Iterator[Item]:
    """Every image in the order of its number, whatever its class: the order of the rows of fer2013.csv."""
    files = []
    for index, label in enumerate(LABELS):
        if not (folder / label).is_dir():
            raise DataError(f"no class folder {folder / label}: expected one per expression: {', '.join(LABELS)}")
        files += [(p, index) for p in (folder / label).iterdir() if p.suffix.lower() in IMAGE_SUFFIXES]
    for path, index in sorted(files, key=lambda item: (len(item[0].stem), item[0].stem, item[1])):
        yield str(path), _row(path.stem), index, _read_image(path)


def _row(stem: str) -> int:
    """The row that a file's name tells, or -1: a longer number is no row, and would not fit 64 bits."""
    return int(stem) if stem.isdecimal() and len(stem) <= LONGEST_ROW else -1


def _read_image(path: Path) -> np.ndarray | str:
    """The grey picture [48, 48], or the reason why there is none."""
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
    return image


def _read_csv(path: Path, split: str) -> Iterator[Item]:
    order = [LABELS.index(name) for name in FER2013_CSV_ORDER]
    with path.open(encoding="ascii", errors="replace", newline="") as lines:
        rows = csv.DictReader(lines)
        if not {"emotion", "pixels", "Usage"} <= set(rows.fieldnames or ()):
            raise DataError(f"{path} is not fer2013.csv: expected the columns emotion,pixels,Usage")
        try:
            for number, row in enumerate(rows):
                if CSV_USAGE.get(row["Usage"]) == split:
                    yield f"{path}:{number + 2}", number, *_read_row(row, order)
        except csv.Error as error:
            raise DataError(f"{path}:{rows.line_num + 1} is not a line of fer2013.csv: {error}") from error


def _read_row(row: dict[str, str], order: list[int]) -> tuple[int, np.ndarray | str]:
    try:
        label = order[int(row["emotion"])]
        pixels = np.array(row["pixels"].split(), dtype=np.uint8)
    except (ValueError, IndexError, OverflowError):
        return 0, "has a label or a pixel that is not a number in range"
    if pixels.size != SIDE * SIDE:
        return 0, f"has {pixels.size} pixels, expected {SIDE * SIDE}"
    return label, pixels.reshape(SIDE, SIDE)


def _gather(items: Iterator[Item], where: str) -> FaceSet:
    faces, labels, rows, skipped = [], [], [], []
    for name, row, label, image in items:
        if isinstance(image, str):
            skipped.append(f"{name}: {image}")
        else:
            faces.append(image)
            labels.append(label)
            rows.append(row)
    present = set(labels)
    empty = [name for index, name in enumerate(LABELS) if index not in present]
    if empty:
        raise DataError(f"no usable face of {', '.join(empty)} in {where}: expected at least one of each expression")
    return FaceSet(
        faces=np.stack(faces)[..., None],
        labels=np.array(labels, np.int64),
        rows=np.array(rows, np.int64),
        skipped=tuple(skipped),
    )


def load_votes(path: Path, rows: np.ndarray) -> np.ndarray:
    """Read FER+ votes (fer2013new.csv) for faces by their `rows`: float32 [N, 10], each row sums to 1.

    A face without a row or without votes has all zeros, which weighs nothing in a cross-entropy.
    Raises MissingError when the file cannot be read, DataError when it holds something else.
    """
    table = _read_votes(path)
    if rows.max(initial=-1) >= len(table):
        raise DataError(f"{path} has {len(table)} rows, expected one for each row of fer2013.csv")
    votes = np.where(rows[:, None] >= 0, table[rows], np.float32(0))
    return votes / np.maximum(votes.sum(axis=1, keepdims=True), 1)


def _read_votes(path: Path) -> np.ndarray:
    """Every row's votes, float32 [R, 10]."""
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()[1:]
    except OSError as error:
        raise MissingError(f"cannot read the votes {path}: {error.strerror}; expected fer2013new.csv") from error
    try:
        return np.array([line.split(",")[2:12] for line in lines], np.float32).reshape(len(lines), 10)
    except ValueError as error:
        raise DataError(f"{path} is not fer2013new.csv: expected ten numbers of votes from the third column") from error
