"""The gate: what an exported file may lose, in whatever way a device runs it."""

import numpy as np
import pytest

from fer_edge.artifact.store import shipped_models
from fer_edge.data.faces import FaceSet
from fer_edge.errors import GateError
from fer_edge.export import gate
from fer_edge.export.gate import FileReport, check_gate, doubt, prove, read_file
from fer_edge.metrics import Parity, score
from fer_edge.runtime.engines.fixed import FixedEngine
from fer_edge.runtime.engines.opening import open_engine

LABELS = np.arange(8) % 7
ANSWERS = np.eye(7, dtype=np.float32)[LABELS] * 0.6 + 0.4 / 7
INT8 = shipped_models() / "nano" / "model.int8.onnx"


def report(file: str, drop: float = 0.0, largest_difference: float = 0.0) -> FileReport:
    parity = Parity(drop=drop, worst_drop=drop, worst_class=0, agreement=1.0, largest_difference=largest_difference)
    return FileReport(file=file, runtime="onnxruntime", bytes=1, score=score(ANSWERS, LABELS), parity=parity)


@pytest.mark.parametrize(
    "passed",
    [
        report("model.int8.onnx", drop=0.01, largest_difference=0.5),
        report("model.int8.onnx", drop=-0.02),
        report("model.onnx", largest_difference=0.0009),
    ],
)
def test_a_file_that_lost_no_more_than_allowed_passes(passed):
    check_gate(passed, max_drop=0.01)


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        (report("model.int8.tflite", drop=0.0101), "lost 1.01% of accuracy"),
        (report("model.onnx", largest_difference=0.0011), "differs from Keras by 0.0011 in a probability, allowed is"),
        (report("model.tflite", largest_difference=0.5), "differs from Keras by 0.5000"),
    ],
)
def test_a_file_that_lost_more_is_refused(refused, reason):
    with pytest.raises(GateError, match=reason) as error:
        check_gate(refused, max_drop=0.01)
    assert error.value.exit_code == 4


def test_who_is_refused_is_told_what_to_try():
    with pytest.raises(GateError, match=r": try another --calibration, more --calibration-faces, or train longer$"):
        check_gate(report("model.int8.onnx", drop=0.5), max_drop=0.01)


def test_a_network_that_guesses_proves_little_and_that_is_told():
    right, always = ANSWERS, np.tile(ANSWERS[:1], (8, 1))
    assert doubt(score(right, LABELS)) is None
    assert "finds 14.3% of each label on average, where guessing finds 14.3%" in doubt(score(always, LABELS))
    two = np.array([0, 1] * 50)
    for found, told in ((54, True), (56, False)):  # Of a hundred, half of each.
        said = np.where(np.arange(100) < found, two, 1 - two)
        assert bool(doubt(score(np.eye(2, dtype=np.float32)[said], two))) == told


def test_a_report_becomes_a_card_s_figures():
    figures = report("model.onnx", drop=0.25).figures("validation")
    assert figures == score(ANSWERS, LABELS).figures("validation") | {
        "runtime": "onnxruntime",
        "bytes": 1,
        "drop": 0.25,
        "worst_drop": 0.25,
        "worst_class": 0,
        "agreement": 1.0,
        "largest_difference": 0.0,
    }


def faces() -> FaceSet:
    pixels = np.random.default_rng(0).integers(0, 256, (8, 48, 48, 1), np.uint8)
    return FaceSet(faces=pixels, labels=LABELS, rows=np.full(8, -1))


def test_a_report_is_of_the_file_itself():
    read = read_file(INT8, open_engine(INT8), ANSWERS, faces())
    assert (read.file, read.runtime, read.bytes) == ("model.int8.onnx", "onnxruntime", INT8.stat().st_size)
    assert read.parity.drop == pytest.approx(1 - read.score.accuracy)  # The reference is right everywhere.


def test_a_file_that_answers_one_face_otherwise_than_many_is_refused(card, tmp_path):
    class Moody(FixedEngine):
        def predict(self, faces):
            return super().predict(faces) * (1.0 if len(faces) > 1 else 0.9998)

    (tmp_path / "model.onnx").touch()
    with pytest.raises(GateError, match="one face and a batch"):
        read_file(tmp_path / "model.onnx", Moody(card, ANSWERS[0]), ANSWERS, faces())


@pytest.fixture
def worse_when_widened(card, monkeypatch):
    """Which ways of opening the file were tried; with widened products it is always angry."""
    tried = []

    def open_widened(path, precise):
        tried.append(precise)
        return FixedEngine(card, np.eye(7)[0])

    monkeypatch.setattr(gate, "OnnxEngine", open_widened)
    return tried


def prove_shipped():
    reference = open_engine(INT8).predict(faces().faces)
    right = FaceSet(faces=faces().faces, labels=reference.argmax(axis=1), rows=np.full(8, -1))
    return prove(INT8, reference, right, max_drop=0.01)


def test_an_integer_file_that_loses_when_products_are_widened_is_refused(worse_when_widened, monkeypatch):
    monkeypatch.setattr(gate, "products_saturate", lambda: False)
    with pytest.raises(GateError, match=r"model.int8.onnx with .*quantprecision, as processors without VNNI run it"):
        prove_shipped()
    assert worse_when_widened == [True]


def test_where_they_are_always_widened_clipped_products_count_for_nothing(worse_when_widened, monkeypatch):
    monkeypatch.setattr(gate, "products_saturate", lambda: True)
    assert prove_shipped().parity.drop == 0 and worse_when_widened == []


def test_a_shipped_integer_file_loses_nothing_when_products_are_widened(monkeypatch):
    monkeypatch.setattr(gate, "products_saturate", lambda: False)
    assert prove_shipped().parity.drop == 0
