"""The original layout of FER2013: one CSV with a row a face (Goodfellow et al., 2013)."""

import csv
from collections.abc import Iterator
from pathlib import Path

import numpy as np

from fer_edge.data.faces import Item
from fer_edge.data.labels import FER2013_CSV_ORDER, LABELS, SIDE
from fer_edge.errors import DataError

USAGE = {"Training": "train", "PublicTest": "validation", "PrivateTest": "test"}
"""What the column `Usage` calls each split."""


def find_csv(root: Path) -> Path | None:
    """The fer2013.csv that `root` is or holds, or None."""
    if root.is_file() and root.suffix.lower() == ".csv":
        return root
    inside = root / "fer2013.csv"
    return inside if inside.is_file() else None


def read_csv(path: Path, split: str) -> Iterator[Item]:
    """The rows of a split, labelled as in LABELS. Raises DataError when the file is another one or damaged."""
    order = [LABELS.index(name) for name in FER2013_CSV_ORDER]
    with path.open(encoding="ascii", errors="replace", newline="") as lines:
        rows = csv.DictReader(lines)
        if not {"emotion", "pixels", "Usage"} <= set(rows.fieldnames or ()):
            raise DataError(f"{path} is not fer2013.csv: expected the columns emotion,pixels,Usage")
        try:
            for number, row in enumerate(rows):
                usage = row["Usage"]
                if USAGE.get(usage) == split:
                    yield f"{path}:{number + 2}", number, *_read_row(row, order)
                elif usage not in USAGE:  # It might be of any split, so it is told with each.
                    yield f"{path}:{number + 2}", number, 0, f"is of {str(usage)[:20]!r}, expected {', '.join(USAGE)}"
        except csv.Error as error:
            raise DataError(f"{path}:{rows.line_num + 1} is not a line of fer2013.csv: {error}") from error


def _read_row(row: dict[str, str], order: list[int]) -> tuple[int, np.ndarray | str]:
    emotion, text = (row["emotion"] or "").strip(), row["pixels"]
    # A number below zero would be counted from the end; those that other data sets have are no expressions of ours.
    if emotion not in map(str, range(len(order))):
        return 0, f"has the emotion {emotion[:20]!r}, expected 0 to {len(order) - 1}"
    try:
        pixels = np.array((text or "").split(), dtype=np.uint8)
    except (ValueError, OverflowError):
        return 0, "has a pixel that is not a number from 0 to 255"
    if pixels.size != SIDE * SIDE:
        return 0, f"has {pixels.size} pixels, expected {SIDE * SIDE}"
    return order[int(emotion)], pixels.reshape(SIDE, SIDE, 1)
