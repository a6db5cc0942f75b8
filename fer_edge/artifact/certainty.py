"""Which answers are certain: by the confidence of the label, or by how many labels an answer wavers between.

Under blur, turns and covers an answer's probability spreads over more labels than its best one tells: a limit on the
spread parts right from wrong there as it does on clear faces, which one on the confidence does not.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np

from fer_edge.system.untrusted import typed

UNDER_SHIFTS = "under_shifts"
"""The key, in a card's trained.confidence, of what was learned under shifts. Earlier readers pass over it."""

CERTAIN_LEAD = 0.05
"""How far, in probability, an uncertain answer's confidence has to rise above the threshold to be certain again."""

CERTAIN_LEAD_OF_LABELS = 0.04
"""The share by which its labels have to be fewer than the limit: both leads concern one clear face in twenty."""


@dataclass(frozen=True, kw_only=True)
class Certainty:
    """uncertain_below: confidence, 0 to 1, that an answer's label needs to be certain. most_labels: effective labels
    that an answer may have instead; None in cards that know no shifts, where the confidence decides.
    """

    uncertain_below: float = 0.0
    most_labels: float | None = None

    def holds(self, probabilities: np.ndarray, confidence: np.ndarray, *, after_uncertain: bool = False) -> np.ndarray:
        """Which of the answers [..., C], whose labels have `confidence` [...], are certain: bool [...].

        after_uncertain: the answer before was not, and the limits are harder, so that answers near them do not flicker.
        """
        if self.most_labels is None:
            return np.asarray(confidence >= self.uncertain_below + after_uncertain * CERTAIN_LEAD)
        limit = self.most_labels * (1 - after_uncertain * CERTAIN_LEAD_OF_LABELS)
        return np.asarray(effective_labels(probabilities) <= limit)


def effective_labels(probabilities: np.ndarray) -> np.ndarray:
    """Between how many labels answers [..., C] waver, 1 to C: the Hill number of order 1/2 (Hill, 1973)."""
    return np.asarray(np.sqrt(probabilities).sum(axis=-1) ** 2)


def read_certainty(trained: dict[str, Any], uncertain_below: float) -> Certainty:
    """The rule among a card's fields. Raises ValueError when its limit is no number from 1."""
    limit = under_shifts(trained).get("most_labels")
    if limit is None:
        return Certainty(uncertain_below=uncertain_below)
    name = f"trained.confidence.{UNDER_SHIFTS}.most_labels"
    most: float = typed(float, limit, name)
    if not most >= 1:  # Not a number is no limit either.
        raise ValueError(f"{name} should be a number from 1, got {most}")
    return Certainty(uncertain_below=uncertain_below, most_labels=most)


def under_shifts(trained: dict[str, Any]) -> dict[str, Any]:
    """What a card's `trained` says of certain answers under shifts; empty in one that says nothing."""
    confidence = trained.get("confidence")
    found = confidence.get(UNDER_SHIFTS) if isinstance(confidence, dict) else None
    return found if isinstance(found, dict) else {}
