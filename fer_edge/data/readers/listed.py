"""A list of pictures with their labels: one that `data split` wrote, or the metadata of a Hugging Face image folder."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from pathlib import Path

import numpy as np

from fer_edge.data.classes.choosing import Classes, listed_classes
from fer_edge.data.classes.known import own_words
from fer_edge.data.faces import FaceStream, Item
from fer_edge.data.lists.files import PATHS, REASON, ListedFace, columns_of, read_list, split_name
from fer_edge.data.pictures import natural
from fer_edge.data.readers.folders import CALLED, face_reader, row_of
from fer_edge.data.readers.holdout import hold_out
from fer_edge.data.readers.metadata import read_metadata
from fer_edge.data.readers.rows import read_rows, row_at
from fer_edge.data.settings import SPLITS, ReadingSettings
from fer_edge.errors import DataError, MissingError, UsageError

Faces = list[ListedFace]


@dataclass(frozen=True, kw_only=True)
class FaceList:
    """Which faces a data set has. path: of the list, for messages."""

    path: Path
    faces: Faces

    def of_split(self, split: str, asked: float | None, classes: Classes) -> tuple[Faces, str, float]:
        """The faces of a split, a line of how they were chosen, and the share of train that is held out.

        Those of an unknown split come with each. Raises MissingError or UsageError when the split is not there.
        """
        known = {CALLED.get(face.split.casefold() or "train") for face in self.faces}
        if "validation" in known or split not in ("train", "validation"):
            if asked is not None and "validation" in known:
                raise UsageError(f"--holdout: {self.path} says itself which faces are to validate on; leave it out")
            return self._named(split), "", 0.0
        train = self._named("train")
        usable = [(place, classes.index(face.label)) for place, face in enumerate(train)]
        names = [(train[place].name.rpartition("/")[2], index) for place, index in usable if index is not None]
        places, told, share = hold_out(names, split, asked, str(self.path))
        sound = [place for place, index in usable if index is not None]
        chosen = {sound[place] for place in places}
        others = set(range(len(train))) - set(sound) if split == "train" else set()
        return [train[place] for place in sorted(chosen | others)], told, share

    def _named(self, split: str) -> Faces:
        return [face for face in self.faces if CALLED.get(face.split.casefold() or "train", split) == split]


def find_list(root: Path) -> FaceList | None:
    """The list that `root` is, or the metadata that it holds. Raises DataError when a list is of another kind."""
    if root.suffix.lower() == ".csv" and root.is_file():
        columns = columns_of(root)
        if not set(PATHS) & set(columns) or "pixels" in columns:
            return None
        if REASON in columns:
            raise DataError(f"{root} says what to leave out: name the data set with --data, and it with --leave-out")
        if "label" not in columns:
            raise DataError(f"{root} is no list of faces: expected the columns path,label,split")
        return FaceList(path=root, faces=list(read_list(root)))
    faces = read_metadata(root, CALLED)
    return FaceList(path=root, faces=faces) if faces else None


def open_listed(
    found: FaceList, split: str, reading: ReadingSettings, only: Callable[[str], bool] | None = None
) -> FaceStream:
    """One split of a list. Raises MissingError, DataError and UsageError as the readers of folders do."""
    names = sorted({face.label for face in found.faces} - {""}, key=natural)
    classes = listed_classes(names, reading.classes, str(found.path))
    faces, told, share = found.of_split(split, reading.holdout, classes)
    if not faces:
        there = sorted({CALLED.get(face.split.casefold() or "train", face.split) for face in found.faces})
        raise MissingError(f"no {split} split in {found.path}: there are {', '.join(there[:9]) or 'no faces'}")
    pictures = [face for face in faces if split_name(face.name)[1] is None]
    inside = [face for face in faces if split_name(face.name)[1] is not None]
    if inside and reading.colour:
        raise UsageError(f"--colour: the faces of {split_name(inside[0].name)[0]} are read grey")
    reader = face_reader(reading, classes, lambda: [Path(face.name) for face in pictures])
    side = reader.side if pictures else reading.side

    def items() -> Iterator[Item]:
        for face in pictures:
            if only is None or only(face.name):
                yield _item(face, classes, partial(reader.read, Path(face.name)))
        wanted = {face.name: face for face in inside if only is None or only(face.name)}
        for name, image in read_rows(list(wanted), side):
            yield _item(wanted[name], classes, partial(_same, image))

    return FaceStream(
        items=_alike(items()),
        classes=classes.labels,
        where=f"{found.path} ({split})",
        count=lambda: len(faces),
        told=(classes.told, told),
        later=(reader.told,),
        sizes=lambda: dict(reader.sizes),
        holdout=share,
        words=own_words((name, classes.label_of(name)) for name in names),
    )


def _item(face: ListedFace, classes: Classes, read: Callable[[], np.ndarray | str]) -> Item:
    index, (file, number) = classes.index(face.label), split_name(face.name)
    row = row_of(Path(face.name).stem) if number is None else row_at(file, number)
    if face.split and face.split.casefold() not in CALLED:
        return Item(face.name, row, 0, f"is of {face.split[:20]!r}, expected {', '.join(SPLITS)}")
    if index is None:
        return Item(face.name, row, 0, f"has the label {face.label[:20]!r}, expected {', '.join(classes.labels)[:200]}")
    return Item(face.name, row, index, read())


def _same(image: np.ndarray | str) -> np.ndarray | str:
    return image


def _alike(items: Iterator[Item]) -> Iterator[Item]:
    """Faces from several files of many are of one size: that of the first."""
    shape: tuple[int, ...] | None = None
    for item in items:
        if not isinstance(item.face, str):
            shape = shape or item.face.shape
            if item.face.shape != shape:
                got, expected = ("x".join(map(str, sizes)) for sizes in (item.face.shape, shape))
                item = item._replace(face=f"is {got}, expected {expected}; --side brings all to one size")
        yield item
