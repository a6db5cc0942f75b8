"""Calm answers: each person's probabilities averaged over the last moments, and a label that does not flicker."""

import math

import numpy as np

LEAD = 0.1
"""How far, in probability, another label has to lead before it replaces the one that is shown."""

FORGET_AFTER = 2.0
"""Seconds after which an unseen person's past no longer counts."""


class Smoother:
    """Exponential smoothing per track. seconds: the time constant; 0 smooths nothing."""

    def __init__(self, seconds: float = 0.3):
        self._seconds = seconds
        self._past: dict[int, tuple[float, np.ndarray, int]] = {}

    def update(self, time: float, track: int, probabilities: np.ndarray) -> tuple[np.ndarray, int]:
        """Take a track's probabilities [C] at `time` (seconds); return the smoothed ones and the label's index."""
        self._past = {key: past for key, past in self._past.items() if time - past[0] <= FORGET_AFTER}
        past = self._past.get(track)
        if past is None or self._seconds <= 0:
            smoothed, label = probabilities, int(probabilities.argmax())
        else:
            kept = math.exp(-max(time - past[0], 0.0) / self._seconds)
            smoothed = kept * past[1] + (1 - kept) * probabilities
            best = int(smoothed.argmax())
            label = best if smoothed[best] >= smoothed[past[2]] + LEAD else past[2]
        self._past[track] = (time, smoothed, label)
        return smoothed, label
