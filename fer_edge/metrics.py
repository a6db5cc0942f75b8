"""Counting right answers: the figures of one set of probabilities, and the distance between two."""

from dataclasses import dataclass
from typing import Any

import numpy as np

from fer_edge.errors import UsageError

CALIBRATION_BINS = 15


@dataclass(frozen=True, kw_only=True)
class Score:
    """How well probabilities meet labels; all but `faces`, `nll` and `confusion` are fractions from 0 to 1.

    balanced_accuracy: mean recall. calibration_error: expected calibration error over 15 equal bins of
    confidence (Guo et al., 2017). nll: mean negative log likelihood, nats. precision, recall, f1: per class;
    0 where a class was never predicted or is absent. confusion: counts [true][predicted].
    """

    faces: int
    accuracy: float
    balanced_accuracy: float
    nll: float
    calibration_error: float
    precision: tuple[float, ...]
    recall: tuple[float, ...]
    f1: tuple[float, ...]
    confusion: tuple[tuple[int, ...], ...]

    def figures(self, split: str) -> dict[str, Any]:
        """What a card says of it: plain values, with the split they were read on."""
        kept = ("faces", "accuracy", "balanced_accuracy", "calibration_error", "recall")
        return {"split": split} | {name: getattr(self, name) for name in kept}


@dataclass(frozen=True, kw_only=True)
class ConfidenceBin:
    """The answers whose confidence lies from `low` to `high`; their mean `confidence` and accuracy, 0 to 1."""

    low: float
    high: float
    faces: int
    confidence: float
    accuracy: float


@dataclass(frozen=True, kw_only=True)
class Parity:
    """What became of a model on its way into a file; fractions from 0 to 1.

    drop: accuracy lost (negative: gained). worst_drop: the largest recall lost by one class, `worst_class`.
    agreement: share of equal answers. largest_difference: of any probability.
    """

    drop: float
    worst_drop: float
    worst_class: int
    agreement: float
    largest_difference: float


def check_classes(labels: tuple[str, ...], classes: tuple[str, ...], name: str = "the model") -> None:
    """Raises UsageError when a model's labels and a data set's classes are not the same names.

    name: of the model, for people. Its answers could be neither right nor wrong.
    """
    if set(labels) != set(classes):
        way_out = "name other --data, or say with --classes what its folders mean"
        raise UsageError(f"{name} knows {', '.join(labels)}, the data {', '.join(classes)}: {way_out}")


def in_order(probabilities: np.ndarray, labels: tuple[str, ...], classes: tuple[str, ...]) -> np.ndarray:
    """A model's probabilities [N, C], whose columns mean `labels`, with a column for each of a data set's `classes`.

    Raises UsageError when these are not the same names.
    """
    check_classes(labels, classes)
    return probabilities[:, [labels.index(name) for name in classes]]


def score(probabilities: np.ndarray, labels: np.ndarray) -> Score:
    """Score probabilities [N, C] against label indices [N]."""
    classes = probabilities.shape[1]
    answers = probabilities.argmax(axis=1)
    confusion = np.bincount(labels * classes + answers, minlength=classes**2).reshape(classes, classes)
    hits, present = np.diag(confusion), confusion.sum(axis=1) > 0
    recall = hits / np.maximum(confusion.sum(axis=1), 1)
    precision = hits / np.maximum(confusion.sum(axis=0), 1)
    f1 = 2 * precision * recall / np.maximum(precision + recall, 1e-12)
    likelihood = probabilities[np.arange(len(labels)), labels]
    return Score(
        faces=len(labels),
        accuracy=float((answers == labels).mean()),
        balanced_accuracy=float(recall[present].mean()),
        nll=float(-np.log(np.maximum(likelihood, 1e-7)).mean()),
        calibration_error=calibration_error(probabilities, labels),
        precision=tuple(precision.tolist()),
        recall=tuple(recall.tolist()),
        f1=tuple(f1.tolist()),
        confusion=tuple(tuple(row) for row in confusion.tolist()),
    )


def calibration_error(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """Expected calibration error: |confidence - accuracy| averaged over equal bins of confidence."""
    gaps = (abs(each.confidence - each.accuracy) * each.faces for each in reliability(probabilities, labels))
    return float(sum(gaps) / len(labels))


def reliability(probabilities: np.ndarray, labels: np.ndarray) -> tuple[ConfidenceBin, ...]:
    """The 15 equal bins of confidence in which answers [N, C] to faces with labels [N] fall, empty ones left out."""
    confidence = probabilities.max(axis=1)
    right = probabilities.argmax(axis=1) == labels
    places = np.minimum((confidence * CALIBRATION_BINS).astype(int), CALIBRATION_BINS - 1)
    return tuple(
        ConfidenceBin(
            low=place / CALIBRATION_BINS,
            high=(place + 1) / CALIBRATION_BINS,
            faces=int((places == place).sum()),
            confidence=float(confidence[places == place].mean(dtype=np.float64)),
            accuracy=float(right[places == place].mean()),
        )
        for place in np.unique(places).tolist()
    )


def compare(reference: np.ndarray, candidate: np.ndarray, labels: np.ndarray) -> Parity:
    """Hold a file's probabilities [N, C] against the reference's, on faces with known labels [N]."""
    before, after = score(reference, labels), score(candidate, labels)
    drops = np.subtract(before.recall, after.recall)
    return Parity(
        drop=before.accuracy - after.accuracy,
        worst_drop=float(drops.max()),
        worst_class=int(drops.argmax()),
        agreement=float((reference.argmax(axis=1) == candidate.argmax(axis=1)).mean()),
        largest_difference=float(np.abs(reference - candidate).max()),
    )
