"""What is wrong with a data set: blank faces, copies within a split, faces that two splits share."""

from collections import Counter, defaultdict
from dataclasses import dataclass
from hashlib import blake2b
from itertools import combinations

import numpy as np

from fer_edge.data.faces import FaceSet
from fer_edge.data.labels import FER_PLUS_ORDER


@dataclass(frozen=True, kw_only=True)
class DatasetIssues:
    """Faces by their index in their split; a blank one counts only as blank.

    blank: per split, faces of one constant grey. copies: per split, groups of equal faces. disputed: per split,
    those groups whose faces do not all have the same label. shared: per pair of splits, pairs of indices of faces
    that are in both, each face of the first split once.
    """

    blank: dict[str, list[int]]
    copies: dict[str, list[list[int]]]
    disputed: dict[str, list[list[int]]]
    shared: dict[tuple[str, str], list[tuple[int, int]]]


def find_issues(splits: dict[str, FaceSet]) -> DatasetIssues:
    """Compare every face of the splits, pixel for pixel."""
    blank = {name: _blank(split.faces) for name, split in splits.items()}
    groups = {name: _groups(split.faces, set(blank[name])) for name, split in splits.items()}
    copies = {name: [group for group in found.values() if len(group) > 1] for name, found in groups.items()}
    disputed = {
        name: [group for group in found if len(set(splits[name].labels[group].tolist())) > 1]
        for name, found in copies.items()
    }
    shared = {(a, b): _shared(groups[a], groups[b]) for a, b in combinations(splits, 2)}
    return DatasetIssues(blank=blank, copies=copies, disputed=disputed, shared=shared)


def _blank(faces: np.ndarray) -> list[int]:
    flat = faces.reshape(len(faces), -1)
    return np.flatnonzero(flat.min(axis=1) == flat.max(axis=1)).tolist()


def _groups(faces: np.ndarray, without: set[int]) -> dict[bytes, list[int]]:
    groups = defaultdict(list)
    for index, face in enumerate(faces):
        if index not in without:
            groups[blake2b(face.tobytes(), digest_size=16).digest()].append(index)
    return groups


def _shared(first: dict[bytes, list[int]], second: dict[bytes, list[int]]) -> list[tuple[int, int]]:
    return sorted((index, second[key][0]) for key in first.keys() & second.keys() for index in first[key])


def find_known(faces: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Which of `faces` are also, pixel for pixel, among the `known`: bool [N].

    Both are uint8, [N, side, side, channels] and [M, side, side, channels].
    """
    shared = [index for index, _ in _shared(_groups(faces, set()), _groups(known, set()))]
    return np.isin(np.arange(len(faces)), shared)


@dataclass(frozen=True, kw_only=True)
class LabelConflicts:
    """Where the crowd's votes say something else than the labels.

    faces: indices of faces whose votes give more than half to another expression. answers: int64 [N], what the
    votes say of each of them, an index into FER_PLUS_ORDER. counts: how many, by (label, answer).
    no_face: indices of those in which most voters saw no face.
    """

    faces: list[int]
    answers: list[int]
    counts: dict[tuple[str, str], int]
    no_face: list[int]


def find_label_conflicts(labels: np.ndarray, classes: tuple[str, ...], votes: np.ndarray) -> LabelConflicts:
    """Hold labels [N], indices into `classes`, against the distributions of FER+ votes [N, 10].

    Faces without votes contradict nothing.
    """
    answers, clear = votes.argmax(axis=1), votes.max(axis=1) > 0.5
    names = np.array(FER_PLUS_ORDER)
    no_face = clear & (names[answers] == "no face")
    odd = np.flatnonzero(clear & ~no_face & (names[answers] != np.array(classes)[labels]))
    pairs = Counter((classes[labels[index]], FER_PLUS_ORDER[answers[index]]) for index in odd)
    return LabelConflicts(
        faces=odd.tolist(),
        answers=answers[odd].tolist(),
        counts=dict(pairs.most_common()),
        no_face=np.flatnonzero(no_face).tolist(),
    )
