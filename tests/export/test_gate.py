"""The gate: what an exported file may lose, and that a refused export leaves everything as it was."""

import numpy as np
import pytest

from fer_edge.artifact.store import shipped_models
from fer_edge.data.faces import FaceSet
from fer_edge.errors import GateError
from fer_edge.export import gate
from fer_edge.export.gate import FileReport, check_gate, read_file
from fer_edge.metrics import Parity, score

LABELS = np.arange(8) % 7
ANSWERS = np.eye(7, dtype=np.float32)[LABELS] * 0.6 + 0.4 / 7


def reading(file: str, drop: float = 0.0, largest_difference: float = 0.0) -> FileReport:
    parity = Parity(drop=drop, worst_drop=drop, worst_class=0, agreement=1.0, largest_difference=largest_difference)
    return FileReport(file=file, runtime="onnxruntime", bytes=1, score=score(ANSWERS, LABELS), parity=parity)


@pytest.mark.parametrize(
    "passed",
    [
        reading("model.int8.onnx", drop=0.01, largest_difference=0.5),
        reading("model.int8.onnx", drop=-0.02),
        reading("model.onnx", largest_difference=0.0009),
    ],
)
def test_a_file_that_lost_no_more_than_allowed_passes(passed):
    check_gate(passed, max_drop=0.01)


@pytest.mark.parametrize(
    ("refused", "reason"),
    [
        (reading("model.int8.tflite", drop=0.0101), "lost 1.01% of accuracy"),
        (reading("model.onnx", largest_difference=0.0011), "differs from Keras by 0.0011"),
        (reading("model.tflite", largest_difference=0.5), "differs from Keras by 0.5000"),
    ],
)
def test_a_file_that_lost_more_is_refused(refused, reason):
    with pytest.raises(GateError, match=reason) as error:
        check_gate(refused, max_drop=0.01)
    assert error.value.exit_code == 4


def faces() -> FaceSet:
    pixels = np.random.default_rng(0).integers(0, 256, (8, 48, 48, 1), np.uint8)
    return FaceSet(faces=pixels, labels=LABELS, rows=np.full(8, -1))


def test_a_reading_is_of_the_file_itself():
    path = shipped_models() / "nano" / "model.int8.onnx"
    read = read_file(path, ANSWERS, faces())
    assert (read.file, read.runtime, read.bytes) == ("model.int8.onnx", "onnxruntime", path.stat().st_size)
    assert read.parity.drop == pytest.approx(1 - read.score.accuracy)  # The reference is right everywhere.


def test_a_file_that_answers_one_face_otherwise_than_many_is_refused(monkeypatch, tmp_path):
    class Moody:
        runtime = "moody"

        def predict(self, faces):
            return ANSWERS[: len(faces)] * (1.0 if len(faces) > 1 else 0.9)

    monkeypatch.setattr(gate, "open_engine", lambda path, threads: Moody())
    (tmp_path / "model.onnx").write_bytes(b"")
    with pytest.raises(GateError, match="one face and a batch"):
        read_file(tmp_path / "model.onnx", ANSWERS, faces())
