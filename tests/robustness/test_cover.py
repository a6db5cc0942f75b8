import numpy as np
import pytest

from fer_edge.robustness import cover
from tests.robustness.faces import ramp


@pytest.mark.parametrize("side", [48, 96])
@pytest.mark.parametrize(("rows", "first", "last"), [(cover.EYES, 1 / 4, 1 / 2), (cover.LOWER_THIRD, 2 / 3, 1)])
def test_a_band_covers_its_rows_from_wall_to_wall_and_no_others(rows, first, last, side):
    faces = ramp(side=side)
    covered = cover.band(faces, rows, cover.BLACK)
    inside = slice(round(first * side), round(last * side))
    assert (covered[:, inside] == 0).all()
    assert (np.delete(covered, inside, axis=1) == np.delete(faces, inside, axis=1)).all()
    assert (faces == ramp(side=side)).all()  # Covered is a copy.


@pytest.mark.parametrize("channels", [1, 3])
def test_a_hand_hides_the_mouth_in_the_faces_own_shade_and_leaves_the_eyes(channels):
    face = np.random.default_rng(1).integers(0, 256, (48, 48, channels), np.uint8)
    covered = cover.hand(face, np.random.default_rng(0))
    changed = (covered != face).any(axis=2)
    assert changed[36:44, 18:30].mean() > 0.9 and not changed[:12].any()
    assert abs(covered[38, 24] - np.median(face, axis=(0, 1))).max() < 1


def test_hands_come_from_both_sides():
    face = ramp()[0]
    rng = np.random.default_rng(0)
    hands = [(cover.hand(face, rng) != face)[18:30, :, 0] for _ in range(8)]
    leftmost = {bool(hand[:, :24].sum() > hand[:, 24:].sum()) for hand in hands}
    assert leftmost == {True, False}
