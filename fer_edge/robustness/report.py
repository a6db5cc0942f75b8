"""One table that tells: a model's figures on the same faces as they are and under every shift."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

import numpy as np

from fer_edge.data.faces import FaceSet
from fer_edge.metrics import Score, score
from fer_edge.robustness.promise import Promise
from fer_edge.robustness.shifts import EXTRA_SHIFTS, SHIFTS, Shift

CLEAN = Shift(name="clean", change=lambda faces, unit, rng: faces, counts=False)
"""The faces as they are."""

Predict = Callable[[np.ndarray], np.ndarray]
"""From faces uint8 [N, side, side, channels] to probabilities float32 [N, C] in the order of the labels' indices."""

Progress = Callable[[str], None]

Answers = dict[Shift, np.ndarray]
"""Probabilities float32 [N, C] by the shift, CLEAN first."""


@dataclass(frozen=True, kw_only=True)
class ShiftReport:
    """A model under one shift; fractions from 0 to 1.

    counts: in the mean. drop: accuracy lost against the faces as they are (negative: gained). recall_drop: the same of
    each class. grown: the label whose share of the answers grew the most, by `growth`; None where none did. coverage:
    share of answers that are certain. certain_accuracy: of those; None where there are none. kept: whether that is as
    good as the card says; None where either is not known.
    """

    shift: str
    counts: bool
    score: Score
    drop: float
    recall_drop: tuple[float, ...]
    grown: str | None
    growth: float
    coverage: float
    certain_accuracy: float | None
    kept: bool | None


@dataclass(frozen=True, kw_only=True)
class Robustness:
    """A model under all shifts. mean: accuracy, over those that count. drop: of the mean against `clean`.

    promise: what was held against the certain answers.
    """

    faces: int
    mean: float
    drop: float
    promise: Promise
    clean: ShiftReport
    shifts: tuple[ShiftReport, ...]

    def figures(self) -> dict[str, float]:
        """Accuracy by the name of each shift that counts, and their `mean`, to four places: what a card keeps."""
        shares = {each.shift: each.score.accuracy for each in self.shifts if each.counts} | {"mean": self.mean}
        return {name: round(share, 4) for name, share in shares.items()}


def measure(
    predict: Predict,
    faces: FaceSet,
    promise: Promise = Promise(),
    shifts: Iterable[Shift] = SHIFTS + EXTRA_SHIFTS,
    progress: Progress = lambda shift: None,
) -> Robustness:
    """Score `predict` on faces as they are and under each shift; the parameters are those of `answer` and `judge`."""
    return judge(answer(predict, faces, shifts, progress), faces, promise)


def answer(
    predict: Predict, faces: FaceSet, shifts: Iterable[Shift], progress: Progress = lambda shift: None
) -> Answers:
    """The probabilities that `predict` gives of the faces as they are and under each shift.

    progress: told each shift's name as it begins.
    """
    answers: Answers = {}
    for shift in (CLEAN, *shifts):
        progress(shift.name)
        answers[shift] = np.concatenate([predict(batch) for batch in shift.batches(faces.faces)])
    return answers


def judge(answers: Answers, faces: FaceSet, promise: Promise = Promise()) -> Robustness:
    """Score answers to `faces`; at least one of their shifts counts.

    promise: by which an answer is certain, and how often it should be right.
    """
    clean_score = score(answers[CLEAN], faces.labels)
    clean, *shifted = (_report(shift, rows, faces, promise, clean_score) for shift, rows in answers.items())
    mean = float(np.mean([each.score.accuracy for each in shifted if each.counts]))
    return Robustness(
        faces=len(faces.faces),
        mean=mean,
        drop=clean_score.accuracy - mean,
        promise=promise,
        clean=clean,
        shifts=tuple(shifted),
    )


def _report(shift: Shift, probabilities: np.ndarray, faces: FaceSet, promise: Promise, clean: Score) -> ShiftReport:
    result = score(probabilities, faces.labels)
    certain = promise.certain(probabilities)
    right = (probabilities.argmax(axis=1) == faces.labels)[certain]
    accuracy = float(right.mean()) if len(right) else None
    # Column sums: how often each label was the answer.
    growth = (np.sum(result.confusion, axis=0) - np.sum(clean.confusion, axis=0)) / result.faces
    return ShiftReport(
        shift=shift.name,
        counts=shift.counts,
        score=result,
        drop=clean.accuracy - result.accuracy,
        recall_drop=tuple(np.subtract(clean.recall, result.recall).tolist()),
        grown=faces.classes[growth.argmax()] if growth.any() else None,
        growth=float(growth.max()),
        coverage=float(certain.mean()),
        certain_accuracy=accuracy,
        kept=promise.kept_by(accuracy),
    )
