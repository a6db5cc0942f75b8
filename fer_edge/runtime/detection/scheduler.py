"""When and where a detector searches: the whole frame now and then, in between only around the tracked faces."""

from collections.abc import Sequence

import numpy as np

from fer_edge.runtime.detection.crop import LEVEL
from fer_edge.runtime.detection.rate import RateController
from fer_edge.runtime.detection.regions import Region, around
from fer_edge.runtime.tracking.tracker import overlap
from fer_edge.runtime.types import FaceDetector, RollReader

LOOK_EVERY, LOOK_STEADY = 0.05, 0.09
"""Seconds between looks around the known faces: every second frame of a camera, every frame of a slow one; and while
each was about where it was expected, every third."""

STEADY = 0.8
"""Overlap with the expected box from which a face was about where it was expected: a tenth of its height beside it."""

SEARCH_EVERY = 1.0
"""Seconds between searches of the whole frame while everybody is seen: how long a newcomer may wait."""

SEARCH_MISSING, LONGEST_MISSING = 0.2, 0.3
"""The same while someone is hidden, and its bound: a track must be found again before it is given up."""

SEARCH_NOBODY = 0.1
"""The same while there is nobody."""

GROW = 1.6
"""Side of the square that is looked at, in longer sides of the expected box."""

TURNS = 25.0
"""Degrees by which a face that is lost may have turned to either side since its eyes were read."""

SAME_FACE = 0.4
"""Overlap above which two looks have found one face."""


class DetectionScheduler:
    """Decides where to look in a frame, and looks there."""

    def __init__(self, detector: FaceDetector, rate: RateController) -> None:
        self._detector, self._rate = detector, rate
        self._searched = self._looked = -np.inf
        self._steady = False

    def find(
        self, time: float, image: np.ndarray, expected: np.ndarray, missing: bool, rolls: Sequence[float] | None = None
    ) -> np.ndarray | None:
        """Boxes float32 [N, 4] of the faces in an image at `time` (seconds); None: it is not time to look.

        expected: boxes [K, 4] where the known faces must be. missing: someone else was there a moment ago. rolls:
        degrees by which each known face is turned clockwise, or not a number; None: turned faces are not looked for.
        """
        search = self._due(time, self._searched, self._patience(len(expected), missing))
        every = (LOOK_STEADY if self._steady else LOOK_EVERY) * self._rate.interval_scale
        if not search and not (len(expected) and self._due(time, self._looked, every)):
            return None
        self._looked = time
        turns = [None] * len(expected) if rolls is None else [roll if abs(roll) >= LEVEL else 0.0 for roll in rolls]
        looks = [
            self._look(image, around(box, GROW), turn)
            for box, turn in zip(expected, turns, strict=True)
            if turn or not search
        ]
        boxes = distinct([box for found, _ in looks for box in found])
        if search or len(boxes) < len(expected):
            boxes = self._search(time, image, [box for found, turned in looks if turned for box in found])
        self._steady = len(boxes) == len(expected) and all(_near(boxes, box) for box in expected)
        return boxes

    def _look(self, image: np.ndarray, region: Region, turn: float | None) -> tuple[np.ndarray, bool]:
        """Boxes in a region, and whether seen turned: by `turn` degrees, or as a face may have turned meanwhile."""
        if turn is None or not isinstance(self._detector, RollReader):
            return self._detector.detect(image, region), False
        for turned in (turn, turn + TURNS, turn - TURNS):
            boxes = self._detector.detect(image, region, turned)
            if len(boxes):
                return boxes, turned != 0
        return boxes, False

    def _search(self, time: float, image: np.ndarray, turned: list[np.ndarray]) -> np.ndarray:
        """Search the whole frame, in which turned faces are hardly found: those that were looked at are added."""
        self._searched = time
        boxes = self._detector.detect(image)
        return distinct([*turned, *boxes]) if turned else boxes

    def _patience(self, known: int, missing: bool) -> float:
        """Seconds that may pass between two searches of the whole frame."""
        if missing:
            return min(SEARCH_MISSING * self._rate.interval_scale, LONGEST_MISSING)
        return (SEARCH_EVERY if known else SEARCH_NOBODY) * self._rate.interval_scale

    @staticmethod
    def _due(time: float, last: float, interval: float) -> bool:
        return not 0 <= time - last < interval  # A clock that went back began anew.


def _near(boxes: np.ndarray, expected: np.ndarray) -> bool:
    """Whether one of the boxes [N, 4] is about where a face was expected."""
    return any(overlap(box, expected) >= STEADY for box in boxes)


def distinct(boxes: list[np.ndarray]) -> np.ndarray:
    """Float32 [N, 4]: the boxes without those that show a face once more."""
    kept: list[np.ndarray] = []
    for box in boxes:
        if all(overlap(box, other) < SAME_FACE for other in kept):
            kept.append(box)
    return np.array(kept, np.float32).reshape(-1, 4)
