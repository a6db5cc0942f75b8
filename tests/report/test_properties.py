"""What a face's picture is like, and accuracy by it."""

import numpy as np
import pytest

from fer_edge.report.properties import accuracy_by, properties, wilson

FLAT = np.full((48, 48, 1), 100, np.uint8)
BOARD = (255 * (np.indices((48, 48)).sum(axis=0) % 2)).astype(np.uint8)[..., None]
HALVES = np.repeat([0, 200], 24)[None, :, None].repeat(48, axis=0).astype(np.uint8)


def test_light_contrast_and_sharpness():
    found = properties(np.stack([FLAT, BOARD, HALVES]))
    assert found["light"] == pytest.approx([100, 127.5, 100])
    assert found["contrast"] == pytest.approx([0, 127.5, 100])
    flat, board, halves = found["sharpness"]
    assert flat == 0 and board > 10 * halves > 0


def test_colour_is_read_as_its_grey():
    red = np.zeros((1, 8, 8, 3), np.uint8)
    red[..., 0] = 255
    assert properties(red)["light"] == pytest.approx([76], abs=1)  # 0.299 of 255: R comes first.


def test_bins_hold_equally_many_faces_from_the_lowest_up():
    values = np.arange(100.0)[::-1]
    found = accuracy_by(values, values >= 80)
    assert [(each.low, each.high, each.faces) for each in found] == [(20 * k, 20 * k + 19, 20) for k in range(5)]
    assert [each.accuracy for each in found] == [0, 0, 0, 0, 1]


def test_equal_values_stay_together():
    found = accuracy_by(np.array([5.0] * 9 + [7.0]), np.ones(10, bool))
    assert [(each.low, each.high, each.faces) for each in found] == [(5, 5, 9), (7, 7, 1)]


@pytest.mark.parametrize(
    ("hits", "trials", "low", "high"), [(0, 10, 0.0, 0.2775), (5, 10, 0.2366, 0.7634), (10, 10, 0.7225, 1.0)]
)
def test_the_interval_is_wilsons(hits, trials, low, high):
    assert wilson(hits, trials) == pytest.approx((low, high), abs=5e-5)
