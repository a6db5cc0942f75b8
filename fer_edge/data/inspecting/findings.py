"""What the records of a data set's splits show when they are held against each other."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from itertools import chain, combinations, permutations

import numpy as np

from fer_edge.data.inspecting.near import find_near
from fer_edge.data.inspecting.records import SplitRecord

Pair = tuple[int, int]


@dataclass(frozen=True, kw_only=True)
class Faces:
    """All faces of a data set, the splits one after the other: their numbers are places in these arrays.

    splits: the names of the splits. begins: of each split, the number of its first face. split: of each face, the place
    of its split. labels: int64, indices into `classes`.
    """

    splits: tuple[str, ...]
    classes: tuple[str, ...]
    names: list[str]
    labels: np.ndarray
    split: np.ndarray
    begins: dict[str, int]

    def label(self, face: int) -> str:
        """What a face is labelled."""
        return self.classes[int(self.labels[face])]

    def split_of(self, face: int) -> str:
        """The name of the split that a face is of."""
        return self.splits[int(self.split[face])]


@dataclass(frozen=True, kw_only=True)
class Findings:
    """Faces are told by their number. A blank one is nothing else.

    records: of the splits. copies: groups of equal faces, within and across splits. first: int64 [N], of each face the
    first of those equal to it. near: int64 [P, 2], pairs that are nearly the same and not equal; the first of equal
    ones stands for all. shared, nearly_shared: by two splits in either order, faces of the first with an equal one in
    the second, each with it; and those that have only a nearly equal one there.
    """

    records: dict[str, SplitRecord]
    faces: Faces
    blank: list[int]
    copies: list[list[int]]
    first: np.ndarray
    near: np.ndarray
    shared: dict[tuple[str, str], list[Pair]]
    nearly_shared: dict[tuple[str, str], list[Pair]]

    @property
    def crossings(self) -> list[tuple[str, str]]:
        """Each two splits once, the earlier one first."""
        return list(combinations(self.faces.splits, 2))

    def blank_in(self, split: str) -> list[int]:
        """The blank faces of a split."""
        place = self.faces.splits.index(split)
        return [face for face in self.blank if self.faces.split[face] == place]

    def copies_in(self, split: str) -> list[list[int]]:
        """Groups of equal faces within a split."""
        place = self.faces.splits.index(split)
        groups = ([face for face in group if self.faces.split[face] == place] for group in self.copies)
        return [group for group in groups if len(group) > 1]

    def near_in(self, split: str) -> list[list[int]]:
        """Groups of faces within a split that are nearly equal, and with them those equal to any of these."""
        own = np.flatnonzero(self.faces.split == self.faces.splits.index(split))[::-1]
        standing = np.full(len(self.first), -1)  # Of equal faces of all splits, the first of this one.
        standing[self.first[own]] = own
        pairs = standing[self.near]
        pairs = pairs[(pairs >= 0).all(axis=1)]
        near = set(np.unique(pairs).tolist())
        return join([*(group for group in self.copies_in(split) if near & set(group)), *_rows(pairs)])

    def near_copies_in(self, split: str) -> int:
        """How many faces of a split are near copies of another of it, beside its equal copies."""
        equal = {face for group in self.copies_in(split) for face in group[1:]}
        return sum(len(set(group) - equal) - 1 for group in self.near_in(split))

    @property
    def disputed(self) -> list[list[int]]:
        """The groups of equal faces that have different labels."""
        return [group for group in self.copies if len(set(self.faces.labels[group].tolist())) > 1]

    def families(self) -> list[list[int]]:
        """Faces that are equal, nearly equal, or connected by such ones, in groups of two or more."""
        return join(chain(self.copies, _rows(self.near)))


def find_all(records: dict[str, SplitRecord]) -> Findings:
    """Hold every face of the splits against every other."""
    faces = _number(records)
    blank = np.concatenate([record.blank for record in records.values()])
    digests = [digest for record in records.values() for digest in record.digests]
    groups: dict[bytes, list[int]] = {}
    for face in np.flatnonzero(~blank).tolist():
        groups.setdefault(digests[face], []).append(face)
    firsts = np.array([group[0] for group in groups.values()], np.int64)
    hashes = np.concatenate([record.hashes for record in records.values()])[firsts]
    thumbs = np.concatenate([record.thumbs for record in records.values()])[firsts]
    near = firsts[find_near(hashes, thumbs)]
    equal = {group[0]: group for group in groups.values()}
    first = np.arange(len(digests))
    for group in groups.values():
        first[group] = group[0]
    shared, nearly = _between(faces, equal, near)
    return Findings(
        records=records,
        faces=faces,
        blank=np.flatnonzero(blank).tolist(),
        copies=[group for group in equal.values() if len(group) > 1],
        first=first,
        near=near,
        shared=shared,
        nearly_shared=nearly,
    )


def _number(records: dict[str, SplitRecord]) -> Faces:
    sizes = [len(record.names) for record in records.values()]
    begins = np.cumsum([0, *sizes[:-1]]).tolist()
    return Faces(
        splits=tuple(records),
        classes=next(iter(records.values())).classes,
        names=[name for record in records.values() for name in record.names],
        labels=np.concatenate([record.labels for record in records.values()]),
        split=np.repeat(np.arange(len(sizes)), sizes),
        begins=dict(zip(records, begins, strict=True)),
    )


def _between(
    faces: Faces, equal: dict[int, list[int]], near: np.ndarray
) -> tuple[dict[tuple[str, str], list[Pair]], dict[tuple[str, str], list[Pair]]]:
    """What two splits share, equal and nearly equal."""
    shared: dict[tuple[str, str], list[Pair]] = {pair: [] for pair in permutations(faces.splits, 2)}
    nearly: dict[tuple[str, str], list[Pair]] = {pair: [] for pair in permutations(faces.splits, 2)}
    own = {first: _by_split(faces, group) for first, group in equal.items()}
    several = np.zeros(len(faces.split), bool)
    several[[first for first, splits in own.items() if len(splits) > 1]] = True
    for splits in own.values():
        _pair(splits, splits, shared)
    apart = several[near].any(axis=1) | (faces.split[near[:, 0]] != faces.split[near[:, 1]])
    for one, other in _rows(near[apart]):
        for a, b in ((one, other), (other, one)):
            new = {split: group for split, group in own[b].items() if split not in own[a]}
            _pair(own[a], new, nearly)
    return {pair: sorted(found) for pair, found in shared.items()}, {
        pair: sorted(dict(reversed(found)).items()) for pair, found in nearly.items()
    }


def _rows(pairs: np.ndarray) -> Iterator[list[int]]:
    """Rows [P, 2] as lists, a part of them at a time."""
    for begin in range(0, len(pairs), 1 << 16):
        yield from pairs[begin : begin + (1 << 16)].tolist()


def _by_split(faces: Faces, group: list[int]) -> dict[str, list[int]]:
    found: dict[str, list[int]] = {}
    for face in group:
        found.setdefault(faces.split_of(face), []).append(face)
    return found


def _pair(first: dict[str, list[int]], second: dict[str, list[int]], into: dict[tuple[str, str], list[Pair]]) -> None:
    """Put each face of `first` together with one of another split in `second`."""
    for one, group in first.items():
        for other, partners in second.items():
            if (one, other) in into:
                into[one, other] += [(face, partners[0]) for face in group]


def join(groups: Iterable[Iterable[int]]) -> list[list[int]]:
    """Groups of numbers, those with a number in common made one; sorted."""
    head: dict[int, int] = {}

    def find(number: int) -> int:
        while (above := head.setdefault(number, number)) != number:
            head[number] = number = head[above]
        return number

    for group in groups:
        first, *others = group
        for other in others:
            low, high = sorted((find(first), find(other)))
            head[high] = low
    found: dict[int, list[int]] = {}
    for number in sorted(head):
        found.setdefault(find(number), []).append(number)
    return sorted(found.values())
