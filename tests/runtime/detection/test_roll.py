import math

import numpy as np
import pytest

from fer_edge.runtime.detection.roll import FOLLOWED, read_roll, refined_roll

FACE = np.array([[-10, -10], [10, -10], [0, 0], [-8, 12], [8, 12]], float)
"""Eyes, nose and the corners of the mouth."""


def turned(degrees: float, points: np.ndarray = FACE) -> np.ndarray:
    """The points, turned clockwise as seen."""
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    return points @ np.array([[cos, sin], [-sin, cos]]) + 50


@pytest.mark.parametrize("degrees", [-35, -12, 0, 7, 30])
def test_the_line_of_the_eyes_tells_what_it_follows_of_the_turn(degrees):
    assert read_roll(turned(FOLLOWED * degrees)) == pytest.approx(degrees)


def test_what_the_picture_was_turned_by_is_added():
    assert read_roll(turned(0), -40.0) == pytest.approx(-40)
    assert read_roll(turned(FOLLOWED * -5), 25.0) == pytest.approx(20)


def test_a_head_is_not_turned_by_more_than_sixty_degrees():
    assert math.isnan(read_roll(turned(45)))
    assert math.isnan(read_roll(turned(FOLLOWED * 20), 50.0)) and not math.isnan(read_roll(turned(0), 50.0))
    assert math.isnan(read_roll(turned(180)))


def test_eyes_too_near_or_aslant_over_the_mouth_are_none():
    profile, aslant = FACE.copy(), FACE.copy()
    profile[:2, 0] /= 3
    aslant[0, 1] += 12
    for points in (profile, aslant):
        assert math.isnan(read_roll(turned(0, points)))


class Asked:
    """Sees the eyes of a face turned by 30 degrees, and keeps what it was asked."""

    def __init__(self, first: float):
        self.first, self.asked = first, []

    def roll(self, image, box, turned=0.0):
        self.asked.append(turned)
        return self.first if len(self.asked) == 1 else 30.0


@pytest.mark.parametrize(("first", "asked", "told"), [(25.0, [0.0, 25.0], 30.0), (3.0, [0.0], 3.0)])
def test_a_single_picture_is_read_again_where_the_face_is_turned(first, asked, told):
    eyes = Asked(first)
    assert refined_roll(eyes, np.zeros((9, 9, 3), np.uint8), np.zeros(4)) == told and eyes.asked == asked


def test_without_eyes_it_is_not_read_again():
    eyes = Asked(math.nan)
    assert math.isnan(refined_roll(eyes, np.zeros((9, 9, 3), np.uint8), np.zeros(4))) and eyes.asked == [0.0]
