"""Folders of every shape, each written as a text of its own: a line an entry, its kind and its path."""

import os
from contextlib import suppress
from functools import cache
from pathlib import Path

import cv2
import numpy as np

from benchmarks.attack.files import Seed
from fer_edge.data.labels import LABELS

PICTURE, TEXT, FOLDER, PIPE, LINK = "p", "t", "d", "f", "l"
"""Kinds of an entry; a link leads to the root of the tree, and so round in a circle."""


def read_tree_file(path: Path) -> None:
    """Make the tree that a text describes, and read it as a data set and as pictures."""
    from fer_edge.data.inspecting.findings import find_all
    from fer_edge.data.inspecting.records import record_split
    from fer_edge.data.loading import open_split
    from fer_edge.errors import FerEdgeError
    from fer_edge.runtime.stills.source import open_pictures

    root = path.parent / "tree"
    root.mkdir()
    for line in path.read_bytes().decode("utf-8", "surrogateescape").split("\n"):
        with suppress(OSError, ValueError):  # No such name can be, or it is taken.
            _make(root, line[:1], line[2:])
    try:
        list(open_pictures(root))
        find_all({"train": record_split(open_split(str(root), "train"))})
    except FerEdgeError as error:
        str(error).encode("utf-8", "backslashreplace")
        raise


def seeds() -> dict[str, Seed]:
    """By reader."""
    pictures = [f"p train/{label}/{number}.png" for label in LABELS for number in range(3)]
    others = ["p 1.png", "t 2.png", "d 3.png", "t notes.txt", "d train/other", "f train/sad/9.png", "l train/fear/x"]
    return {"tree": ("tree.txt", "\n".join(pictures + others).encode(), read_tree_file)}


def _make(root: Path, kind: str, name: str) -> None:
    """An entry below `root`, wherever its name would lead."""
    target = root.joinpath(*(part for part in name.split("/") if part not in ("", ".", "..")))
    target.parent.mkdir(parents=True, exist_ok=True)
    if kind == PICTURE:
        target.write_bytes(_face())
    elif kind == TEXT:
        target.write_text(name, "utf-8", "surrogateescape")
    elif kind == FOLDER:
        target.mkdir()
    elif kind == PIPE:
        os.mkfifo(target)
    elif kind == LINK:
        target.symlink_to(root)


@cache
def _face() -> bytes:
    return bytes(cv2.imencode(".png", np.zeros((48, 48), np.uint8))[1].tobytes())
