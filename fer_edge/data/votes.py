"""What a crowd saw in each face: the FER+ votes for FER2013 (Barsoum et al., 2016)."""

from pathlib import Path

import numpy as np

from fer_edge.data.faces import FaceSet
from fer_edge.data.inspection import LabelConflicts, find_label_conflicts
from fer_edge.data.labels import FER_PLUS_ORDER
from fer_edge.errors import DataError, MissingError

FILE = "fer2013new.csv"

NONE = "none"
"""In place of a file: no votes, though some lie beside the data."""

MOST_VOTES = 1e6
"""For one expression of one face; more is no count of people."""


def choose_votes(named: Path | None, root: str) -> Path | None:
    """The votes that are meant for the data set at `root`: those named, NONE of them, or what lies there.

    Raises MissingError when the named file is not there.
    """
    if named is None:
        return find_votes(root)
    if str(named) == NONE:
        return None
    if not named.is_file():
        raise MissingError(f"no votes at {named}: expected {FILE}, or {NONE}")
    return named


def find_votes(root: str) -> Path | None:
    """The FER+ votes that lie in a data set's folder or beside it."""
    places = [Path(root) / FILE, Path(root).parent / FILE]
    return next((path for path in places if path.is_file()), None)


def load_votes(path: Path, rows: np.ndarray, names: tuple[str, ...] = ()) -> np.ndarray:
    """Read FER+ votes (fer2013new.csv) for faces by their `rows`: float32 [N, 10], each row sums to 1.

    names: of the faces, by which the file may know one whose row is -1, as fer0000001.png. A face without a row or
    without votes has all zeros, which weighs nothing in a cross-entropy.
    Raises MissingError when the file cannot be read, DataError when it holds something else.
    """
    known, table = _read_votes(path)
    if names:
        at = {name: row for row, name in enumerate(known) if name}
        rows = np.array([row if row >= 0 else at.get(name, -1) for row, name in zip(rows, names, strict=True)], int)
    if rows.max(initial=-1) >= len(table):
        raise DataError(
            f"{path} has {len(table)} rows, expected one for each row of fer2013.csv: are these other faces? "
            f"--votes {NONE} does without"
        )
    votes = np.where(rows[:, None] >= 0, table[rows], np.float32(0)) if len(table) else np.zeros((len(rows), 10), "f4")
    shares: np.ndarray = votes / np.maximum(votes.sum(axis=1, keepdims=True), 1)
    return shares


def tell_use(votes: np.ndarray, path: Path) -> str:
    """For how many faces there are votes [N, 10], as a line."""
    used = int(votes.any(axis=1).sum())
    told = f"votes used for {used} of {len(votes)} faces ({path})"
    return told if used else f"{told}: no name of a face tells its row"


def check_votes(votes: np.ndarray, faces: FaceSet, path: Path) -> None:
    """Raises DataError when most of the clear votes [N, 10] contradict the labels: they are of other faces."""
    odd = find_label_conflicts(faces.labels, faces.classes, votes, faces.words)
    check_conflicts(odd, faces.classes, faces.words, path)


def check_conflicts(odd: LabelConflicts, classes: tuple[str, ...], words: dict[str, str], path: Path) -> None:
    """As `check_votes`, of conflicts that have been found."""
    if len(odd.faces) * 2 <= odd.clear:
        return
    known = {words.get(name, name) for name in FER_PLUS_ORDER}
    unknown = [name for name in classes if name not in known]
    if unknown:
        raise DataError(
            f"{path} has votes for {', '.join(FER_PLUS_ORDER[:8])}, and the labels {', '.join(unknown[:8])} are none "
            f"of these: a map in --classes that names the expressions they are made of tells it; or --votes {NONE}"
        )
    raise DataError(
        f"{path} contradicts the labels of {len(odd.faces)} of the {odd.clear} faces on which its voters agree: it is "
        f"of other faces, whose files have the same numbers; go on with --votes {NONE}, or name another file in --votes"
    )


def _read_votes(path: Path) -> tuple[list[str], np.ndarray]:
    """Every row's name, and its votes, float32 [R, 10]."""
    try:
        lines = path.read_text(encoding="ascii", errors="replace").splitlines()[1:]
    except OSError as error:
        raise MissingError(f"cannot read the votes {path}: {error.strerror}; expected {FILE}") from error
    columns = len(FER_PLUS_ORDER)
    cells = [line.split(",") for line in lines]
    try:
        votes = np.array([row[2 : 2 + columns] for row in cells], float).reshape(len(lines), columns)
    except ValueError as error:
        raise DataError(f"{path} is not {FILE}: expected ten numbers of votes from the third column") from error
    wrong = np.flatnonzero(~((votes >= 0) & (votes <= MOST_VOTES)).all(axis=1))  # Not a number is neither.
    if len(wrong):
        line = ",".join(cells[wrong[0]][2 : 2 + columns])
        raise DataError(f"{path}:{wrong[0] + 2} has the votes {line[:80]}: expected counts from 0 to {MOST_VOTES:,.0f}")
    return [row[1] for row in cells], votes.astype(np.float32)
