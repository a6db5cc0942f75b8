"""What a crowd saw in each face: the FER+ votes for FER2013 (Barsoum et al., 2016)."""

from pathlib import Path

import numpy as np

from fer_edge.data.labels import FER_PLUS_ORDER
from fer_edge.errors import DataError, MissingError

FILE = "fer2013new.csv"


def find_votes(root: str) -> Path | None:
    """The FER+ votes that lie in a data set's folder or beside it."""
    places = [Path(root) / FILE, Path(root).parent / FILE]
    return next((path for path in places if path.is_file()), None)


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
        raise MissingError(f"cannot read the votes {path}: {error.strerror}; expected {FILE}") from error
    columns = len(FER_PLUS_ORDER)
    try:
        return np.array([line.split(",")[2 : 2 + columns] for line in lines], np.float32).reshape(len(lines), columns)
    except ValueError as error:
        raise DataError(f"{path} is not {FILE}: expected ten numbers of votes from the third column") from error
