"""Labelled faces as arrays: what every reader of a data set gives, whichever layout it reads."""

import hashlib
from collections.abc import Callable, Iterator
from dataclasses import dataclass, field, replace
from typing import NamedTuple

import numpy as np

from fer_edge.data.labels import LABELS
from fer_edge.data.settings import SPLITS
from fer_edge.errors import DataError, MissingError, UsageError


class Item(NamedTuple):
    """What a reader yields of a face.

    name: the path of its file, or of a table or an archive with `:` and its line or index. row: in fer2013.csv, from 0,
    -1: unknown. label: an index into the classes. face: uint8 [side, side, channels], or why there is none.
    """

    name: str
    row: int
    label: int
    face: np.ndarray | str


@dataclass(frozen=True, kw_only=True)
class FaceSet:
    """One split of a data set.

    faces: uint8 [N, side, side, channels], 0 to 255; 1 channel is grey, 3 are R, G, B.
    labels: int64 [N], indices into `classes`.
    rows: int64 [N], each face's row in fer2013.csv (from 0), -1 where its name tells none.
    classes: the name of each label, in the order of a model's probabilities.
    words: the label by which an expression goes here, where a map of classes gives it another one than its usual name.
    names: what each face is called, by which a file of votes may know it; empty where nobody asks.
    skipped: "name: reason" of items that could not be used, the first few of each reason and how many more.
    left_out: how many they are in all.
    notes: what a person should know of how it was read, each a line. holdout: the share of train/ that is held out.
    """

    faces: np.ndarray
    labels: np.ndarray
    rows: np.ndarray
    classes: tuple[str, ...] = LABELS
    names: tuple[str, ...] = ()
    skipped: tuple[str, ...] = ()
    left_out: int = 0
    notes: tuple[str, ...] = ()
    holdout: float = 0.0
    words: dict[str, str] = field(default_factory=dict)

    @property
    def side(self) -> int:
        """Height and width of a face, in pixels."""
        return int(self.faces.shape[1])

    @property
    def channels(self) -> int:
        """1 for grey faces, 3 for R, G, B."""
        return int(self.faces.shape[3])

    def name(self, index: int) -> str:
        """What the face at `index` is called; by its place in the split where nobody asked for names."""
        return self.names[index] if self.names else f"face {index}"

    def counts(self) -> dict[str, int]:
        """How many faces each class has, in the order of `classes`."""
        counts = np.bincount(self.labels, minlength=len(self.classes))
        return dict(zip(self.classes, counts.tolist(), strict=True))

    def sample(self, most: int) -> "FaceSet":
        """`most` of the faces, or all if they are no more: drawn by chance, always the same, in the order they had."""
        taken = np.sort(np.random.default_rng(0).permutation(len(self.faces))[:most])
        names = tuple(self.names[index] for index in taken) if self.names else ()
        return replace(self, faces=self.faces[taken], labels=self.labels[taken], rows=self.rows[taken], names=names)

    def digest(self) -> str:
        """The sha256 of the faces and labels, in hexadecimal: the same for the same data in any layout."""
        return hashlib.sha256(self.faces.tobytes() + self.labels.tobytes()).hexdigest()


def check_split(split: str) -> None:
    """Raises UsageError when there is no split of that name."""
    if split not in SPLITS:
        raise UsageError(f"no split named {split}: there are {', '.join(SPLITS)}")


@dataclass(frozen=True, kw_only=True)
class FaceStream:
    """One split of a data set, face by face: it need not fit into memory.

    items: to be read once. classes, holdout, words: as of a FaceSet. where: names the split in messages. count: items
    that will come, None where nobody knows. told, later: lines of how it is read; later ones when all has been read.
    sizes: of the pictures that have been read, before they were brought to one size, (width, height).
    """

    items: Iterator[Item]
    classes: tuple[str, ...]
    where: str
    count: Callable[[], int] | None = None
    told: tuple[str, ...] = ()
    later: tuple[Callable[[], str], ...] = ()
    sizes: Callable[[], dict[tuple[int, int], int]] = dict
    holdout: float = 0.0
    words: dict[str, str] = field(default_factory=dict)

    def notes(self) -> tuple[str, ...]:
        """What a person should know of how it was read, once it has been."""
        return tuple(line for line in (*self.told, *(tell() for tell in self.later)) if line)

    def gather(self) -> FaceSet:
        """Read all of it. Raises DataError when a class has no usable face."""
        found = gather(self.items, self.classes, self.where)
        return replace(found, notes=self.notes(), holdout=self.holdout, words=self.words)


def gather(items: Iterator[Item], classes: tuple[str, ...], where: str) -> FaceSet:
    """Make a split of what a reader yields. where: names the split in messages.

    Raises DataError when a class has no usable face.
    """
    faces, labels, rows, names, skipped = [], [], [], [], []
    for name, row, label, image in items:
        if isinstance(image, str):
            skipped.append((name, image))
        else:
            faces.append(image)
            labels.append(label)
            rows.append(row)
            names.append(name.rpartition("/")[2])
    check_complete(set(labels), classes, where, skipped)
    return FaceSet(
        faces=np.stack(faces),
        labels=np.array(labels, np.int64),
        rows=np.array(rows, np.int64),
        classes=classes,
        names=tuple(names),
        skipped=bounded(skipped),
        left_out=len(skipped),
    )


def check_complete(present: set[int], classes: tuple[str, ...], where: str, skipped: list[tuple[str, str]]) -> None:
    """Raises DataError when a class is not `present`, with the first of what was `skipped`, a name and a reason.

    Raises MissingError where there is nothing at all.
    """
    if not present and not skipped:
        raise MissingError(f"no face of any class in {where}")
    empty = [name for index, name in enumerate(classes) if index not in present]
    if empty:
        left = f"; {len(skipped)} were left out, the first: {': '.join(skipped[0])}" if skipped else ""
        wanted = "expected at least one of each expression"
        raise DataError(f"no usable face of {', '.join(empty)} in {where}: {wanted}{left}")


FEW, REASONS = 3, 20
"""Items that are named of each reason, and reasons that are told."""


def bounded(skipped: list[tuple[str, str]]) -> tuple[str, ...]:
    """ "name: reason" of the first items of each reason, and how many more there are, whatever their number."""
    by_reason: dict[str, list[str]] = {}
    for name, reason in skipped:
        by_reason.setdefault(reason, []).append(name)
    lines = []
    for reason, names in list(by_reason.items())[:REASONS]:
        lines += [f"{name}: {reason}" for name in names[:FEW]]
        if len(names) > FEW:
            lines.append(f"{len(names) - FEW} more: {reason}")
    others = sum(len(names) for names in list(by_reason.values())[REASONS:])
    return (*lines, f"{others} more for other reasons") if others else tuple(lines)
