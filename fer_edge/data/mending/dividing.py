"""Faces divided into splits: each class by the same shares, and what belongs together in one."""

from collections.abc import Iterable
from hashlib import blake2b

import numpy as np

from fer_edge.data.inspecting.findings import join


def divide(labels: np.ndarray, together: Iterable[Iterable[int]], shares: dict[str, float], seed: int) -> list[str]:
    """The split of each face. labels: int64 [N]. together: groups of faces that stay in one split.

    shares: of each split, summing to 1. Groups go first, the largest before others, each to the split that lacks most
    of its classes; single faces then fill up what is left, so that every class has its shares as nearly as its groups
    allow. (After the iterative stratification of Sechidis, Tsoumakas and Vlahavas, 2011.)
    """
    groups = join(together)
    names = [name for name, share in shares.items() if share > 0]
    wanted = np.outer([shares[name] for name in names], np.bincount(labels)).astype(float)
    lacking = wanted.copy()
    found = [""] * len(labels)
    for group in sorted(groups, key=lambda group: (-len(group), _turn(group[0], seed))):
        counts = np.bincount(labels[group], minlength=lacking.shape[1])
        place = _place(lacking, wanted, counts)
        lacking[place] -= counts
        for face in group:
            found[face] = names[place]
    single = np.array([face for face, split in enumerate(found) if not split], np.int64)
    for label in range(lacking.shape[1]):
        own = sorted(single[labels[single] == label].tolist(), key=lambda face: _turn(face, seed))
        for face, place in zip(own, _filled(lacking[:, label], len(own)), strict=True):
            found[face] = names[place]
    return found


def _place(lacking: np.ndarray, wanted: np.ndarray, counts: np.ndarray) -> int:
    """The split [S] that lacks the largest part of the classes of a group, and has room for it."""
    room = lacking.sum(axis=1) >= counts.sum()
    parts = (counts * lacking / np.maximum(wanted, 1e-9)).sum(axis=1)
    return int(np.where(room, parts, -np.inf).argmax() if room.any() else lacking.sum(axis=1).argmax())


def _filled(lacking: np.ndarray, count: int) -> list[int]:
    """Of so many faces of a class the split of each, by what each split lacks [S]."""
    wanted = np.maximum(lacking, 0)
    if not wanted.sum():
        wanted[0] = 1
    exact = wanted / wanted.sum() * count
    whole = np.floor(exact).astype(int)
    for place in np.argsort(-(exact - whole), kind="stable")[: count - whole.sum()]:
        whole[place] += 1
    return np.repeat(np.arange(len(lacking)), whole).tolist()


def _turn(face: int, seed: int) -> bytes:
    """Where a face stands in an order by chance."""
    return blake2b(f"{seed} {face}".encode(), digest_size=8).digest()
