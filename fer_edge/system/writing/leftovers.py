"""What killed processes were still writing: told by name, and swept once it is sure that they are gone."""

import os
import re
import shutil
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from fer_edge.system.writing.locks import is_alive, is_free, try_lock

LEFTOVER = re.compile(r"\.(?P<file>\d+)\.part\..+|\.export-(?:(?P<folder>\d+)-)?[^-]+", re.DOTALL)
"""A file that replaces another when it is whole, or the folder of an export, by the number of its process."""

DAY = 86_400
"""Seconds after which a folder that does not name its process is nobody's."""


def part_name(name: str) -> str:
    """What the file `name` is called while this process writes it."""
    return f".{os.getpid()}.part.{name}"


def is_leftover(path: Path) -> bool:
    """Whether a file or folder belongs to no process any more: its number is gone, and its lock is free."""
    match = LEFTOVER.fullmatch(path.name)
    if match is None:
        return False
    pid = match["file"] or match["folder"]
    if pid is None:
        return path.is_dir() and path.lstat().st_mtime < time.time() - DAY
    # Our own number was another's before a container began anew; what is ours indeed is locked.
    ours_once = os.name == "posix" and int(pid) == os.getpid()
    return (ours_once or not is_alive(int(pid))) and is_free(path)


def sweep(folder: Path) -> None:
    """Remove from `folder` what killed processes left in it; what cannot be removed stays."""
    with suppress(OSError), os.scandir(folder) as entries:
        names = [entry.name for entry in entries if entry.name.startswith(".")]
        for path in (folder / name for name in names):
            with suppress(OSError):
                if is_leftover(path):
                    shutil.rmtree(path) if path.is_dir() else path.unlink()


@contextmanager
def work_folder(parent: Path) -> Iterator[Path]:
    """A folder in `parent` for an export, gone when the block ends; first those go that killed exports left."""
    sweep(parent)
    with tempfile.TemporaryDirectory(prefix=f".export-{os.getpid()}-", dir=parent) as name:
        held = os.open(name, os.O_RDONLY) if os.name == "posix" else None
        try:
            if held is not None:
                try_lock(held)
            yield Path(name)
        finally:
            if held is not None:
                os.close(held)
