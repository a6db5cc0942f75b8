"""When and where a detector searches: the whole frame now and then, in between only around the tracked faces."""

import numpy as np

from fer_edge.runtime.detection.rate import RateController
from fer_edge.runtime.detection.regions import around
from fer_edge.runtime.tracking.tracker import overlap
from fer_edge.runtime.types import FaceDetector

LOOK_EVERY = 0.05
"""Seconds between looks around the known faces: every second frame of a camera, every frame of a slow one."""

SEARCH_EVERY = 1.0
"""Seconds between searches of the whole frame while everybody is seen: how long a newcomer may wait."""

SEARCH_MISSING, LONGEST_MISSING = 0.2, 0.3
"""The same while someone is hidden, and its bound: a track must be found again before it is given up."""

SEARCH_NOBODY = 0.1
"""The same while there is nobody."""

GROW = 1.6
"""Side of the square that is looked at, in longer sides of the expected box."""

SAME_FACE = 0.4
"""Overlap above which two looks have found one face."""


class DetectionScheduler:
    """Decides where to look in a frame, and looks there."""

    def __init__(self, detector: FaceDetector, rate: RateController) -> None:
        self._detector, self._rate = detector, rate
        self._searched = self._looked = -np.inf

    def find(self, time: float, image: np.ndarray, expected: np.ndarray, missing: bool) -> np.ndarray | None:
        """Boxes float32 [N, 4] of the faces in an image at `time` (seconds); None: it is not time to look.

        expected: boxes [K, 4] where the known faces must be. missing: someone else was there a moment ago.
        """
        if self._due(time, self._searched, self._patience(len(expected), missing)):
            return self._search(time, image)
        if not len(expected) or not self._due(time, self._looked, LOOK_EVERY * self._rate.interval_scale):
            return None
        self._looked = time
        boxes = distinct([box for where in expected for box in self._detector.detect(image, around(where, GROW))])
        return self._search(time, image) if len(boxes) < len(expected) else boxes

    def _search(self, time: float, image: np.ndarray) -> np.ndarray:
        self._searched = self._looked = time
        return self._detector.detect(image)

    def _patience(self, known: int, missing: bool) -> float:
        """Seconds that may pass between two searches of the whole frame."""
        if missing:
            return min(SEARCH_MISSING * self._rate.interval_scale, LONGEST_MISSING)
        return (SEARCH_EVERY if known else SEARCH_NOBODY) * self._rate.interval_scale

    @staticmethod
    def _due(time: float, last: float, interval: float) -> bool:
        return not 0 <= time - last < interval  # A clock that went back began anew.


def distinct(boxes: list[np.ndarray]) -> np.ndarray:
    """Float32 [N, 4]: the boxes without those that show a face once more."""
    kept: list[np.ndarray] = []
    for box in boxes:
        if all(overlap(box, other) < SAME_FACE for other in kept):
            kept.append(box)
    return np.array(kept, np.float32).reshape(-1, 4)
