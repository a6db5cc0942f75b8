"""ONNX files: what stayed in float is named, and cards are put inside."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from fer_edge.artifact.card import read_card
from fer_edge.artifact.store import shipped_models
from fer_edge.runtime.engines.onnx import OnnxEngine
from tests.export.faces import noise

pytest.importorskip("tensorflow")
onnx = pytest.importorskip("onnx")

from fer_edge.export.onnx import embed_card, float_ops  # noqa: E402 - needs both.

SHIPPED = shipped_models() / "nano"


def test_a_convolution_left_in_float_is_named(tmp_path):
    tensor, float_type = onnx.helper.make_tensor_value_info, onnx.TensorProto.FLOAT
    node = onnx.helper.make_node("Conv", ["x", "w"], ["y"], name="plain")
    inputs = [tensor("x", float_type, (1, 1, 4, 4)), tensor("w", float_type, (1, 1, 3, 3))]
    graph = onnx.helper.make_graph([node], "g", inputs, [tensor("y", float_type, (1, 1, 2, 2))])
    onnx.save(onnx.helper.make_model(graph), tmp_path / "model.onnx")
    assert float_ops(tmp_path / "model.onnx") == ["plain"]


def test_a_shipped_integer_file_has_none():
    assert float_ops(SHIPPED / "model.int8.onnx") == []


def test_a_new_card_takes_the_place_of_the_old_and_no_answer_changes(tmp_path):
    path = shutil.copy(SHIPPED / "model.int8.onnx", tmp_path / "model.int8.onnx")
    before, faces = OnnxEngine(path), noise(np.arange(7)).faces
    for name in ("former", "latter"):
        embed_card(path, replace(read_card(SHIPPED), name=name))
    assert OnnxEngine(path).card.name == "latter" and b'"former"' not in path.read_bytes()
    assert np.array_equal(OnnxEngine(path).predict(faces), before.predict(faces))
