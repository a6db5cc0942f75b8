"""The metadata of a Hugging Face image folder: `metadata.csv` or `.jsonl`, at the top or in each split's folder."""

import os
from collections.abc import Iterator
from pathlib import Path

from fer_edge.data.lists.files import ListedFace, columns_of, read_list
from fer_edge.errors import DataError
from fer_edge.system.untrusted import parse_json

TABLE, LINES = "metadata.csv", "metadata.jsonl"

LABELS_COLUMN = "label"


def read_metadata(root: Path, splits: dict[str, str]) -> list[ListedFace]:
    """The faces that the metadata in `root` gives a label; none where there is no such file.

    splits: each split, by the names of folders it goes by. Raises DataError when a file is damaged.
    """
    if not root.is_dir():
        return []
    faces = list(_labelled(root))
    if faces:  # One file for all: the first folder of a path may be its split.
        return [face._replace(split=face.split or _first_folder(face.name, root, splits)) for face in faces]
    folders = (path for path in sorted(root.iterdir()) if path.name.lower() in splits and path.is_dir())
    return [face._replace(split=splits[folder.name.lower()]) for folder in folders for face in _labelled(folder)]


def _first_folder(name: str, root: Path, splits: dict[str, str]) -> str:
    first, slash, _ = os.path.relpath(name, root).partition("/")
    return splits.get(first.lower(), "") if slash else ""


def _labelled(folder: Path) -> Iterator[ListedFace]:
    if LABELS_COLUMN in columns_of(folder / TABLE):
        yield from read_list(folder / TABLE)
    elif (folder / LINES).is_file():
        yield from _read_lines(folder / LINES)


def _read_lines(path: Path) -> Iterator[ListedFace]:
    """The faces of a file with one JSON object a line; those without a label are left to their folders."""
    with path.open(encoding="utf-8-sig", errors="replace") as lines:
        for number, line in enumerate(lines, 1):
            if not line.strip():
                continue
            try:
                fields = parse_json(line)
            except ValueError as error:
                raise DataError(f"{path}:{number} is no JSON object: {error}") from error
            file, label = (
                fields.get(key) if isinstance(fields, dict) else None for key in ("file_name", LABELS_COLUMN)
            )
            if not isinstance(file, str) or not file:
                raise DataError(
                    f'{path}:{number} names no picture: expected {{"file_name": "1.png", "label": "happy"}}'
                )
            if isinstance(label, (str, int)) and not isinstance(label, bool):
                yield ListedFace(str(path.parent / file), str(label), "")
