"""A list of faces, a row a face: read and written as CSV, its paths relative to its own folder."""

import csv
import os
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple, TextIO

from fer_edge.errors import DataError, MissingError
from fer_edge.system.files import atomic_write

PATHS = ("path", "file_name", "file")
"""What a list calls the column that names a picture; `file_name` is Hugging Face's word."""

TABLES = (".csv", ".npz")
"""Files that hold many faces: one of them is named by its line or index, as faces.csv:12."""

REASON = "reason"
"""The column that makes a list one of what to leave out."""

LONGEST_HEAD = 10_000


class ListedFace(NamedTuple):
    """A row: where the face is, what it is labelled and of which split it is, "" where the list does not say."""

    name: str
    label: str
    split: str
    reason: str = ""


def columns_of(path: Path) -> list[str]:
    """The columns of a CSV in lower case; none where it cannot be read."""
    try:
        with path.open(encoding="utf-8-sig", errors="replace", newline="") as lines:
            return [name.strip().casefold() for name in next(csv.reader([lines.readline(LONGEST_HEAD)]), [])]
    except (OSError, csv.Error):
        return []


def read_list(path: Path) -> Iterator[ListedFace]:
    """The faces of a list, their paths as they are seen from here.

    Raises MissingError when it is not there, DataError when it is no list.
    """
    try:
        with path.open(encoding="utf-8-sig", errors="surrogateescape", newline="") as lines:
            yield from _read(lines, path)
    except OSError as error:
        raise MissingError(f"cannot read the list {path}: {error.strerror}; name another file") from error


def _read(lines: TextIO, path: Path) -> Iterator[ListedFace]:
    rows = csv.DictReader(lines)
    try:
        names = {name.strip().casefold(): name for name in rows.fieldnames or () if name}
        key = next((names[one] for one in PATHS if one in names), None)
        if key is None:
            raise DataError(f"{path} is no list of faces: expected a column {PATHS[0]}, label and split beside it")
        for row in rows:
            cells = [(row.get(names.get(one, "")) or "").strip() for one in ("label", "split", REASON)]
            if row[key]:
                yield ListedFace(str(path.parent / row[key]), *cells)
    except csv.Error as error:
        raise DataError(f"{path}:{rows.line_num} is not a line of a list: {error}") from error


def write_list(faces: Iterable[ListedFace], path: Path, *, reasons: bool = False) -> None:
    """Write a list, whole or not at all; with the `reasons` it is one of what to leave out.

    Raises FerEdgeError when it cannot.
    """
    with _writing(path) as file:
        lines = csv.writer(file, lineterminator="\n")
        lines.writerow(["path", "label", "split", *([REASON] if reasons else [])])
        for face in faces:
            cells = [_encodable(_seen_from(face.name, str(path.parent))), face.label, face.split]
            lines.writerow([*cells, _encodable(face.reason)] if reasons else cells)


@contextmanager
def _writing(path: Path) -> Iterator[TextIO]:
    with atomic_write(path) as part, part.open("w", encoding="utf-8", errors="surrogateescape", newline="") as file:
        yield file


def split_name(name: str) -> tuple[str, int | None]:
    """The file of a face, and its line or index where the file holds many."""
    file, colon, number = name.rpartition(":")
    if colon and number.isdecimal() and len(number) <= 9 and file.lower().endswith(TABLES):
        return file, int(number)
    return name, None


def same_name(name: str) -> str:
    """The name of a face, the same whichever way leads to its folder."""
    folder, file = os.path.split(name)
    return os.path.join(_real_from_here(folder), file)


def _real_from_here(folder: str) -> str:
    return _real(folder, "" if os.path.isabs(folder) else os.getcwd())


@lru_cache(maxsize=4096)
def _real(folder: str, here: str) -> str:
    """A folder whichever way leads to it. here: the working folder, from which a relative one is seen."""
    try:
        return os.path.realpath(folder)
    except ValueError:  # No folder can be called so.
        return folder


def _encodable(name: str) -> str:
    """The name, or where it has half characters, which no file's name has, one that shows them."""
    try:
        name.encode("utf-8", "surrogateescape")
    except UnicodeEncodeError:
        return name.encode("utf-8", "backslashreplace").decode()
    return name


def _seen_from(name: str, folder: str) -> str:
    """A face's path as it is written into a list in that folder."""
    return os.path.relpath(same_name(name), _real_from_here(folder)).replace(os.sep, "/")
