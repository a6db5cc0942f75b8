"""All files of a model's folder replaced at once, though a disk replaces them one by one.

The new files are made ready in a folder beside the old ones. Renaming it to INCOMING is the one moment in which they
begin to count; from then on whoever comes moves what is left, so that a process killed in between costs nothing.
"""

import os
from contextlib import suppress
from pathlib import Path

from fer_edge.errors import FerEdgeError

INCOMING = ".incoming"
"""Inside a model's folder: files that are whole, count, and only have to be moved."""

LAST = "card.json"
"""Moved after all others: while it lies in INCOMING, its sha256 tell what the folder will be."""


def replace_files(ready: Path, folder: Path) -> None:
    """Put every file of `ready`, a folder on the disk of `folder`, in the place of the one of its name there.

    When the process ends halfway, the next `finish_replacement` does the rest. `ready` is gone afterwards. Raises
    FerEdgeError when a file cannot be moved.
    """
    finish_replacement(folder)
    try:
        os.rename(ready, folder / INCOMING)
    except OSError as error:
        raise FerEdgeError(f"cannot write to {folder}: {error.strerror}; nothing was replaced") from error
    finish_replacement(folder)


def finish_replacement(folder: Path) -> None:
    """Move what an interrupted `replace_files` left; costs one look where there is nothing.

    Any number of processes may do so at once. Raises FerEdgeError when a file cannot be moved.
    """
    incoming = folder / INCOMING
    if not incoming.is_dir():
        return
    try:
        for name in sorted(os.listdir(incoming), key=lambda name: name == LAST):
            with suppress(FileNotFoundError):  # Another process was quicker.
                os.replace(incoming / name, folder / name)
    except OSError as error:
        raise FerEdgeError(
            f"{folder} is half replaced, an export was interrupted, and what is left in {incoming} cannot be moved: "
            f"{error.strerror}; run this again as a user who may write there"
        ) from error
    with suppress(OSError):  # Another process was quicker, or has put the next files there.
        incoming.rmdir()
