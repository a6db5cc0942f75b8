"""Smoothing: each person's probabilities averaged over the last moments, and labels that do not flicker."""

import math
from dataclasses import dataclass

import numpy as np

from fer_edge.artifact.certainty import Certainty

LEAD = 0.1
"""How far, in probability, another label has to lead before it replaces the one that is shown."""

FORGET_AFTER, FORGET_FRAMES = 2.0, 2.5
"""Seconds after which an unseen person's past no longer counts; the same in frames, where that is longer."""


@dataclass(frozen=True, kw_only=True)
class Answer:
    """What a person expresses at `time`, seconds. probabilities: [C], smoothed. label: index of the one shown.

    uncertain: it is not what the card's rule calls certain.
    """

    time: float
    probabilities: np.ndarray
    label: int
    uncertain: bool


class Smoother:
    """Exponential smoothing per track. seconds: the time constant; 0 smooths nothing.

    certainty: the rule by which an answer is certain.
    """

    def __init__(self, seconds: float = 0.3, certainty: Certainty = Certainty()) -> None:
        self._seconds, self._certainty = seconds, certainty
        self._past: dict[int, Answer] = {}

    def last(self, track: int) -> Answer | None:
        """A track's answer so far."""
        return self._past.get(track)

    def update(self, time: float, track: int, probabilities: np.ndarray, interval: float = 0.0) -> Answer:
        """Take a track's probabilities [C] at `time` (seconds). interval: seconds from frame to frame, as is usual."""
        forgotten = max(FORGET_AFTER, FORGET_FRAMES * interval)
        self._past = {key: past for key, past in self._past.items() if time - past.time <= forgotten}
        past = self._past.get(track)
        if past is None or self._seconds <= 0:
            smoothed, label, wavered = probabilities, int(probabilities.argmax()), False
        else:
            kept = math.exp(-max(time - past.time, 0.0) / self._seconds)
            smoothed = kept * past.probabilities + (1 - kept) * probabilities
            best = int(smoothed.argmax())
            label = best if smoothed[best] >= smoothed[past.label] + LEAD else past.label
            wavered = past.uncertain
        certain = self._certainty.holds(smoothed, smoothed[label], after_uncertain=wavered)
        answer = Answer(time=time, probabilities=smoothed, label=label, uncertain=not certain)
        self._past[track] = answer
        return answer
