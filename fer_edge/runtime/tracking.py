"""Who is who from frame to frame: boxes matched by overlap."""

import numpy as np

LOST_AFTER = 1.0
"""Seconds unseen after which a track is given up."""

OVERLAP = 0.25
"""Least intersection over union of one person's boxes in two frames."""


class Tracker:
    """Gives each box the number of a person; numbers begin at 1 and are never used twice."""

    def __init__(self) -> None:
        self._seen: dict[int, tuple[float, np.ndarray]] = {}
        self._next = 1

    def update(self, time: float, boxes: np.ndarray) -> list[int]:
        """Match boxes [N, 4] (x, y, width, height) seen at `time` (seconds): one track number per box."""
        self._seen = {track: seen for track, seen in self._seen.items() if time - seen[0] <= LOST_AFTER}
        tracks = list(self._seen)
        pairs = [
            (overlap(self._seen[track][1], box), track, index) for track in tracks for index, box in enumerate(boxes)
        ]
        found: dict[int, int] = {}
        for share, track, index in sorted(pairs, reverse=True):
            if share >= OVERLAP and index not in found and track not in found.values():
                found[index] = track
        for index, box in enumerate(boxes):
            if index not in found:
                found[index], self._next = self._next, self._next + 1
            self._seen[found[index]] = (time, box)
        return [found[index] for index in range(len(boxes))]


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    """Intersection over union of two boxes x, y, width, height, 0 to 1."""
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    return float(shared / max(a[2] * a[3] + b[2] * b[3] - shared, 1e-9))
