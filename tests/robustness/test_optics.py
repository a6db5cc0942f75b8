import numpy as np
import pytest

from fer_edge.robustness import optics
from tests.robustness.faces import dot, flat, ramp


@pytest.mark.parametrize(
    "change",
    [
        lambda face: optics.blur(face, 2),
        lambda face: optics.motion_blur(face, 7),
        lambda face: optics.far_away(face, 24),
        lambda face: optics.jpeg(face, 20),
    ],
)
def test_a_face_of_one_shade_stays_as_it_is_up_to_its_border(change):
    assert abs(change(flat(200)).reshape(48, 48).astype(int) - 200).max() <= 2


def test_a_blur_spreads_as_far_as_said():
    spread = optics.blur(dot(), 2.0).reshape(48, 48).astype(float)
    rows = np.arange(48) - 12
    assert np.sqrt((spread.sum(axis=1) * rows**2).sum() / spread.sum()) == pytest.approx(2.0, abs=0.3)


def test_motion_is_a_line_from_left_to_right():
    moved = optics.motion_blur(dot(), 7).reshape(48, 48)
    assert sorted(set(np.nonzero(moved)[0])) == [12] and np.nonzero(moved)[1].tolist() == list(range(33, 40))
    assert (optics.motion_blur(dot(), 1).reshape(48, 48, 1) == dot()).all()


def test_a_jpeg_of_the_best_quality_is_nearly_the_face_and_of_a_poor_one_is_not():
    noise = np.random.default_rng(0).integers(0, 256, (48, 48, 1), np.uint8)
    best, poor = (abs(optics.jpeg(noise, quality).astype(int) - noise).mean() for quality in (100, 20))
    assert best < 1 < 10 < poor


def test_a_jpeg_keeps_red_red():
    red = np.full((48, 48, 3), (200, 30, 60), np.uint8)
    assert abs(optics.jpeg(red, 90)[24, 24].astype(int) - red[0, 0]).max() < 6


def test_from_afar_the_finest_lines_are_gone():
    lines = flat(0)
    lines[:, ::2] = 200
    assert (optics.far_away(lines, 24) == 100).all()
    assert (optics.far_away(ramp()[0], 48).reshape(48, 48, 1) == ramp()[0]).all()
