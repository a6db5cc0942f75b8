"""The next file of a folder, where one answers otherwise than at its export."""

import shutil
from importlib.util import find_spec

import pytest

from fer_edge.api import load_model
from fer_edge.artifact.store import NEXT_FILES, next_files, shipped_models
from fer_edge.errors import ModelError, ProbeError
from fer_edge.runtime.engines.fallback import open_model
from fer_edge.runtime.engines.opening import open_engine

pytest.importorskip("onnx")

from tests.standin.probed import FILES, leave_probed

INT8, PLAIN = FILES
TFLITE = "model.int8.tflite"


def test_a_file_that_answers_right_is_the_one(tmp_path):
    leave_probed(tmp_path)
    opened = open_model(tmp_path / INT8)
    assert (opened.path.name, opened.instead, opened.notice) == (INT8, None, None)


def test_one_that_does_not_makes_way_for_the_next_and_that_is_told(tmp_path):
    leave_probed(tmp_path, wrong=[INT8])
    opened = open_model(tmp_path / INT8)
    assert opened.path == tmp_path / PLAIN and opened.engine.runtime == "onnxruntime"
    assert "model.int8.onnx answers otherwise" in opened.instead
    assert opened.notice == f"{opened.instead}; model.onnx is taken in its place"


def test_who_opens_that_very_file_is_refused(tmp_path):
    leave_probed(tmp_path, wrong=[INT8])
    with pytest.raises(ProbeError, match=r"model\.int8\.onnx answers otherwise"):
        open_engine(tmp_path / INT8)


def test_after_the_last_the_first_ones_have_their_turn(tmp_path):
    leave_probed(tmp_path, wrong=[PLAIN])
    assert open_model(tmp_path / PLAIN).path.name == INT8


def test_a_file_of_another_runtime_has_its_turn_too(tmp_path):
    pytest.importorskip("ai_edge_litert")
    leave_probed(tmp_path, wrong=FILES)
    shutil.copy(shipped_models() / "nano" / TFLITE, tmp_path)
    opened = open_model(tmp_path / INT8)
    assert (opened.path.name, opened.engine.runtime) == (TFLITE, "litert")
    assert "model.int8.onnx answers otherwise" in opened.instead and "; " in opened.instead


def test_with_none_left_every_reason_is_told(tmp_path):
    leave_probed(tmp_path, wrong=FILES)
    (tmp_path / TFLITE).write_bytes(b"nothing")
    with pytest.raises(ProbeError) as caught:
        open_model(tmp_path / INT8)
    said = str(caught.value)
    assert caught.value.exit_code == 4 and "\n" not in said
    lack = "carries no fer-edge card" if find_spec("ai_edge_litert") else "pip install ai-edge-litert"
    for part in ("model.int8.onnx answers", "model.onnx answers", lack, "no other file of its folder"):
        assert part in said


def test_a_file_that_is_no_models_has_none_to_stand_in(tmp_path):
    leave_probed(tmp_path, wrong=[INT8])
    (tmp_path / "card.json").unlink()
    with pytest.raises(ProbeError):
        open_model(tmp_path / INT8)
    assert list(next_files(tmp_path / "face.onnx")) == []


def test_a_damaged_file_is_no_reason_to_take_another(tmp_path):
    leave_probed(tmp_path)
    (tmp_path / INT8).write_bytes(b"nothing")
    with pytest.raises(ModelError, match="not an ONNX model"):
        open_model(tmp_path / INT8)


@pytest.mark.parametrize("first", range(4))
def test_the_others_come_in_order_from_the_next_on(tmp_path, first):
    for name in (*NEXT_FILES, "card.json"):
        (tmp_path / name).touch()
    found = [path.name for path in next_files(tmp_path / NEXT_FILES[first])]
    assert found == [*NEXT_FILES[first + 1 :], *NEXT_FILES[:first]]


def test_a_program_is_warned(tmp_path):
    leave_probed(tmp_path, wrong=[INT8])
    with pytest.warns(RuntimeWarning, match=r"model\.onnx is taken in its place"):
        assert load_model(tmp_path).card.name == "standin"
