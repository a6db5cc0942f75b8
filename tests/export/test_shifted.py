"""The gate under shifts: engines that know the faces as they are, and fail or not when these are shifted."""

from pathlib import Path

import numpy as np
import pytest

from fer_edge.errors import GateError
from fer_edge.export import shifted
from fer_edge.export.settings import ExportSettings
from fer_edge.export.shifted import ShiftedProof, prove_shifted
from fer_edge.robustness.shifts import SHIFTS
from tests.export.faces import noise

FACES = noise(np.arange(28) % 7)
FILES = [Path(name) for name in ("model.int8.onnx", "model.int8.tflite", "model.onnx", "model.tflite")]
CLEAN = {face.tobytes(): label for face, label in zip(FACES.faces, FACES.labels, strict=True)}


class Sheltered:
    """Right of all faces in the split's order; when it is `frail`, wrong of every face that is not as it was."""

    def __init__(self, frail: bool) -> None:
        self.frail = frail

    def predict(self, faces: np.ndarray) -> np.ndarray:
        answers = [CLEAN.get(face.tobytes()) for face in faces]
        others = (FACES.labels[: len(faces)] + self.frail) % 7
        return np.eye(7)[[other if answer is None else answer for answer, other in zip(answers, others, strict=True)]]


@pytest.fixture
def frail(monkeypatch) -> set[str]:
    """Names of files that fail under shifts; none to begin with."""
    names: set[str] = set()
    monkeypatch.setattr(shifted, "open_engine", lambda path: Sheltered(path.name in names))
    return names


def prove(**settings):
    return prove_shifted(FILES, FACES, ExportSettings(int8=True, **settings), lambda step: None)


def test_the_float_file_and_every_int8_file_have_a_table(frail):
    found = prove()
    assert set(found.figures) == {"model.onnx", "model.int8.onnx", "model.int8.tflite"}
    assert set(found.figures["model.int8.onnx"]["robustness"]) == {shift.name for shift in SHIFTS} | {"mean"}
    assert found.figures["model.int8.onnx"]["robustness"]["mean"] == 1
    assert found.figures["model.onnx"]["robustness_faces"] == 28


def test_the_promise_is_learned_of_the_same_faces(frail):
    learned = prove().promise
    assert (learned.faces, learned.accuracy, learned.kept) == (28, 1, True)
    frail.update(path.name for path in FILES)
    learned = prove().promise
    assert (learned.clean_accuracy, learned.worst_accuracy, learned.kept) == (1, 0, False)


@pytest.mark.parametrize("file", ["model.int8.onnx", "model.int8.tflite"])
def test_an_int8_file_that_fails_under_shifts_alone_is_refused(frail, file):
    frail.add(file)
    with pytest.raises(GateError, match=rf"{file} lost 100.00% .* mean of 18 shifts, allowed are 1.00%") as refused:
        prove()
    assert refused.value.exit_code == 4


def test_what_the_float_file_does_not_bear_either_is_no_loss(frail):
    frail.update(path.name for path in FILES)
    assert prove().figures["model.int8.onnx"]["robustness"]["mean"] == 0


def test_an_allowed_loss_passes_and_a_demanded_gain_does_not_come_of_nothing(frail):
    frail.add("model.int8.onnx")
    assert prove(max_drop=1.0).figures["model.int8.onnx"]["robustness"]["mean"] == 0
    with pytest.raises(GateError, match="allowed are -1"):
        prove(max_drop=-0.01)


def test_without_faces_nothing_is_read_and_with_few_that_is_told(frail):
    frail.add("model.int8.onnx")
    assert prove(shift_faces=0) == ShiftedProof()
    told = []
    prove_shifted(FILES[2:], FACES, ExportSettings(shift_faces=20), told.append)
    assert told == ["model.onnx under 18 shifts of 20 of 28 validation faces"]
