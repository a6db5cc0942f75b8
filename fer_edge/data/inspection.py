"""Faces that another set has too, and labels that a crowd's votes contradict."""

from collections import Counter
from dataclasses import dataclass
from hashlib import blake2b

import numpy as np

from fer_edge.data.labels import FER_PLUS_ORDER

NO_FACE = "no face"


def find_known(faces: np.ndarray, known: np.ndarray) -> np.ndarray:
    """Which of `faces` are also, pixel for pixel, among the `known`: bool [N].

    Both are uint8, [N, side, side, channels] and [M, side, side, channels].
    """
    seen = {_digest(face) for face in known}
    return np.array([_digest(face) in seen for face in faces], bool)


def _digest(face: np.ndarray) -> bytes:
    return blake2b(face.tobytes(), digest_size=16).digest()


@dataclass(frozen=True, kw_only=True)
class LabelConflicts:
    """Where the crowd's votes say something else than the labels.

    faces: indices of faces whose votes give more than `share` to another expression. answers: what the votes say of
    each of them. counts: how many, by (label, answer). no_face: indices of those in which most voters saw no face.
    clear: on how many faces more than `share` of the voters agree.
    """

    faces: list[int]
    answers: list[str]
    counts: dict[tuple[str, str], int]
    no_face: list[int]
    clear: int


def find_label_conflicts(
    labels: np.ndarray,
    classes: tuple[str, ...],
    votes: np.ndarray,
    words: dict[str, str] | None = None,
    share: float = 0.5,
) -> LabelConflicts:
    """Hold labels [N], indices into `classes`, against the distributions of FER+ votes [N, 10].

    words: the label by which an expression goes here, where it is not its usual name; votes for expressions of one
    label count together. Faces without votes contradict nothing.
    """
    called = [(words or {}).get(name, name) for name in FER_PLUS_ORDER]
    names = np.array(list(dict.fromkeys(called)))
    merged = np.stack([votes[:, [one == name for one in called]].sum(axis=1) for name in names], axis=1)
    answers, clear = names[merged.argmax(axis=1)], merged.max(axis=1) > share
    no_face = clear & (answers == NO_FACE)
    odd = np.flatnonzero(clear & ~no_face & (answers != np.array(classes)[labels]))
    pairs = Counter((classes[labels[index]], str(answers[index])) for index in odd)
    return LabelConflicts(
        faces=odd.tolist(),
        answers=answers[odd].tolist(),
        counts=dict(pairs.most_common()),
        no_face=np.flatnonzero(no_face).tolist(),
        clear=int(clear.sum()),
    )
