"""Shifts that hide a part of a face: a mask over the lower third, a visor over the eyes, a hand at the mouth."""

import math

import cv2
import numpy as np

EYES = (1 / 4, 1 / 2)
"""Brows and eyes: where a band over them begins and ends, in heights of a face from its top."""

LOWER_THIRD = (2 / 3, 1.0)
"""Mouth and chin."""

GREY, BLACK, WHITE = 128, 0, 255


def band(faces: np.ndarray, rows: tuple[float, float], shade: int) -> np.ndarray:
    """Faces uint8 [N, side, side, channels] with these rows of one shade; rows: in heights of a face."""
    first, last = (round(row * faces.shape[1]) for row in rows)
    covered = faces.copy()
    covered[:, first:last] = shade
    return covered


def hand(face: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """A palm over the mouth and four fingers up a cheek, of the face's own median shade, from the left or right.

    face: uint8 [side, side, channels]. Where it lies varies by a twelfth of the side, how it is turned by 20 degrees.
    """
    side, shade = face.shape[0], np.median(face, axis=(0, 1)).tolist()
    covered = face.copy(order="C")
    from_left = 1 if rng.random() < 0.5 else -1
    x, y = np.array([0.5, 0.8]) * side + rng.uniform(-1, 1, 2) * side / 12
    tilt = rng.uniform(-20, 20)
    cv2.ellipse(covered, ((x, y), (0.5 * side, 0.3 * side), tilt), shade, -1, cv2.LINE_AA)
    for finger in range(4):
        angle = math.radians(tilt - 90 + from_left * (10 + 22 * finger))
        tip = (round(x + 0.42 * side * math.cos(angle)), round(y + 0.42 * side * math.sin(angle)))
        cv2.line(covered, (round(x), round(y)), tip, shade, max(1, round(side / 12)), cv2.LINE_AA)
    return covered
