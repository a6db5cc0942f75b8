"""What was said of a file is held against faces with known labels."""

from dataclasses import replace

import numpy as np
import pytest

from fer_edge.errors import GateError
from fer_edge.export.adoption.adopt import probabilities, relabelled
from fer_edge.export.adoption.choosing import check_choice, choose
from fer_edge.export.adoption.original import open_original
from tests.export.adoption.toys import SHADES, shades, write_shades

FACES = shades(40)


@pytest.fixture
def original(tmp_path):
    return open_original(write_shades(tmp_path / "a.onnx"), "auto")


def checked(original, faces, pixels):
    choice = choose(original, faces, pixels, "rgb")
    check_choice(choice, original, faces, probabilities(original, faces.faces, choice), faces)
    return choice


def test_the_scale_that_reads_best_is_found_and_softmax_missed(original):
    choice = checked(original, FACES, "auto")
    assert (choice.name, choice.softmax) == ("-1..1", True)


def test_a_wrong_scale_is_refused_and_the_right_one_named(original):
    with pytest.raises(GateError, match=r"with --pixels 0..255 it reads 33.3%.*--pixels -1..1 100.0%"):
        checked(original, FACES, "0..255")


def test_a_wrong_order_is_refused_and_the_right_one_named(original):
    turned = relabelled(FACES, ("grey", "bright", "dark"))
    with pytest.raises(GateError, match=r"it reads 0.0% of 120 faces right, and 100.0% .*--labels dark,grey,bright"):
        checked(original, turned, "-1..1")


def test_a_file_that_sees_nothing_in_these_faces_is_refused(original):
    drawn = replace(FACES, labels=np.random.default_rng(1).permutation(FACES.labels))
    with pytest.raises(GateError, match=r"always naming the most frequent class 33.3%"):
        check = choose(original, drawn, "-1..1", "rgb")
        wrong = np.zeros((120, 3), np.float32)
        wrong[:, 0] = 1
        check_choice(check, original, drawn, wrong, drawn)


def test_faces_keep_their_names_in_another_order():
    turned = relabelled(FACES, ("bright", "grey", "dark"))
    assert [turned.classes[index] for index in turned.labels[:3]] == [*SHADES]
