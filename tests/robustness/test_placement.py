import numpy as np
import pytest

from fer_edge.robustness import placement
from tests.robustness.faces import centre, dot, flat, ramp

UNMOVED = [
    lambda face: placement.turn(face, 0),
    lambda face: placement.crop(face, 1.0),
    lambda face: placement.move(face, 0, 0),
]


@pytest.mark.parametrize("change", UNMOVED)
@pytest.mark.parametrize("channels", [1, 3])
def test_no_turn_crop_or_move_changes_nothing(change, channels):
    face = ramp(channels=channels)[0]
    assert (change(face).reshape(face.shape) == face).all()


def test_a_turn_is_anticlockwise_about_the_middle():
    row, column = np.subtract(centre(placement.turn(dot(), 90)), 23.5)
    assert (row, column) == pytest.approx((-12.5, -11.5), abs=0.2)  # From the right above to the left above.


@pytest.mark.parametrize("share", [0.8, 1.25])
def test_a_narrow_crop_brings_the_face_nearer_and_a_wide_one_farther(share):
    row, column = np.subtract(centre(placement.crop(dot(), share)), 23.5)
    assert (row, column) == pytest.approx((-11.5 / share, 12.5 / share), abs=0.3)


def test_a_move_is_in_pixels_to_the_right_and_down():
    assert centre(placement.move(dot(), 5, -3)) == pytest.approx((9, 41))


def test_beyond_its_border_a_face_goes_on():
    for change in (lambda face: placement.turn(face, 30), lambda face: placement.crop(face, 1.25)):
        assert (change(flat(200)) == 200).all()
    assert (placement.move(ramp()[0], 5, 0).reshape(48, 48)[:, :5] == ramp()[0, 0, 0, 0]).all()
