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
                if USAGE.get(row["Usage"]) == split:
                    yield f"{path}:{number + 2}", number, *_read_row(row, order)
        except csv.Error as error:
            raise DataError(f"{path}:{rows.line_num + 1} is not a line of fer2013.csv: {error}") from error


def _read_row(row: dict[str, str], order: list[int]) -> tuple[int, np.ndarray | str]:
    try:
        label = order[int(row["emotion"])]
        pixels = np.array(row["pixels"].split(), dtype=np.uint8)
    except (ValueError, IndexError, OverflowError):
        return 0, "has a label or a pixel that is not a number in range"
    if pixels.size != SIDE * SIDE:
        return 0, f"has {pixels.size} pixels, expected {SIDE * SIDE}"
    return label, pixels.reshape(SIDE, SIDE, 1)
