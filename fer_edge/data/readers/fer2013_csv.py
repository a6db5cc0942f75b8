"""The original layout of FER2013: one CSV with a row a face (Goodfellow et al., 2013), as it is passed on today."""

import csv
import re
from collections.abc import Iterator
from dataclasses import replace
from math import isqrt
from pathlib import Path
from typing import TextIO

import numpy as np

from fer_edge.data.classes.choosing import Classes, listed_labels, tell_labels
from fer_edge.data.classes.class_map import DROPPED, FOLDERS, read_class_map
from fer_edge.data.classes.known import NUMBERS
from fer_edge.data.faces import FaceSet, Item, gather
from fer_edge.data.labels import LABELS, SIDE
from fer_edge.data.pictures import natural
from fer_edge.data.readers.sizes import FaceReader
from fer_edge.data.settings import ReadingSettings
from fer_edge.errors import DataError, UsageError

NAMES = ("fer2013.csv", "icml_face_data.csv")

USAGE = {"Training": "train", "PublicTest": "validation", "PrivateTest": "test"}
"""What the column `Usage` calls each split."""

DELIMITERS = ",;\t"
NUMBER = re.compile(r"[-+]?\d+(\.\d*)?")
LONGEST_HEAD = 10_000
LEAST_SIDE = 8
"""Fewer pixels are a damaged row, which does not say how large the faces of a file are."""

Row = dict[str, str]


def find_csv(root: Path) -> Path | None:
    """The fer2013.csv that `root` is or holds, or None."""
    if root.is_file() and root.suffix.lower() == ".csv":
        return root
    return next((root / name for name in NAMES if (root / name).is_file()), None)


def load_csv(path: Path, split: str, reading: ReadingSettings) -> FaceSet:
    """One split of the file. Raises DataError when it is another one or damaged, UsageError for what it has not."""
    if reading.colour:
        raise UsageError(f"--colour: the faces of {path} are grey")
    if reading.holdout is not None:
        raise UsageError(f"--holdout: {path} says itself which faces are to validate on; leave --holdout out")
    classes = (named_classes(path) if reading.classes is None else None) or table_classes(reading.classes)
    found = gather(_read(path, split, classes, reading.side), classes.labels, f"{path} ({split})")
    return replace(found, notes=(classes.told,) if classes.told else ())


def table_classes(named: str | None) -> Classes:
    """What the numbers of the column `emotion` mean; those of FER2013 unless a map, by its name, says otherwise."""
    if named is None:
        return Classes(labels=LABELS, label_of=NUMBERS["fer2013"].get)
    chosen = read_class_map(named)
    if chosen is None:
        raise UsageError(f"--classes {FOLDERS}: a CSV has none")
    meant = chosen.labels if chosen.closed else NUMBERS["fer2013"] | chosen.labels
    labels = tuple(sorted({label for key, label in meant.items() if key.isdecimal()} - {DROPPED}, key=natural))
    told = f"{len(labels)} labels by {chosen.name}: {tell_labels(labels)}"
    return Classes(labels=labels, label_of=meant.get, told=told)


def named_classes(path: Path) -> Classes | None:
    """The names in the column `emotion` as labels; None where its first row has a number.

    Raises DataError when it is another file.
    """
    names: set[str] = set()
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        rows = _rows(lines, path)
        try:
            for row in rows:
                if not names and NUMBER.fullmatch(_emotion(row)):
                    return None
                names.add(_emotion(row))
        except csv.Error:  # Told, with its line, when the faces are read.
            pass
    names.discard("")
    if not names:
        return None
    return listed_labels(sorted(names, key=natural), str(path), "as they are written")


def _read(path: Path, split: str, classes: Classes, side: int | None) -> Iterator[Item]:
    """The rows of a split. side: what faces are brought to; None: all have the size of the file's first."""
    reader = None if side is None else FaceReader(side)
    with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
        rows = _rows(lines, path)
        try:
            for number, row in enumerate(rows):
                if reader is None and (own := _side_of(len((row["pixels"] or "").split()))):
                    reader = FaceReader(own, exact=True)
                usage = row["usage"]
                if usage not in USAGE:  # It might be of any split, so it is told with each.
                    yield f"{path}:{number + 2}", number, 0, f"is of {str(usage)[:20]!r}, expected {', '.join(USAGE)}"
                elif USAGE[usage] == split and classes.label_of(_emotion(row)) != DROPPED:
                    yield f"{path}:{number + 2}", number, *_read_row(row, classes, reader or FaceReader(SIDE))
        except csv.Error as error:
            raise DataError(f"{path}:{rows.line_num + 2} is not a line of fer2013.csv: {error}") from error


def _rows(lines: TextIO, path: Path) -> "csv.DictReader[str]":
    """The rows by the names of their columns in lower case, whatever the delimiter and the blanks around them."""
    head = lines.readline(LONGEST_HEAD)
    delimiter = max(DELIMITERS, key=head.count)
    names = [name.strip().casefold() for name in next(csv.reader([head], delimiter=delimiter), [])]
    if not {"emotion", "pixels", "usage"} <= set(names):
        raise DataError(f"{path} is not fer2013.csv: expected the columns emotion,pixels,Usage")
    return csv.DictReader(lines, fieldnames=names, delimiter=delimiter)


def _side_of(count: int) -> int | None:
    """The side of a square of so many pixels, or None."""
    side = isqrt(count)
    return side if side >= LEAST_SIDE and side * side == count else None


def _emotion(row: Row) -> str:
    return (row["emotion"] or "").strip()


def _read_row(row: Row, classes: Classes, reader: FaceReader) -> tuple[int, np.ndarray | str]:
    index = classes.index(_emotion(row))
    if index is None:
        return 0, f"has the emotion {_emotion(row)[:20]!r}, expected {_expected(classes)}"
    try:
        pixels = np.array((row["pixels"] or "").split(), dtype=np.uint8)
    except (ValueError, OverflowError):
        return 0, "has a pixel that is not a number from 0 to 255"
    side = _side_of(pixels.size)
    if side is None or (reader.exact and side != reader.side):
        return 0, f"has {pixels.size} pixels, expected {reader.side**2}"
    return index, reader.fit(pixels.reshape(side, side, 1))


def _expected(classes: Classes) -> str:
    meant = [str(number) for number in range(10) if classes.index(str(number)) is not None]
    return f"{meant[0]} to {meant[-1]}" if meant else "a number of the map"
