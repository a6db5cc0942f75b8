"""The rows of a CSV whose cells are pixels, and the face of each."""

import csv
from collections import Counter
from collections.abc import Iterator
from math import isqrt
from pathlib import Path
from typing import TextIO

import numpy as np

from fer_edge.data.labels import SIDE
from fer_edge.data.readers.sizes import FaceReader
from fer_edge.errors import DataError, MissingError

DELIMITERS = ",;\t"
LONGEST_HEAD = 10_000
MOST_SHADE = 255
LEAST_SIDE = 8
"""Fewer pixels are a damaged row, which does not say how large the faces of a file are."""

Row = dict[str, str]

FIRST_LINE = 2
"""Of the first row, below the head."""


class Table:
    """A file with the columns emotion, pixels and, in most, usage.

    side: what faces are brought to; None: all have the size of the file's first. Raises DataError when it is none.
    """

    def __init__(self, path: Path, side: int | None) -> None:
        self.path, self._reader = path, None if side is None else FaceReader(side)
        try:
            with self._open() as lines:
                self.columns = set(self._head(lines)[0])
        except OSError as error:
            raise MissingError(f"cannot read {path}: {error.strerror}; name another file") from error
        if not {"emotion", "pixels"} <= self.columns:
            raise DataError(f"{path} is not fer2013.csv: expected the columns emotion,pixels,Usage")

    def name(self, number: int) -> str:
        """What the row of this number, from 0, is called: by its line, as an editor counts."""
        return f"{self.path}:{number + FIRST_LINE}"

    @property
    def sizes(self) -> Counter[tuple[int, int]]:
        """Of the faces that were read."""
        return Counter() if self._reader is None else self._reader.sizes

    def rows(self) -> Iterator[tuple[int, Row]]:
        """The number of each row, and its cells by the names of their columns in lower case."""
        with self._open() as lines:
            names, delimiter = self._head(lines)
            rows = csv.DictReader(lines, fieldnames=names, delimiter=delimiter)
            try:
                for number, row in enumerate(rows):
                    if self._reader is None and (own := _side_of(len((row["pixels"] or "").split()))):
                        self._reader = FaceReader(own, exact=True)
                    yield number, row
            except csv.Error as error:
                line = rows.line_num + FIRST_LINE
                raise DataError(f"{self.path}:{line} is not a line of fer2013.csv: {error}") from error

    def face(self, row: Row) -> np.ndarray | str:
        """The face of a row, uint8 [side, side, 1], or why there is none."""
        reader = self._reader or FaceReader(SIDE)
        pixels = read_pixels(row["pixels"] or "")
        if pixels is None:
            return "has a pixel that is not a number from 0 to 255"
        side = _side_of(pixels.size)
        if side is None or (reader.exact and side != reader.side):
            return f"has {pixels.size} pixels, expected {reader.side**2}"
        return reader.fit(pixels.reshape(side, side, 1))

    def _open(self) -> TextIO:
        return self.path.open(encoding="utf-8-sig", errors="replace", newline="")

    @staticmethod
    def _head(lines: TextIO) -> tuple[list[str], str]:
        """The columns' names, whatever the delimiter and the blanks around them, and the delimiter."""
        head = lines.readline(LONGEST_HEAD)
        delimiter = max(DELIMITERS, key=head.count)
        return [name.strip().casefold() for name in next(csv.reader([head], delimiter=delimiter), [])], delimiter


def read_pixels(text: str) -> np.ndarray | None:
    """Numbers with blanks between them as uint8; None when one is none, or not from 0 to 255."""
    try:
        if text.isascii() and text.replace(" ", "").isdecimal():
            wide = np.fromstring(text, np.int64, sep=" ")  # Several times as fast, but it makes something of any text.
        else:
            wide = np.array(text.split(), dtype=np.int64)
    except (ValueError, OverflowError):
        return None
    right = wide.min(initial=0) >= 0 and wide.max(initial=0) <= MOST_SHADE  # NumPy 1 would turn -1 into 255.
    return wide.astype(np.uint8) if right else None


def _side_of(count: int) -> int | None:
    """The side of a square of so many pixels, or None."""
    side = isqrt(count)
    return side if side >= LEAST_SIDE and side * side == count else None
