from pathlib import Path

import numpy as np
import pytest

from fer_edge.errors import ModelError
from fer_edge.runtime.engines.answers import check_answer, finite_rows
from fer_edge.runtime.engines.fixed import FixedEngine
from fer_edge.runtime.engines.opening import open_engine
from fer_edge.runtime.pipeline import FacePipeline
from tests.standin import GREY, RGB

HAPPY = np.eye(7, dtype=np.float32)[3]


def changed(tmp_path: Path, node: str, dtype: str = "FLOAT", **attributes) -> Path:
    """The grey stand-in with another last node in place of its softmax."""
    onnx = pytest.importorskip("onnx")
    model = onnx.load(GREY)
    last = model.graph.node.pop()
    model.graph.node.append(onnx.helper.make_node(node, list(last.input), list(last.output), **attributes))
    model.graph.output[0].type.tensor_type.elem_type = getattr(onnx.TensorProto, dtype)
    onnx.save(model, tmp_path / "a.onnx")
    return tmp_path / "a.onnx"


@pytest.mark.parametrize(
    ("node", "attributes", "says"),
    [
        ("Identity", {}, "a.onnx answers .*, which sum to -253"),
        ("Log", {}, "a.onnx answers .*nan.*, which are not all numbers"),
        ("Sigmoid", {}, "which sum to 0.5"),
        ("Cast", {"to": 7, "dtype": "INT64"}, r"a.onnx answers int64 \[1, 7\]"),
        ("Cast", {"to": 9, "dtype": "BOOL"}, r"a.onnx answers bool \[1, 7\]"),
        ("Cast", {"to": 11, "dtype": "DOUBLE"}, r"a.onnx answers float64 \[1, 7\]"),
    ],
)
def test_a_model_that_answers_no_probabilities_is_refused_with_what_it_answers(tmp_path, node, attributes, says):
    with pytest.raises(ModelError, match=f"{says}.*expected 7 probabilities, float32, that sum to 1"):
        open_engine(changed(tmp_path, node, **attributes))


@pytest.mark.parametrize("path", [GREY, RGB])
def test_a_sound_one_is_opened(path):
    assert open_engine(path).runtime == "onnxruntime"


def test_infinity_and_a_missing_column_are_no_answer(card):
    for row in (np.full(7, np.inf), HAPPY[:6], np.r_[HAPPY[:5], 1.5, -1.5]):
        with pytest.raises(ModelError, match="expected 7 probabilities"):
            check_answer(row[None].astype(np.float32), card, "a.onnx")


def test_the_rounding_of_int8_is(card):
    check_answer(np.full((1, 7), 36 / 256, np.float32), card, "a.onnx")


def test_who_brings_an_engine_of_their_own_is_told_too(card):
    from fer_edge.runtime.detection.fixed import FixedDetector

    with pytest.raises(ModelError, match="the model test answers nan"):
        FacePipeline(FixedDetector([]), FixedEngine(card, HAPPY * np.nan))


def test_a_row_with_one_value_that_is_no_number_is_not_finite():
    assert finite_rows(np.array([[0.5, 0.5], [np.nan, 1], [np.inf, 0]])).tolist() == [True, False, False]
