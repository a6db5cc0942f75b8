"""Which file of a model is the fastest right one on a board: measured once, remembered, and used by `run`.

What is remembered counts on the board it was measured on and for the very files that were measured, and nowhere else.
"""

import json
from collections.abc import Callable, Iterable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

from fer_edge.errors import FerEdgeError, MissingError
from fer_edge.system.board import called, this_board
from fer_edge.system.files import atomic_write, user_state_folder
from fer_edge.system.untrusted import parse_json, read_file, typed

FORMAT = 1

NAME = "selection.json"

MOST = 200
"""Selections that are kept; the oldest go first."""

AGAIN = "`fer-edge bench --select` measures again"


@dataclass(frozen=True, kw_only=True)
class Selection:
    """One choice. board: its fingerprint. folder: of the model. file, sha256: of the file that was chosen. threads: for
    one inference. fps: frames per second that it was chosen for. p50_ms: of one call. why: in words. date: ISO, UTC.
    """

    board: dict[str, Any]
    folder: str
    file: str
    sha256: str
    threads: int
    fps: float
    p50_ms: float
    why: str
    date: str

    @property
    def path(self) -> Path:
        """Of the file."""
        return Path(self.folder) / self.file


@dataclass(frozen=True, kw_only=True)
class Found:
    """What is remembered of a model. selection: to be used; None: nothing is. fault: why one that is there is not."""

    selection: Selection | None = None
    fault: str | None = None


def selection_file() -> Path:
    """Where selections are kept: the same for a user's own runs and for a service that runs as this user."""
    return user_state_folder() / NAME


def read_selections(path: Path) -> list[Selection]:
    """All that is remembered; nothing where nothing is. Raises FerEdgeError when it cannot be read."""
    try:
        found = parse_json(read_file(path))
        if not isinstance(found, dict) or found.get("format") != FORMAT:
            raise ValueError(f"expected format {FORMAT}")
        kept: tuple[Selection, ...] = typed(tuple[Selection, ...], found.get("selections"), "selections")
        return [_checked(one) for one in kept]
    except FileNotFoundError:
        return []
    except (OSError, ValueError) as error:
        raise FerEdgeError(f"{path} cannot be read ({error}): delete it, then {AGAIN}") from error


def _checked(one: Selection) -> Selection:
    if Path(one.file).name != one.file or not one.file:
        raise ValueError(f"{one.file!r:.40} is no file's name")
    if not 1 <= one.threads <= 1024:
        raise ValueError(f"{one.threads} threads")
    return one


def remember(new: Selection, path: Path | None = None) -> Path:
    """Keep a selection in place of an older one of the same model and board; where it is kept is returned.

    What cannot be read of the older ones is lost. Raises FerEdgeError when it cannot be written.
    """
    path = path or selection_file()
    try:
        kept = [one for one in read_selections(path) if (one.folder, one.board) != (new.folder, new.board)]
    except FerEdgeError:
        kept = []
    _write([*kept, new][-MOST:], path)
    return path


def forget(folders: Iterable[Path] | None = None, path: Path | None = None) -> list[Selection]:
    """Remove the selections of models, or all, on whatever board, and return them.

    Raises FerEdgeError when they cannot be written, or read where not all are meant.
    """
    path = path or selection_file()
    try:
        there = read_selections(path)
    except FerEdgeError:
        if folders is not None:
            raise
        path.unlink(missing_ok=True)
        return []
    named = None if folders is None else {str(folder.resolve()) for folder in folders}
    gone = [one for one in there if named is None or one.folder in named]
    if gone:
        _write([one for one in there if one not in gone], path)
    return gone


def find_selection(folder: Path, path: Path | None = None, board: Callable[[], dict[str, Any]] = this_board) -> Found:
    """What is remembered of the model in a folder, and whether it holds here: the board, the file, its content.

    A model that was moved, or installed again in a folder of its own, is known by the content of its file. board: gives
    the fingerprint of this one, asked for only where something is remembered.
    """
    try:
        path = path or selection_file()
    except MissingError:  # A user without a home can have nothing remembered.
        return Found()
    try:
        known = read_selections(path)
    except FerEdgeError as error:
        return Found(fault=str(error))
    named = [one for one in known if one.folder == str(folder.resolve())]
    there = named or [one for one in known if _digest(folder / one.file) == one.sha256]
    if not there:
        return Found()
    here = board()
    mine = next((one for one in there if one.board == here), None)
    if mine is None:
        return Found(fault=f"what was selected for {folder} was measured on {called(there[-1].board)}: {AGAIN} here")
    file = folder / mine.file
    digest = _digest(file)
    if digest is None:
        return Found(fault=f"{file}, which was selected, cannot be read: {AGAIN}")
    if digest != mine.sha256:
        return Found(fault=f"{file} is another file than the one that was selected: {AGAIN}")
    return Found(selection=mine)


def _digest(path: Path) -> str | None:
    """The sha256 of a file's content; None where it cannot be read."""
    try:
        return sha256(path.read_bytes()).hexdigest()
    except OSError:
        return None


def _write(selections: list[Selection], path: Path) -> None:
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise FerEdgeError(f"cannot make {path.parent}: {error.strerror}") from error
    with atomic_write(path) as part:
        content = {"format": FORMAT, "selections": [asdict(one) for one in selections]}
        part.write_text(json.dumps(content, indent=2, ensure_ascii=False) + "\n", encoding="utf-8")
