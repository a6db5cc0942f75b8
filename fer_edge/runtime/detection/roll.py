"""How far a face is turned in the picture's plane: from its landmarks to degrees, where they can be a face's."""

import math

import numpy as np

from fer_edge.runtime.detection.crop import LEVEL
from fer_edge.runtime.tracking.roll import wrapped
from fer_edge.runtime.types import RollReader

FOLLOWED = 0.7
"""Share of a turn that YuNet's eyes show, measured: it learned from faces that are hardly turned."""

MOST = 60.0
"""Degrees beyond which nobody's head is turned, but landmarks are wrong."""

LEAN = 25.0
"""Degrees by which the way from the eyes to the mouth may differ from a right angle with the line of the eyes."""

EYES_APART = 0.4
"""Least distance of the eyes, in distances from between them to between the mouth's corners: a profile has less."""


def read_roll(points: np.ndarray, turned: float = 0.0) -> float:
    """Degrees by which a face is turned clockwise; not a number where its landmarks are implausible.

    points: [5, 2], x and y of the eyes, the nose and the corners of the mouth, left before right as seen, in a picture
    that was cut out turned clockwise by `turned` degrees.
    """
    eyes, down = points[1] - points[0], points[3:].mean(axis=0) - points[:2].mean(axis=0)
    shown = math.degrees(math.atan2(eyes[1], eyes[0]))
    lean = wrapped(math.degrees(math.atan2(-down[0], down[1])) - shown)
    near = math.hypot(*eyes) < EYES_APART * math.hypot(*down)
    roll = wrapped(turned + shown / FOLLOWED)
    return math.nan if near or abs(lean) > LEAN or abs(shown) > MOST or abs(roll) > MOST else roll


def refined_roll(eyes: RollReader, image: np.ndarray, box: np.ndarray) -> float:
    """Degrees, as of RollReader, by which a face of a single picture is turned: where that is much, read twice."""
    first = eyes.roll(image, box)
    return eyes.roll(image, box, first) if abs(first) >= LEVEL else first
