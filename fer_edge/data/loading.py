"""A data set by its name or place: a folder of splits, fer2013.csv, or the drawn faces.

A folder has `train/`, `validation/` and `test/` or some of them, with or without `images/` above them, and in each one
sub-folder per class; or the classes' folders at once. The same data gives the same arrays in every layout.
"""

from dataclasses import replace
from pathlib import Path

from fer_edge.data.faces import FaceSet
from fer_edge.data.readers.fer2013_csv import find_csv, load_csv
from fer_edge.data.readers.folders import load_folders
from fer_edge.data.readers.sizes import resize_faces
from fer_edge.data.settings import ReadingSettings
from fer_edge.data.synthetic import SYNTHETIC, draw_split
from fer_edge.errors import MissingError, UsageError

AS_IT_IS = ReadingSettings()


def load_split(source: str | Path, split: str, reading: ReadingSettings = AS_IT_IS) -> FaceSet:
    """Read one split ("train", "validation" or "test") of the data set at `source`, or named "synthetic".

    Without a validation split a share of train is held out for it, and is not in train.
    Raises MissingError when nothing of the kind is there, DataError when a class has no usable face or nobody says
    what the classes are, UsageError when `reading` asks for what the data set has not.
    """
    if source == SYNTHETIC:
        return _draw(split, reading)
    root = Path(source)
    table = find_csv(root)
    return load_csv(table, split, reading) if table else load_folders(root, split, reading)


def _draw(split: str, reading: ReadingSettings) -> FaceSet:
    asked = {"--classes": reading.classes, "--holdout": reading.holdout, "--colour": reading.colour or None}
    for option, value in asked.items():
        if value is not None:
            raise UsageError(f"{option}: the drawn faces are what they are; leave it out")
    drawn = draw_split(split)
    return drawn if reading.side is None else replace(drawn, faces=resize_faces(drawn.faces, reading.side))


def check_data_set(source: str | Path) -> None:
    """Look whether there is anything at `source`, before a model is opened. Raises MissingError."""
    if source != SYNTHETIC and not Path(source).exists():
        raise MissingError(
            f"no data set at {source}: name one with --data DIR, fetch FER2013 with `fer-edge data fetch`, "
            "or try --data synthetic (drawn faces)"
        )
