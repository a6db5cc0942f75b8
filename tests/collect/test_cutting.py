import numpy as np
import pytest

from fer_edge.artifact.card import read_card
from fer_edge.artifact.store import shipped_models
from fer_edge.collect.cutting import crop_rule
from fer_edge.errors import MissingError, UsageError
from tests.collect.pictures import cutter, photo


def test_the_rule_is_that_of_the_shipped_model_or_of_the_named_one():
    assert crop_rule(None, "yunet") == read_card(shipped_models() / "edge").crop["yunet"]
    assert crop_rule("nano", "haar") == read_card(shipped_models() / "nano").crop["haar"]


def test_a_model_that_is_not_there_or_a_detector_it_does_not_know_is_told():
    with pytest.raises(MissingError, match="no model named nobody"):
        crop_rule("nobody", "haar")
    with pytest.raises(UsageError, match="no crop rule for spots"):
        crop_rule("edge", "spots")


def test_faces_are_as_large_as_found_or_as_asked_for():
    image = photo((20, 20, 40))
    assert cutter().cut(image, cutter().find(image))[0].shape == (40, 40, 1)
    assert cutter(side=24, colour=True).cut(image, cutter().find(image))[0].shape == (24, 24, 3)
    tiny, huge = photo((5, 5, 6)), photo((10, 10, 700), size=(720, 720))
    assert [cutter().cut(one, cutter().find(one))[0].shape[0] for one in (tiny, huge)] == [16, 512]


def test_colours_are_red_green_blue():
    image = photo((20, 20, 40))
    face = cutter(side=16, colour=True).cut(image, cutter().find(image))[0]
    np.testing.assert_array_equal(face[8, 8], (250, 40, 40))


@pytest.mark.parametrize(("several", "sizes"), [("largest", [30]), ("all", [30, 20]), ("none", [])])
def test_of_several_the_largest_all_or_none(several, sizes):
    cut = cutter(several=several)
    boxes = cut.find(photo((5, 5, 20), (60, 60, 30)))
    assert cut.chosen(boxes)[:, 2].tolist() == sizes
    assert len(cut.chosen(boxes[:1])) == 1


def test_a_face_smaller_than_asked_for_is_known():
    boxes = cutter().find(photo((20, 20, 40)))
    assert cutter(side=48).enlarged(boxes[0]) and not cutter(side=40).enlarged(boxes[0])
    assert not cutter().enlarged(boxes[0])
