"""Single faces of files that hold many, by their names."""

from collections.abc import Iterator
from pathlib import Path

import numpy as np

from fer_edge.data.lists.files import split_name
from fer_edge.data.readers.arrays import Archive
from fer_edge.data.readers.table import FIRST_LINE, Table


def read_rows(names: list[str], side: int | None) -> Iterator[tuple[str, np.ndarray | str]]:
    """The name and the face, or why there is none, of each of `names`, in the order of their files.

    side: what faces are brought to; None: as they are. Raises MissingError and DataError when a file is damaged.
    """
    files: dict[str, dict[int, str]] = {}
    for name in names:
        file, number = split_name(name)
        files.setdefault(file, {})[number or 0] = name
    for file, wanted in files.items():
        found = _csv_rows(file, set(wanted), side) if file.lower().endswith(".csv") else _arrays(file, wanted, side)
        seen = set()
        for number, face in found:
            seen.add(number)
            yield wanted[number], face
        yield from ((wanted[number], f"is not in {Path(file).name}") for number in wanted if number not in seen)


def row_at(file: str, number: int) -> int:
    """The row, from 0, of a line of a CSV; -1 in an archive, whose index tells none of fer2013.csv."""
    return number - FIRST_LINE if file.lower().endswith(".csv") else -1


def _csv_rows(file: str, wanted: set[int], side: int | None) -> Iterator[tuple[int, np.ndarray | str]]:
    table = Table(Path(file), side)
    for number, row in table.rows():
        if number + FIRST_LINE in wanted:
            yield number + FIRST_LINE, table.face(row)


def _arrays(file: str, wanted: dict[int, str], side: int | None) -> Iterator[tuple[int, np.ndarray | str]]:
    archive = Archive(Path(file))
    read = archive.reader(side, colour=False)
    for number in sorted(wanted):
        if number < len(archive.faces):
            yield number, read(number)
