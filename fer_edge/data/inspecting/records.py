"""What is kept of each face of a data set, read one after the other: fingerprints and names, no pictures."""

from collections.abc import Callable
from dataclasses import dataclass, field
from hashlib import blake2b

import cv2
import numpy as np

from fer_edge.data.faces import FaceStream, Item, check_complete

THUMB = 24
"""Side of the small grey picture that is kept of a face, by which two faces are compared."""

HASH_SIZE = (9, 8)
"""Width and height of the picture whose neighbours are compared for the 64 bits of the perceptual hash."""

Progress = Callable[[int], None]
"""Told now and then how many faces have been read."""

STEP = 500
"""Faces between two words of progress."""


@dataclass(frozen=True, kw_only=True)
class SplitRecord:
    """One split. All arrays have a row a face [N].

    names, labels, rows: as of a FaceSet, the names in full. digests: of the pixels, 16 bytes each. hashes: uint64,
    dHash (Krawetz, 2013): which of two neighbours in a row of 9 is brighter, in 8 rows. thumbs: uint8
    [N, THUMB * THUMB], the face made small, grey. blank: bool, of one constant shade. left_out: the name and the reason
    of each that could not be used. sizes: of the pictures, (width, height). shape: of a face as it is read.
    """

    classes: tuple[str, ...]
    names: list[str]
    labels: np.ndarray
    rows: np.ndarray
    digests: list[bytes]
    hashes: np.ndarray
    thumbs: np.ndarray
    blank: np.ndarray
    left_out: list[tuple[str, str]]
    sizes: dict[tuple[int, int], int]
    shape: tuple[int, ...]
    notes: tuple[str, ...] = ()
    words: dict[str, str] = field(default_factory=dict)

    def counts(self) -> dict[str, int]:
        """How many faces each class has, in the order of `classes`."""
        counts = np.bincount(self.labels, minlength=len(self.classes))
        return dict(zip(self.classes, counts.tolist(), strict=True))


def record_split(stream: FaceStream, progress: Progress = lambda done: None) -> SplitRecord:
    """Read a split to its end. Raises DataError when a class has no usable face, and what its reader raises."""
    kept = _Kept()
    for done, item in enumerate(stream.items, 1):
        kept.add(item)
        if done % STEP == 0:
            progress(done)
    check_complete(set(kept.labels), stream.classes, stream.where, kept.left_out)
    return SplitRecord(
        classes=stream.classes,
        names=kept.names,
        labels=np.array(kept.labels, np.int64),
        rows=np.array(kept.rows, np.int64),
        digests=kept.digests,
        hashes=np.frombuffer(bytes(kept.hashes), np.uint64),
        thumbs=np.frombuffer(kept.thumbs, np.uint8).reshape(-1, THUMB * THUMB),
        blank=np.array(kept.blank, bool),
        left_out=kept.left_out,
        sizes=stream.sizes(),
        shape=kept.shape,
        notes=stream.notes(),
        words=stream.words,
    )


class _Kept:
    """The columns of a SplitRecord while they grow."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.labels: list[int] = []
        self.rows: list[int] = []
        self.digests: list[bytes] = []
        self.hashes, self.thumbs = bytearray(), bytearray()
        self.blank: list[bool] = []
        self.left_out: list[tuple[str, str]] = []
        self.shape: tuple[int, ...] = ()

    def add(self, item: Item) -> None:
        if isinstance(item.face, str):
            self.left_out.append((item.name, item.face))
            return
        face = np.ascontiguousarray(item.face)
        self.shape = face.shape
        self.names.append(item.name)
        self.labels.append(item.label)
        self.rows.append(item.row)
        self.digests.append(blake2b(face.tobytes(), digest_size=16).digest())
        self.blank.append(bool(face.min() == face.max()))
        grey = face if face.shape[2] == 1 else cv2.cvtColor(face, cv2.COLOR_RGB2GRAY)
        self.hashes += difference_hash(grey)
        self.thumbs += cv2.resize(grey, (THUMB, THUMB), interpolation=cv2.INTER_AREA).tobytes()


def difference_hash(grey: np.ndarray) -> bytes:
    """dHash of a grey face uint8 [side, side] or [side, side, 1], as 8 bytes."""
    small = cv2.resize(grey, HASH_SIZE, interpolation=cv2.INTER_AREA)
    return np.packbits(small[:, 1:] > small[:, :-1]).tobytes()
