"""What the measured process answers; in this process, with the stand-in model."""

import io
import json

import numpy as np
import pytest

from fer_edge.bench.measuring.worker import measure, memory, serve
from tests.standin import GREY


def told(task, *questions):
    answers = io.StringIO()
    serve(task, io.StringIO("".join(json.dumps(one) + "\n" for one in questions)), answers)
    return [json.loads(line) for line in answers.getvalue().splitlines()]


def test_it_says_what_it_has_opened_and_how_long_each_step_took():
    (hello,) = told({"path": str(GREY), "threads": 1})
    assert (hello["model"], hello["side"], hello["channels"], hello["macs"]) == ("standin", 48, 1, 7)
    assert hello["load_ms"] > 0 and hello["first_ms"] > 0


def test_it_answers_calls_faces_and_predictions(tmp_path):
    faces = np.linspace(0, 255, 3 * 48 * 48).astype(np.uint8).reshape(3, 48, 48, 1)
    np.save(tmp_path / "faces.npy", faces)
    files = [str(tmp_path / "faces.npy"), str(tmp_path / "answers.npy")]
    questions = ({"faces": files[0]}, {"work": 2, "calls": 4}, {"predict": files})
    _, resident, calls, _ = told({"path": str(GREY), "threads": 1}, *questions)
    assert resident["peak"] >= resident["steady"] > 5e6
    assert len(calls["took"]) == 4 and min(calls["took"]) > 0 and calls["cpu"] > 0
    assert np.load(files[1]).argmax(axis=1).tolist() == [1, 3, 5]


def test_the_products_are_works_too():
    _, calls = told({"threads": 1}, {"work": "int8", "calls": 1})
    assert len(calls["took"]) == 1


def test_what_cannot_be_opened_is_a_reason(tmp_path, monkeypatch):
    (tmp_path / "model.onnx").write_bytes(b"no model")
    (tmp_path / "model.tflite").write_bytes(b"any")
    assert "not an ONNX model" in told({"path": str(tmp_path / "model.onnx"), "threads": 1})[0]["reason"]
    monkeypatch.setitem(__import__("sys").modules, "ai_edge_litert.interpreter", None)
    assert "pip install ai-edge-litert" in told({"path": str(tmp_path / "model.tflite"), "threads": 1})[0]["reason"]


def test_the_first_call_is_made_and_not_counted():
    made = []
    assert len(measure(lambda: lambda: made.append(1), 5)["took"]) == 5 and len(made) == 6


@pytest.mark.parametrize("key", ["VmHWM", "VmRSS"])
def test_memory_is_that_of_a_python_process_in_bytes(key):
    assert 5e6 < memory(key) < 1e11
