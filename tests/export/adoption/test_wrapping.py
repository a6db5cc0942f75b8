"""The wrapped graph answers as the file does in its own runtime, to one face and to many."""

import numpy as np
import onnx
import pytest

from fer_edge.export.adoption.counting import count_macs, count_parameters
from fer_edge.export.adoption.original import open_original
from fer_edge.export.adoption.scaling import scalings
from fer_edge.export.adoption.wrapping import read_graph, wrap
from fer_edge.runtime.engines.onnx import open_session
from tests.export.adoption.toys import SIDE, shades, write_shades


def wrapped(path, pixels="-1..1", order="rgb", softmax=True):
    original = open_original(path, "auto")
    scaling = scalings(pixels, order, original.channels)[pixels]
    model = wrap(read_graph(path), original, scaling, softmax)
    return original, scaling, open_session(model.SerializeToString(), threads=1)


@pytest.mark.parametrize(
    "kind",
    [
        {},
        {"first": False},
        {"batch": 1},
        {"batch": 1, "first": False},
        {"channels": 3},
        {"channels": 3, "first": False, "red": True},
        {"opset": 11},
    ],
)
def test_answers_are_those_of_the_file(tmp_path, kind):
    faces = shades(5, kind.get("channels", 1))
    original, scaling, session = wrapped(write_shades(tmp_path / "a.onnx", **kind), order="bgr", softmax=False)
    answers = session.run(None, {"faces": faces.faces})[0]
    assert answers == pytest.approx(original.values(faces.faces, scaling), abs=1e-4)
    assert (answers.argmax(axis=1) == faces.labels).all()
    assert session.run(None, {"faces": faces.faces[:1]})[0] == pytest.approx(answers[:1], abs=1e-4)


def test_softmax_makes_probabilities(tmp_path):
    *_, session = wrapped(write_shades(tmp_path / "a.onnx"))
    answers = session.run(None, {"faces": shades(2).faces})[0]
    assert answers.sum(axis=1) == pytest.approx(np.ones(6), abs=1e-6)
    assert answers.min() >= 0


def test_colours_come_in_the_order_that_is_said(tmp_path):
    path = write_shades(tmp_path / "a.onnx", channels=3, red=True)
    blue = np.zeros((1, SIDE, SIDE, 3), np.uint8)
    blue[..., 2] = 255
    for order, label in (("rgb", 0), ("bgr", 2)):
        *_, session = wrapped(path, order=order)
        assert session.run(None, {"faces": blue})[0].argmax() == label


def test_sizes_are_counted_for_one_face(tmp_path):
    model = onnx.load(write_shades(tmp_path / "a.onnx", channels=3))
    assert (count_parameters(model), count_macs(model)) == (3 * 3 + 3, 3 * 3)
