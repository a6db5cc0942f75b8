"""The door every output goes through before it is opened: never the file of an input, nor of another output."""

import os
import stat
from collections.abc import Iterable, Iterator
from pathlib import Path

from fer_edge.errors import UsageError

Named = tuple[str, str | Path]
"""An option, or words for what is read, and its path; "-" is a standard stream."""

Identity = tuple[int, int] | tuple[int, int, str] | str
"""Device and inode of a file; of one that is not there, its folder's and its name."""

DEPTH = 3
"""Folders within folders in which a file that is read may lie: data set, split, class."""


def check_outputs(outputs: Iterable[Named], inputs: Iterable[Named]) -> None:
    """Compare files by what they are, whatever links and names lead to them; nothing is opened.

    inputs: files, and folders of which every file counts. Devices, pipes and sockets may be named any number of
    times, standard output itself once. Raises UsageError when an output is one of the inputs or an earlier output.
    """
    read = list(inputs)
    taken: dict[Identity, str] = {}
    for what, path in read:
        if (known := identity(path, stream=0)) is not None:
            taken.setdefault(known, what)
    for option, path in outputs:
        known = identity(path, stream=1)
        if known is None:
            continue
        other = taken.setdefault(known, option)
        if other == option and isinstance(known, tuple) and len(known) == 2:
            other = next((what for what, folder in read if _holds(Path(folder), known)), option)
        if other != option:
            raise UsageError(f"{option} and {other} are both {path}: name another file")


def identity(path: str | Path, stream: int) -> Identity | None:
    """What a path leads to; None for what is no file but is there, as a folder or a device.

    stream: the descriptor that "-" stands for; of standard output "-" itself, unless it leads to a file.
    """
    try:
        found = os.fstat(stream) if str(path) == "-" else os.stat(path)
        if stat.S_ISREG(found.st_mode):
            return found.st_dev, found.st_ino
        return "-" if str(path) == "-" and stream else None
    except (OSError, ValueError):  # Not there, not to be looked at, or no name at all.
        return _place(Path(path))


def _place(path: Path) -> Identity:
    """Where a file that is not there would be made."""
    try:
        path = path.resolve()  # A link that leads nowhere yet is written through.
        folder = os.stat(path.parent)
    except (OSError, ValueError, RuntimeError):
        return str(path)
    return folder.st_dev, folder.st_ino, path.name


def _holds(folder: Path, known: Identity) -> bool:
    return folder.is_dir() and any((found.st_dev, found.st_ino) == known for found in _files(folder, DEPTH, known[1]))


def _files(folder: Path, depth: int, inode: int | str) -> Iterator[os.stat_result]:
    """The files below a folder that may have this inode; a directory tells it without a look at each file."""
    try:
        entries = list(os.scandir(folder))
    except OSError:
        return
    for entry in entries:
        try:
            if entry.is_dir(follow_symlinks=False):
                if depth > 1:
                    yield from _files(Path(entry.path), depth - 1, inode)
            elif os.name != "posix" or entry.inode() == inode or entry.is_symlink():
                yield os.stat(entry.path)
        except OSError:
            continue
