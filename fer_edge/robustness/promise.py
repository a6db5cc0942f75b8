"""What a card says of the answers that are certain, and whether they are as good as that."""

from dataclasses import dataclass

import numpy as np

from fer_edge.artifact.card import ModelCard
from fer_edge.artifact.certainty import Certainty, under_shifts

TOLERANCE = 0.03
"""How far the accuracy of certain answers may lie below what the card says of it."""


@dataclass(frozen=True, kw_only=True)
class Promise:
    """What a card says of certain answers; fractions from 0 to 1.

    certainty: which answers are certain. accuracy: of those, over faces as they are and under shifts; in a card that
    knows no shifts, over faces as they are; None where it is silent.
    """

    certainty: Certainty = Certainty()
    accuracy: float | None = None

    @classmethod
    def of(cls, card: ModelCard) -> "Promise":
        """The promise of a card, which may be an old one or another tool's."""
        confidence = card.trained.get("confidence")
        clean = confidence.get("covered_accuracy") if isinstance(confidence, dict) else None
        said = clean if card.certainty.most_labels is None else under_shifts(card.trained).get("accuracy")
        return cls(certainty=card.certainty, accuracy=said if isinstance(said, float) else None)

    def certain(self, probabilities: np.ndarray) -> np.ndarray:
        """Which of the answers [N, C] are certain: bool [N]."""
        return self.certainty.holds(probabilities, probabilities.max(axis=1))

    def kept_by(self, accuracy: float | None) -> bool | None:
        """Whether certain answers of this `accuracy` are as good as was said; None where either is not known."""
        return None if accuracy is None or self.accuracy is None else accuracy >= self.accuracy - TOLERANCE
