"""Whether every file that counts is whole: all but those whose names begin with a dot, which are still written."""

import csv
import hashlib
import json
import zipfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from fer_edge.artifact.card import read_card
from fer_edge.artifact.replacement import finish_replacement
from fer_edge.errors import FerEdgeError


def faults(folder: Path) -> Iterator[str]:
    """A line for each file below `folder` that is cut short, or is not the one its card names."""
    for card in folder.rglob("card.json"):
        finish_replacement(card.parent)  # As whoever comes next.
    for path in sorted(folder.rglob("*")):
        names = path.relative_to(folder).parts
        if path.is_file() and not any(name.startswith(".") for name in names):
            try:
                fault = _fault(path)
            except (OSError, ValueError, EOFError, FerEdgeError, zipfile.BadZipFile) as error:
                fault = f"{type(error).__name__}: {error}"
            if fault:
                yield f"{'/'.join(names)}: {fault}"


def _fault(path: Path) -> str | None:
    """What is wrong with a file, by its kind. Raises what its readers raise."""
    if path.name == "card.json":
        return _unlike_card(path.parent)
    if path.suffix == ".json":
        json.loads(path.read_bytes())
    elif path.suffix == ".jsonl":
        return _cut_line(path) or next(
            (None for line in path.read_bytes().splitlines() if json.loads(line) is None), None
        )
    elif path.suffix == ".csv":
        with path.open(newline="") as lines:
            widths = {len(row) for row in csv.reader(lines)}
        return _cut_line(path) or ("rows of several lengths" if len(widths) > 1 else None)
    elif path.suffix == ".keras":
        return zipfile.ZipFile(path).testzip()
    elif path.suffix == ".png" and cv2.imdecode(np.fromfile(path, np.uint8), cv2.IMREAD_COLOR) is None:
        return "no picture"
    return None


def _cut_line(path: Path) -> str | None:
    content = path.read_bytes()
    return "its last line is cut" if content and not content.endswith(b"\n") else None


def _unlike_card(folder: Path) -> str | None:
    """The file of a model that is not the one its card was written for."""
    for name, digest in read_card(folder).sha256.items():
        if hashlib.sha256((folder / name).read_bytes()).hexdigest() != digest:
            return f"{name} is another file"
    return None
