"""A disk that fills up, where this machine allows one to be made."""

import subprocess
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import pytest

ROOM = "a full disk cannot be made here: mounting a tmpfs needs root"


@contextmanager
def little_disk(folder: Path, size: str) -> Iterator[Path]:
    """Mount a disk of `size`, such as "64k", under `folder`; skips the test where that is not allowed."""
    disk = folder / "disk"
    disk.mkdir()
    try:
        done = subprocess.run(["mount", "-t", "tmpfs", "-o", f"size={size}", "tmpfs", disk], timeout=10, check=False)
    except OSError:
        pytest.skip(ROOM)
    if done.returncode:
        pytest.skip(ROOM)
    try:
        yield disk
    finally:
        subprocess.run(["umount", "-l", disk], timeout=10, check=True)


def fill(disk: Path) -> Path:
    """Take all the room there is; the file to remove to have it back."""
    ballast = disk / "ballast"
    with ballast.open("wb", buffering=0) as file:
        try:
            while True:
                file.write(b"\0" * 4096)
        except OSError:
            return ballast
