"""A data set by its name or place: a folder of splits, fer2013.csv, or the drawn faces.

A folder has `train/` with `validation/` or `test/`, with or without `images/` above them, and in each one sub-folder
per class. The same data gives the same arrays in every layout.
"""

from pathlib import Path

from fer_edge.data.faces import FaceSet, gather
from fer_edge.data.fer2013_csv import find_csv, read_csv
from fer_edge.data.folders import read_folder, split_folder
from fer_edge.data.labels import LABELS
from fer_edge.data.synthetic import SYNTHETIC, draw_split
from fer_edge.errors import MissingError


def load_split(source: str | Path, split: str) -> FaceSet:
    """Read one split ("train", "validation" or "test") of the data set at `source`, or named "synthetic".

    Raises MissingError when nothing of the kind is there, DataError when a class has no usable face.
    """
    if source == SYNTHETIC:
        return draw_split(split)
    root = Path(source)
    table = find_csv(root)
    items = read_csv(table, split) if table else read_folder(split_folder(root, split), LABELS)
    return gather(items, LABELS, f"{root} ({split})")


def check_data_set(source: str | Path) -> None:
    """Look whether there is anything at `source`, before a model is opened. Raises MissingError."""
    if source != SYNTHETIC and not Path(source).exists():
        raise MissingError(
            f"no data set at {source}: name one with --data DIR, fetch FER2013 with `fer-edge data fetch`, "
            "or try --data synthetic (drawn faces)"
        )
