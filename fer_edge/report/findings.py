"""Everything a report tells of one model's answers to a split's faces, as plain values."""

from dataclasses import asdict, dataclass
from typing import Any

import numpy as np

from fer_edge.data.faces import FaceSet
from fer_edge.metrics import ConfidenceBin, Score, reliability, score
from fer_edge.report.properties import PropertyBin, accuracy_by, properties
from fer_edge.robustness.promise import Promise

MOST_MISTAKES = 48
"""Faces in the gallery, so that the page stays small."""


@dataclass(frozen=True, kw_only=True)
class Mistake:
    """A face that got a wrong answer. index: in the split. label: the true one. confidence: of the answer, 0 to 1."""

    index: int
    name: str
    label: str
    answer: str
    confidence: float
    certain: bool


@dataclass(frozen=True, kw_only=True)
class CertainAnswers:
    """The answers that a card's rule calls certain; fractions from 0 to 1.

    accuracy: of those; None where there are none. promised: what the card says of it; None where it is silent.
    kept: whether they are as good as that; None where either is not known.
    """

    share: float
    accuracy: float | None
    promised: float | None
    kept: bool | None


@dataclass(frozen=True, kw_only=True)
class Findings:
    """wrong: faces with a wrong answer, of which `mistakes` are those of the most confident answers, best first."""

    score: Score
    certain: CertainAnswers
    reliability: tuple[ConfidenceBin, ...]
    properties: dict[str, tuple[PropertyBin, ...]]
    wrong: int
    mistakes: tuple[Mistake, ...]

    def figures(self) -> dict[str, Any]:
        """All but the score, ready for JSON."""
        return {name: value for name, value in asdict(self).items() if name != "score"}


def find(probabilities: np.ndarray, faces: FaceSet, promise: Promise = Promise()) -> Findings:
    """Read probabilities [N, C], in the order of the faces' classes, of every face in `faces`.

    promise: by which an answer is certain, and how often it should be right.
    """
    right = probabilities.argmax(axis=1) == faces.labels
    certain = promise.certain(probabilities)
    return Findings(
        score=score(probabilities, faces.labels),
        certain=_certain(right, certain, promise),
        reliability=reliability(probabilities, faces.labels),
        properties={name: accuracy_by(values, right) for name, values in properties(faces.faces).items()},
        wrong=int((~right).sum()),
        mistakes=tuple(_mistakes(probabilities, faces, certain)),
    )


def _certain(right: np.ndarray, certain: np.ndarray, promise: Promise) -> CertainAnswers:
    accuracy = float(right[certain].mean()) if certain.any() else None
    return CertainAnswers(
        share=float(certain.mean()), accuracy=accuracy, promised=promise.accuracy, kept=promise.kept_by(accuracy)
    )


def _mistakes(probabilities: np.ndarray, faces: FaceSet, certain: np.ndarray) -> list[Mistake]:
    answers, confidence = probabilities.argmax(axis=1), probabilities.max(axis=1)
    wrong = np.flatnonzero(answers != faces.labels)
    surest = wrong[np.argsort(-confidence[wrong], kind="stable")][:MOST_MISTAKES]
    return [
        Mistake(
            index=int(index),
            name=faces.name(index),
            label=faces.classes[faces.labels[index]],
            answer=faces.classes[answers[index]],
            confidence=float(confidence[index]),
            certain=bool(certain[index]),
        )
        for index in surest
    ]
