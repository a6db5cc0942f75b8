"""What an export is made of: calibration faces, crop rules, graphs in integers, and cards inside files."""

import shutil
from dataclasses import replace

import numpy as np
import pytest

from fer_edge.artifact.card import CropRule, read_card
from fer_edge.artifact.store import shipped_models
from fer_edge.data.faces import FaceSet
from fer_edge.export.crop_rules import BORDER, ENLARGED, learn_crop_rule
from fer_edge.runtime.engines.opening import open_engine

SHIPPED = shipped_models() / "nano"


def faces(labels: np.ndarray) -> FaceSet:
    pixels = np.random.default_rng(0).integers(0, 256, (len(labels), 48, 48, 1), np.uint8)
    return FaceSet(faces=pixels, labels=labels, rows=np.arange(len(labels)))


def test_calibration_takes_as_many_faces_of_each_class_and_compares_on_others():
    calibration = pytest.importorskip("fer_edge.export.calibration")
    train = faces(np.repeat(np.arange(7), (50, 5, 40, 90, 60, 30, 20)))
    chosen, others = calibration.calibration_faces(train, per_class=10)
    place = {face.tobytes(): number for number, face in enumerate(train.faces)}
    rows, left = ([place[face.tobytes()] for face in part] for part in (chosen, others))
    assert np.bincount(train.labels[rows]).tolist() == [10, 5, 10, 10, 10, 10, 10]
    assert sorted(rows + left) == list(range(len(train.faces)))


def test_where_every_face_calibrates_the_same_ones_are_compared_on():
    calibration = pytest.importorskip("fer_edge.export.calibration")
    train = faces(np.arange(7))
    chosen, others = calibration.calibration_faces(train, per_class=10)
    assert np.array_equal(chosen, others) and len(chosen) == 7


class DetectionScheduler:
    """A detector whose box has 0.8 of the face's height and lies a tenth of its own too far right.

    blind: one time in so many it finds nothing.
    """

    def __init__(self, blind: int):
        self.blind, self.asked = blind, 0

    def detect(self, frame):
        self.asked += 1
        if self.asked % self.blind == 0:
            return np.empty((0, 4), np.float32)
        height, width = 0.8 * ENLARGED, 0.6 * ENLARGED
        middle = BORDER + ENLARGED / 2
        found = (middle - width / 2 + 0.1 * height, middle - height / 2, width, height)
        return np.array([(BORDER, BORDER, 9, 9), found], np.float32)


def test_a_crop_rule_leads_from_the_largest_box_back_to_the_face():
    rule = learn_crop_rule(DetectionScheduler(blind=2), faces(np.zeros(60, int)).faces)
    assert (rule.scale, rule.dx, rule.dy) == pytest.approx((1.25, -0.1, 0.0), abs=1e-3)


def test_a_detector_that_finds_next_to_nothing_gets_the_plain_rule():
    assert learn_crop_rule(DetectionScheduler(blind=1), faces(np.zeros(60, int)).faces) == CropRule()


def test_a_convolution_left_in_float_is_named(tmp_path):
    onnx = pytest.importorskip("onnx")
    exporter = pytest.importorskip("fer_edge.export.onnx")
    assert exporter.float_ops(SHIPPED / "model.int8.onnx") == []
    tensor = onnx.helper.make_tensor_value_info
    float_type = onnx.TensorProto.FLOAT
    node = onnx.helper.make_node("Conv", ["x", "w"], ["y"], name="plain")
    inputs = [tensor("x", float_type, (1, 1, 4, 4)), tensor("w", float_type, (1, 1, 3, 3))]
    graph = onnx.helper.make_graph([node], "g", inputs, [tensor("y", float_type, (1, 1, 2, 2))])
    onnx.save(onnx.helper.make_model(graph), tmp_path / "model.onnx")
    assert exporter.float_ops(tmp_path / "model.onnx") == ["plain"]


@pytest.mark.parametrize(("module", "file"), [("onnx", "model.int8.onnx"), ("tflite", "model.int8.tflite")])
def test_a_new_card_takes_the_place_of_the_old_and_no_answer_changes(tmp_path, module, file):
    exporter = pytest.importorskip(f"fer_edge.export.{module}")
    path = tmp_path / file
    shutil.copy(SHIPPED / file, path)
    some = faces(np.arange(7)).faces
    before = open_engine(path).predict(some)
    sizes = []
    for name in ("former", "latter"):
        exporter.embed_card(path, replace(read_card(SHIPPED), name=name))
        sizes.append(path.stat().st_size)
    engine = open_engine(path)
    assert engine.card.name == "latter"
    assert np.array_equal(engine.predict(some), before)
    assert sizes[1] == pytest.approx(sizes[0], abs=8)
