"""Face tracking: each track moves on at its velocity until seen again; boxes go to tracks at the least total cost."""

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, field, replace

import numpy as np

from fer_edge.runtime.tracking.appearance import difference
from fer_edge.runtime.tracking.assignment import assign

LOST_AFTER, LOST_FRAMES = 1.4, 2.5
"""Seconds unseen after which a track is given up, a second of being hidden and time to be found again; and the same in
frames, where they are so far apart that this is longer: one of them may miss a face."""

VELOCITY_OVER = 0.25
"""Seconds over which a velocity is learned; shorter, and the trembling of boxes would be taken for motion."""

CALM = 0.3
"""Share of the difference from the expected box that is not believed: takes the trembling out of the crop."""

RESIZE_FOR = 0.3
"""Seconds for which a hidden face is thought to go on growing or shrinking: a turn of the head soon ends."""

REACH, REACH_PER_SECOND = 0.6, 0.8
"""How far, in sides of the face, one may be from where expected; and how much farther per second unseen."""

MOST_COST = 1.3
"""Cost, as of `_cost`, above which a find is someone else."""

COVERED_FOR = 0.6
"""Seconds for which one who passes behind another has been seen in part: the box shrank, its motion was wrong."""


@dataclass(kw_only=True)
class Track:
    """One person. state: x and y of the centre, width, height, pixels. velocity: their change per second.

    seen: when last found, seconds. visible: found when faces were last looked for. look: as of `appearance`.
    past: what was known over the last moments, oldest first.
    """

    state: np.ndarray
    seen: float
    look: np.ndarray | None = None
    velocity: np.ndarray = field(default_factory=lambda: np.zeros(4))
    visible: bool = True
    past: deque["Track"] = field(default_factory=deque)

    def at(self, time: float) -> np.ndarray:
        """The state expected at a time."""
        gone = max(time - self.seen, 0.0)
        passed = np.array([gone, gone, min(gone, RESIZE_FOR), min(gone, RESIZE_FOR)])
        expected: np.ndarray = self.state + self.velocity * passed
        expected[2:] = np.maximum(expected[2:], self.state[2:] / 2)
        return expected

    def see(self, time: float, state: np.ndarray, look: np.ndarray | None) -> None:
        """Take what was found at a time."""
        base, calm = self, CALM
        if not self.visible and self.past:  # Back from where it was hidden: half covered, it only seemed to shrink.
            base, calm = self.past[0], 0.0
        gone, expected = max(time - base.seen, 0.0), base.at(time)
        surprise, velocity = state - expected, base.velocity
        if gone > 0:
            velocity = velocity + (1 - np.exp(-gone / VELOCITY_OVER)) * surprise / gone
        self._remember(time)
        self.state, self.velocity = expected + (1 - calm) * surprise, velocity
        self.seen, self.visible = time, True
        if look is not None:
            self.look = look if self.look is None else 0.8 * self.look + 0.2 * look

    def _remember(self, time: float) -> None:
        """Keep what is known now for the moments to come; of what is older than they are, the newest."""
        self.past.append(replace(self, past=deque()))
        while len(self.past) > 1 and self.past[1].seen <= time - COVERED_FOR:
            self.past.popleft()


class Tracker:
    """Gives each box the number of a person; numbers begin at 1 and are never used twice."""

    def __init__(self) -> None:
        self._tracks: dict[int, Track] = {}
        self._next = 1

    def update(
        self, time: float, boxes: np.ndarray, looks: Sequence[np.ndarray] | None = None, interval: float = 0.0
    ) -> list[int]:
        """Match boxes [N, 4] (x, y, width, height) found at `time` (seconds): one track number per box.

        looks: the appearance in each box, where known. interval: seconds from frame to frame, as they usually come.
        """
        lost = max(LOST_AFTER, LOST_FRAMES * interval)
        self._tracks = {number: track for number, track in self._tracks.items() if time - track.seen <= lost}
        states = _states(np.asarray(boxes, float))
        shown: Sequence[np.ndarray | None] = [None] * len(states) if looks is None else looks
        numbers = list(self._tracks)
        finds = list(zip(states, shown, strict=True))
        costs = np.array([[_least_cost(self._tracks[number], time, *find) for find in finds] for number in numbers])
        pairs = assign(costs, MOST_COST) if costs.size else []
        found = {column: numbers[row] for row, column in pairs}
        for number in set(numbers) - set(found.values()):
            self._tracks[number].visible = False
        return [self._see(found.get(at), time, states[at], shown[at]) for at in range(len(states))]

    def _see(self, number: int | None, time: float, state: np.ndarray, look: np.ndarray | None) -> int:
        if number is not None:
            self._tracks[number].see(time, state, look)
            return number
        number, self._next = self._next, self._next + 1
        self._tracks[number] = Track(state=state, seen=time, look=look)
        return number

    def visible(self, time: float) -> tuple[list[int], np.ndarray]:
        """Numbers and boxes [N, 4] (x, y, width, height), at `time`, of those who were found at the last update."""
        shown = {number: track.at(time) for number, track in self._tracks.items() if track.visible}
        boxes = np.array(list(shown.values())).reshape(-1, 4)
        boxes[:, :2] -= boxes[:, 2:] / 2
        return list(shown), boxes

    @property
    def missing(self) -> bool:
        """Whether someone is hidden and not yet given up."""
        return any(not track.visible for track in self._tracks.values())


def _states(boxes: np.ndarray) -> np.ndarray:
    boxes = boxes.reshape(-1, 4)
    return np.concatenate([boxes[:, :2] + boxes[:, 2:] / 2, boxes[:, 2:]], axis=1)


def _least_cost(track: Track, time: float, state: np.ndarray, look: np.ndarray | None) -> float:
    """The cost of a find; of someone hidden, also as if the last moments before, perhaps half covered, had not been."""
    known = [track] if track.visible else [track, *list(track.past)[:1]]
    return min(_cost(one, time, state, look) for one in known)


def _cost(track: Track, time: float, state: np.ndarray, look: np.ndarray | None) -> float:
    """How badly a find fits a person: distance over reach, the change of size, the difference of looks."""
    expected = track.at(time)
    side = float(np.sqrt(max(expected[2] * expected[3], 1e-9)))
    reach = REACH + REACH_PER_SECOND * max(time - track.seen, 0.0)
    distance = float(np.hypot(*(state[:2] - expected[:2]))) / side / reach
    resized = abs(float(np.log(max(state[2] * state[3], 1e-9)) / 2 - np.log(side)))
    unlike = 0.0 if look is None or track.look is None else difference(track.look, look)
    return distance + resized + unlike


def overlap(a: np.ndarray, b: np.ndarray) -> float:
    """Intersection over union of two boxes x, y, width, height, 0 to 1."""
    width = min(a[0] + a[2], b[0] + b[2]) - max(a[0], b[0])
    height = min(a[1] + a[3], b[1] + b[3]) - max(a[1], b[1])
    shared = max(width, 0) * max(height, 0)
    return float(shared / max(a[2] * a[3] + b[2] * b[3] - shared, 1e-9))
