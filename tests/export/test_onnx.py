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

import keras  # noqa: E402 - after the skip

from fer_edge.export import onnx as onnx_files  # noqa: E402 - needs both.
from fer_edge.export.finishing import quiet_converters  # noqa: E402 - needs both.
from fer_edge.export.onnx import (  # noqa: E402
    embed_card,
    float_ops,
    write_best_int8_onnx,
    write_int8_onnx,
    write_onnx,
)
from fer_edge.training.networks.fold import fold_batch_norm  # noqa: E402

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


def test_numbers_inside_a_network_leave_no_transposes(tmp_path, capfd):
    faces = keras.Input((16, 16, 1), dtype="uint8", name="faces")
    x = keras.layers.Conv2D(4, 3, strides=2, padding="same", use_bias=False)(keras.layers.Rescaling(1 / 255)(faces))
    x = keras.layers.ReLU(6.0)(x + 3.0) * (1 / 6)  # Hard sigmoid, as MobileNetV3 has it.
    x = keras.layers.GlobalAveragePooling2D()(keras.layers.Conv2D(4, 3)(x))
    model = keras.Model(faces, keras.layers.Dense(3, activation="softmax", name="probabilities")(x))
    with quiet_converters():
        write_onnx(fold_batch_norm(model, arrays=True), tmp_path / "model.onnx")
    assert "Traceback" not in capfd.readouterr().err
    assert "Transpose" not in {node.op_type for node in onnx.load(tmp_path / "model.onnx").graph.node}


def test_a_calibration_that_reads_no_ranges_is_passed_over(tmp_path, monkeypatch):
    def quantize(source, path, faces, *, calibrate_method, **more):
        if calibrate_method != onnx_files.CALIBRATIONS["minmax"]:
            raise ValueError("Too many bins for data range")
        shutil.copy(SHIPPED / "model.int8.onnx", path)

    monkeypatch.setattr(onnx_files, "quantize_static", quantize)
    source, faces = SHIPPED / "model.onnx", noise(np.arange(7)).faces
    with pytest.raises(onnx_files.CalibrationError, match="no ranges can be read by entropy"):
        write_int8_onnx(source, tmp_path / "model.int8.onnx", faces, "entropy")
    assert write_best_int8_onnx(source, tmp_path / "best", faces, faces) == "minmax"
    assert [path.name for path in tmp_path.iterdir()] == ["best"]


@pytest.mark.parametrize("calibration", onnx_files.CALIBRATIONS)
def test_little_room_for_maps_costs_nothing(calibration, tmp_path, monkeypatch):
    source, faces = SHIPPED / "model.onnx", noise(np.arange(2 * onnx_files.BATCH)).faces
    wanted, lost, parts = OnnxEngine(source).predict(faces), {}, []
    set_range = onnx_files._Faces.set_range

    def told(reader, start_index, end_index):
        parts.append((start_index, end_index))
        set_range(reader, start_index, end_index)

    monkeypatch.setattr(onnx_files._Faces, "set_range", told)
    for room in (onnx_files.MAPS_AT_ONCE, 1):
        monkeypatch.setattr(onnx_files, "MAPS_AT_ONCE", room)
        write_int8_onnx(source, tmp_path / "model.int8.onnx", faces, calibration)
        engine = OnnxEngine(tmp_path / "model.int8.onnx")
        lost[room] = np.abs(engine.predict(faces) - wanted).mean()
    assert parts == [(0, 2), (0, 2), (0, 2), (0, 1), (1, 2)]  # The first of each room is the reader's own.
    assert lost[1] <= 1.1 * lost[onnx_files.MAPS_AT_ONCE] + 1e-3


@pytest.mark.parametrize(
    ("faces", "most", "at_once"), [(30, 5, 1), (700, 14, 14), (700, 13, 7), (700, 4, 3), (700, 1, 1)]
)
def test_batches_are_shared_out_evenly(faces, most, at_once):
    reader = onnx_files._Faces(np.zeros((faces, 4, 4, 1), np.uint8), most)
    assert (reader.at_once, len(reader) % reader.at_once) == (at_once, 0)
    reader.set_range(0, reader.at_once)
    assert len(list(iter(reader.get_next, None))) == at_once
