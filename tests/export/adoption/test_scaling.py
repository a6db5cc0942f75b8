"""What --pixels means."""

import numpy as np
import pytest

from fer_edge.errors import UsageError
from fer_edge.export.adoption.scaling import scalings

PIXELS = np.array([0, 255], np.uint8).reshape(1, 1, 2, 1)
RED = np.array([[[[255, 0, 0]]]], np.uint8)


@pytest.mark.parametrize(
    ("name", "low", "high"), [("0..1", 0, 1), ("-1..1", -1, 1), ("0..255", 0, 255), ("0.5/0.25", -2, 2)]
)
def test_black_and_white_become_what_the_name_says(name, low, high):
    assert scalings(name, "rgb", 1)[name].apply(PIXELS).ravel() == pytest.approx([low, high], abs=1e-6)


def test_imagenet_has_a_number_for_each_channel():
    red = scalings("imagenet", "rgb", 3)["imagenet"].apply(RED)[0, 0, 0]
    assert red == pytest.approx([(1 - 0.485) / 0.229, -0.456 / 0.224, -0.406 / 0.225], abs=1e-5)


def test_blue_comes_first_where_it_is_said_or_meant():
    assert scalings("0..1", "bgr", 3)["0..1"].apply(RED)[0, 0, 0].tolist() == [0, 0, 1]
    assert scalings("caffe", "rgb", 3)["caffe"].apply(RED)[0, 0, 0] == pytest.approx([-103.939, -116.779, 131.32])


def test_auto_tries_what_fits_the_channels():
    assert [*scalings("auto", "rgb", 1)] == ["0..1", "-1..1", "0..255"]
    assert [*scalings("auto", "rgb", 3)] == ["0..1", "-1..1", "0..255", "imagenet", "caffe"]


@pytest.mark.parametrize("wrong", ["", "none", "0.5", "0.5/0", "1,2/1", "nan/1", "0.5/0.5/0.5", "a/b"])
def test_another_text_is_refused(wrong):
    with pytest.raises(UsageError, match="expected one of auto"):
        scalings(wrong, "rgb", 3)


def test_three_numbers_are_refused_for_one_channel():
    with pytest.raises(UsageError, match="the network takes 1"):
        scalings("imagenet", "rgb", 1)
