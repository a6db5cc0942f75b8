"""One compact file of arrays, as numpy.savez writes it: faces, labels, and perhaps classes, split and names."""

from collections.abc import Callable, Iterator
from pathlib import Path, PurePath
from typing import Any
from zipfile import BadZipFile
from zlib import error as ZlibError

import cv2
import numpy as np

from fer_edge.data.classes.choosing import listed_classes
from fer_edge.data.classes.known import own_words
from fer_edge.data.faces import FaceStream, Item
from fer_edge.data.pictures import natural
from fer_edge.data.readers.folders import CALLED, row_of
from fer_edge.data.readers.holdout import hold_out
from fer_edge.data.readers.sizes import FaceReader
from fer_edge.data.settings import ReadingSettings
from fer_edge.errors import DataError, MissingError, UsageError

NAME = "faces.npz"
"""The file that is looked for in a folder."""

WANTED = "expected faces uint8 [N, S, S], or with 1 or 3 channels, and labels [N]; classes and split [N] may follow"


def find_arrays(root: Path) -> Path | None:
    """The archive that `root` is or holds, or None."""
    if root.suffix.lower() == ".npz" and root.is_file():
        return root
    return root / NAME if (root / NAME).is_file() else None


DAMAGE = (ValueError, TypeError, KeyError, AttributeError, EOFError, NotImplementedError, BadZipFile, ZlibError)
"""What numpy and zipfile raise of a file that is none of theirs, or damaged."""


class Archive:
    """The arrays of a file. faces: uint8 [N, S, S, channels]; 3 channels are R, G, B. labels, splits: texts [N].

    splits: empty where the file has none. rows: int64 [N], in fer2013.csv, as the faces' names tell, else -1. Raises
    DataError when it holds something else.
    """

    def __init__(self, path: Path) -> None:
        self.path = path
        arrays = _load(path)
        faces, labels = arrays.get("faces"), arrays.get("labels")
        if faces is None or labels is None:
            raise DataError(f"{path} has the arrays {', '.join(sorted(arrays))[:200] or 'none'}: {WANTED}")
        self.faces = faces[..., None] if faces.ndim == 3 else faces
        shape = self.faces.shape
        square = len(shape) == 4 and shape[1] == shape[2] > 0 and shape[3] in (1, 3)
        if faces.dtype != np.uint8 or not square or labels.shape != (len(faces),):
            raise DataError(
                f"{path} has faces {faces.dtype} {list(faces.shape)} and labels {list(labels.shape)}: {WANTED}"
            )
        self.labels = _texts(labels, arrays.get("classes"), path)
        self.splits = _texts(arrays["split"], None, path) if "split" in arrays else []
        if self.splits and len(self.splits) != len(faces):
            raise DataError(f"{path} has {len(faces)} faces and a split of {len(self.splits)}: {WANTED}")
        names = _texts(arrays["names"], None, path) if "names" in arrays else []
        self.rows = [row_of(PurePath(name).stem) for name in names] if len(names) == len(faces) else [-1] * len(faces)

    def reader(self, side: int | None, *, colour: bool) -> Callable[[int], np.ndarray]:
        """What gives the face of an index, grey unless `colour`, at its own size or at that of `side`."""
        fit = FaceReader(side or self.faces.shape[1]).fit

        def read(index: int) -> Any:
            face = self.faces[index]
            return fit(face if colour or face.shape[2] == 1 else cv2.cvtColor(face, cv2.COLOR_RGB2GRAY)[..., None])

        return read

    def of_split(self, split: str, asked: float | None, labels: list[int | None]) -> tuple[list[int], str, float]:
        """The places of a split, a line of how they were chosen, and the share of train that is held out.

        labels: of each face, None where it has no class. Raises MissingError, UsageError when the split is not there.
        """
        places = [place for place, label in enumerate(labels) if label is not None]
        of = [CALLED.get(text.casefold(), text) for text in self.splits]
        if not of or ("validation" not in of and split != "test"):
            train = [place for place in places if not of or of[place] == "train"]
            names = [(str(place), labels[place] or 0) for place in train]
            chosen, told, share = hold_out(names, split, asked, str(self.path))
            return [train[place] for place in chosen], told, share
        if asked is not None:
            raise UsageError(f"--holdout: {self.path} says itself which faces are to validate on; leave --holdout out")
        found = [place for place in places if of[place] == split]
        if not found:
            raise MissingError(f"no {split} split in {self.path}: there are {', '.join(sorted(set(of))[:9])}")
        return found, "", 0.0


def open_arrays(
    path: Path, split: str, reading: ReadingSettings, only: Callable[[str], bool] | None = None
) -> FaceStream:
    """One split of an archive. Raises DataError when it is damaged, MissingError and UsageError for what it has not."""
    archive = Archive(path)
    if reading.colour and archive.faces.shape[3] == 1:
        raise UsageError(f"--colour: the faces of {path} are grey")
    names = sorted(set(archive.labels), key=natural)
    classes = listed_classes(names, reading.classes, str(path))
    index_of = {name: classes.index(name) for name in names}
    labels = [index_of[text] for text in archive.labels]
    places, told, share = archive.of_split(split, reading.holdout, labels)
    read = archive.reader(reading.side, colour=bool(reading.colour))

    def items() -> Iterator[Item]:
        for place in places:
            if only is None or only(f"{path}:{place}"):
                yield Item(f"{path}:{place}", archive.rows[place], labels[place] or 0, read(place))

    side = archive.faces.shape[1]
    return FaceStream(
        items=items(),
        classes=classes.labels,
        where=f"{path} ({split})",
        count=lambda: len(places),
        told=(classes.told, told),
        sizes=lambda: {(side, side): len(places)},
        holdout=share,
        words=own_words((name, classes.label_of(name)) for name in names),
    )


def _load(path: Path) -> dict[str, np.ndarray]:
    try:
        with path.open("rb") as file, np.load(file, allow_pickle=False) as found:
            return {name: found[name] for name in ("faces", "labels", "classes", "split", "names") if name in found}
    except OSError as error:
        raise MissingError(f"cannot read {path}: {error.strerror or error}; name another file") from error
    except DAMAGE as error:
        raise DataError(f"{path} is no file of arrays, or is damaged ({str(error)[:200]}): {WANTED}") from error


def _texts(values: np.ndarray, names: np.ndarray | None, path: Path) -> list[str]:
    """Labels as texts: what they are, or what `names` has at their numbers."""
    if names is None or values.dtype.kind not in "iu":
        if values.ndim != 1 or values.dtype.kind not in "iuUS":
            raise DataError(f"{path} has labels or a split of {values.dtype} {list(values.shape)}: {WANTED}")
        return [
            value.decode("utf-8", "replace") if isinstance(value, bytes) else str(value) for value in values.tolist()
        ]
    known = _texts(names, None, path)
    if len(values) and not 0 <= values.min() <= values.max() < len(known):
        raise DataError(f"{path} has labels from {values.min()} to {values.max()}, and {len(known)} classes")
    return [known[value] for value in values.tolist()]
