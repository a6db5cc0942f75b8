"""Whether what was said of a file holds on faces with known labels: its pixels' scale, the order of its labels."""

from dataclasses import dataclass

import numpy as np

from fer_edge.data.faces import FaceSet
from fer_edge.errors import GateError
from fer_edge.export.adoption.original import Original
from fer_edge.export.adoption.scaling import Scaling, scalings
from fer_edge.runtime.tracking.assignment import assign

FACES = 500
"""On which ways of scaling are compared; one of them has to read this many faces, one at a time, in seconds."""

DEVIATIONS = 3.0
"""By how many standard errors of a difference another way has to read better before we speak of it."""

SUMS = 1e-3
"""How far a row's sum may be from 1 before it is taken for no probabilities."""


@dataclass(frozen=True)
class Choice:
    """name: of the scaling. softmax: whether what the file gives are no probabilities yet."""

    name: str
    scaling: Scaling
    softmax: bool


def choose(original: Original, train: FaceSet, pixels: str, order: str) -> Choice:
    """The scaling that --pixels names; of "auto" the one that reads training faces best, the first of equals.

    train: its classes are in the order of the file's outputs.
    """
    named, sample = scalings(pixels, order, original.channels), train.sample(FACES)
    values = {name: original.values(sample.faces, scaling) for name, scaling in named.items()}
    best = max(named, key=lambda name: _right_at_best(values[name], sample.labels).mean())
    return Choice(best, named[best], not _are_probabilities(values[best]))


def check_choice(choice: Choice, original: Original, train: FaceSet, answers: np.ndarray, truth: FaceSet) -> None:
    """Raise GateError when another scaling or order of labels reads clearly better, or the file reads nothing at all.

    train: faces on which other scalings are tried. answers: of the file to the faces of `truth`, [N, classes]. The
    classes of both are in the order of the file's outputs.
    """
    _check_scaling(choice, original, train)
    right = _right(answers, truth.labels)
    said = f"it reads {right.mean():.1%} of {len(right)} faces right"
    common = np.bincount(truth.labels).max() / len(truth.labels)
    meant = _best_order(answers, truth.labels)
    gained = _right_at_best(answers, truth.labels)
    if gained.mean() > common and _clearly(gained, right):
        better = ",".join(truth.classes[index] for index in meant)
        raise GateError(f"{said}, and {gained.mean():.1%} if its outputs mean something else: --labels {better}")
    if right.mean() <= common:
        raise GateError(
            f"{said}, and always naming the most frequent class {common:.1%}: look at --pixels, --order, --layout and "
            "--labels, or whether it learned to see what these faces show"
        )


def _check_scaling(choice: Choice, original: Original, train: FaceSet) -> None:
    sample = train.sample(FACES)
    # Whatever its outputs mean: a wrong order of labels is looked for after that.
    right = _right_at_best(original.values(sample.faces, choice.scaling), sample.labels)
    tried = scalings("auto", choice.scaling.order, original.channels).items()
    read = {name: _right_at_best(original.values(sample.faces, scaling), sample.labels) for name, scaling in tried}
    best = max(read, key=lambda name: read[name].mean())
    if _clearly(read[best], right):
        raise GateError(
            f"with --pixels {choice.name} it reads {right.mean():.1%} of {len(right)} training faces right, with "
            f"--pixels {best} {read[best].mean():.1%}: say that, or leave --pixels out"
        )


def _right(values: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Which faces are read right, bool [N]; a file that gives no numbers is right nowhere."""
    return (values.argmax(axis=1) == labels) & np.isfinite(values).all(axis=1)


def _right_at_best(values: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Which faces are read right, bool [N], if the outputs mean what makes most of them right."""
    meant = _best_order(values, labels)
    return (meant[values.argmax(axis=1)] == labels) & np.isfinite(values).all(axis=1)


def _clearly(better: np.ndarray, worse: np.ndarray) -> bool:
    """Whether one reads more of the same faces than chance explains (McNemar, 1947, by its normal approximation)."""
    won, lost = int((better & ~worse).sum()), int((worse & ~better).sum())
    return won - lost > DEVIATIONS * np.sqrt(won + lost)


def _best_order(answers: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """What each output would have to mean for most faces to be read right: indices of labels, [C]."""
    counts = np.zeros((answers.shape[1], answers.shape[1]))
    np.add.at(counts, (answers.argmax(axis=1), labels), 1)
    pairs = dict(assign(-counts, limit=1.0))
    return np.array([pairs[output] for output in range(len(counts))])


def _are_probabilities(values: np.ndarray) -> bool:
    return bool(values.min() >= -SUMS and np.abs(values.sum(axis=1) - 1).max() <= SUMS)
