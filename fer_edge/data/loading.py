"""A data set by its name or place: folders, a list of pictures, fer2013.csv, an archive of arrays, the drawn faces.

A folder has `train/`, `validation/` and `test/` or some of them, with or without `images/` above them, and in each one
sub-folder per class; or the classes' folders at once; or its own list of files. The same data gives the same arrays in
every layout.
"""

from collections.abc import Callable
from pathlib import Path

from fer_edge.data.faces import FaceSet, FaceStream, Item
from fer_edge.data.lists.leaving import without
from fer_edge.data.readers.arrays import find_arrays, open_arrays
from fer_edge.data.readers.fer2013_csv import find_csv, open_csv
from fer_edge.data.readers.folders import open_folders
from fer_edge.data.readers.listed import find_list, open_listed
from fer_edge.data.readers.sizes import resize_faces
from fer_edge.data.settings import ReadingSettings
from fer_edge.data.synthetic import SYNTHETIC, draw_split
from fer_edge.errors import MissingError, UsageError

AS_IT_IS = ReadingSettings()

Wanted = Callable[[str], bool] | None
"""Which faces, by their names; None: all."""


def load_split(source: str | Path, split: str, reading: ReadingSettings = AS_IT_IS) -> FaceSet:
    """Read one split ("train", "validation" or "test") of the data set at `source`, or named "synthetic".

    Without a validation split a share of train is held out for it, and is not in train.
    Raises MissingError when nothing of the kind is there, DataError when a class has no usable face or nobody says
    what the classes are, UsageError when `reading` asks for what the data set has not.
    """
    return open_split(source, split, reading).gather()


def open_split(source: str | Path, split: str, reading: ReadingSettings = AS_IT_IS, only: Wanted = None) -> FaceStream:
    """As `load_split`, to be read face by face. only: which faces, by their names; of others no picture is read."""
    stream = _open(source, split, reading, only)
    return without(stream, Path(reading.leave_out), split) if reading.leave_out else stream


def _open(source: str | Path, split: str, reading: ReadingSettings, only: Wanted) -> FaceStream:
    if source == SYNTHETIC:
        return _draw(split, reading, only)
    root = Path(source)
    if found := find_list(root):
        return open_listed(found, split, reading, only)
    if table := find_csv(root):
        return open_csv(table, split, reading, only)
    if archive := find_arrays(root):
        return open_arrays(archive, split, reading, only)
    return open_folders(root, split, reading, only)


def _draw(split: str, reading: ReadingSettings, only: Wanted) -> FaceStream:
    asked = {"--classes": reading.classes, "--holdout": reading.holdout, "--colour": reading.colour or None}
    for option, value in asked.items():
        if value is not None:
            raise UsageError(f"{option}: the drawn faces are what they are; leave it out")
    drawn = draw_split(split)
    faces = drawn.faces if reading.side is None else resize_faces(drawn.faces, reading.side)
    named = ((f"{SYNTHETIC} {split}:{index}", index) for index in range(len(faces)))
    items = (
        Item(name, -1, int(drawn.labels[index]), faces[index]) for name, index in named if only is None or only(name)
    )
    return FaceStream(items=items, classes=drawn.classes, where=f"{SYNTHETIC} ({split})", count=lambda: len(faces))


def check_data_set(source: str | Path) -> None:
    """Look whether there is anything at `source`, before a model is opened. Raises MissingError."""
    if source != SYNTHETIC and not Path(source).exists():
        raise MissingError(
            f"no data set at {source}: name one with --data DIR, fetch FER2013 with `fer-edge data fetch`, "
            "or try --data synthetic (drawn faces)"
        )
