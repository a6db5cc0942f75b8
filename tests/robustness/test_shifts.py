"""What all shifts have in common: size, type, chance that can be repeated, lengths that grow with the side."""

from pathlib import Path
from unittest import mock

import numpy as np
import pytest

from fer_edge.robustness import shifts
from fer_edge.robustness.shifts import EXTRA_SHIFTS, SHIFTS
from tests.robustness.faces import centre, dot, ramp

ALL = {shift.name: shift for shift in SHIFTS + EXTRA_SHIFTS}
SCALED = ("blur 1", "blur 2", "motion blur 7")


def test_eighteen_count_and_every_name_is_its_own():
    assert len(SHIFTS) == 18 and all(shift.counts for shift in SHIFTS)
    assert len(ALL) == 18 + len(EXTRA_SHIFTS) and not any(shift.counts for shift in EXTRA_SHIFTS)


@pytest.mark.parametrize("size", [(5, 48, 1), (3, 32, 3), (1, 96, 1)], ids=["grey", "colour", "one"])
@pytest.mark.parametrize("name", ALL)
def test_a_shift_keeps_size_and_type_and_changes_something_and_never_its_input(name, size):
    faces = ramp(*size)
    shifted = ALL[name](faces)
    assert shifted.shape == faces.shape and shifted.dtype == np.uint8
    assert (shifted != faces).any() and (faces == ramp(*size)).all()


@pytest.mark.parametrize("name", ALL)
def test_a_shift_is_the_same_each_time(name):
    assert (ALL[name](ramp()) == ALL[name](ramp())).all()


@pytest.mark.parametrize("name", ["noise 15", "moved 5", "low light", "hand at the mouth"])
def test_another_seed_is_another_chance(name):
    assert (ALL[name](ramp(), seed=1) != ALL[name](ramp(), seed=2)).any()


@pytest.mark.parametrize("name", SCALED)
def test_a_length_grows_with_the_side(name):
    def width(side):
        edge = np.zeros((1, side, side, 1), np.uint8)
        edge[:, :, side // 2 :] = 240
        return ((shades := ALL[name](edge)[0, side // 2]) > 24).sum() - (shades > 216).sum()

    assert width(192) == pytest.approx(4 * width(48), abs=4)


def test_a_face_from_afar_has_half_its_side_whatever_that_is():
    lines = np.zeros((1, 96, 96, 1), np.uint8)
    lines[:, :, ::2] = 200
    assert (ALL["24 pixels"](lines) == 100).all()


@pytest.mark.parametrize("side", [48, 96])
def test_a_move_is_five_pixels_of_48_in_any_direction(side):
    start = centre(dot(side))
    steps = np.array([np.subtract(centre(face), start) for face in ALL["moved 5"](np.stack([dot(side)] * 40))])
    assert np.hypot(*steps.T) == pytest.approx(5 * side / 48, abs=0.3)
    assert (steps > 3).any(axis=0).all() and (steps < -3).any(axis=0).all()


def test_faces_turn_to_both_sides_by_turns():
    turned = ALL["turned 30"](np.stack([dot()] * 4))
    assert (turned[0] == turned[2]).all() and (turned[1] == turned[3]).all()
    assert centre(turned[0])[1] > centre(dot())[1] - 12 and (turned[0] != turned[1]).any()


def test_batches_are_the_faces_in_their_order():
    faces = ramp(5)
    with mock.patch.object(shifts, "BATCH", 2):
        batches = list(ALL["gamma 0.4"].batches(faces))
    assert [len(batch) for batch in batches] == [2, 2, 1]
    assert (np.concatenate(batches) == ALL["gamma 0.4"](faces)).all()


def test_the_page_tells_of_every_shift():
    page = (Path(__file__).parents[2] / "docs" / "robustness.md").read_text().replace("\n", " ")
    assert [name for name in ALL if name not in page] == []
