"""A row of a benchmark: what is measured, and why where it cannot be."""

import shutil
from pathlib import Path

import numpy as np
import pytest

from fer_edge.artifact.store import shipped_models
from fer_edge.bench.harness import bench_file, measure, peak_memory, summarise
from fer_edge.bench.settings import BenchSettings
from fer_edge.errors import UsageError

FACES = np.zeros((2, 48, 48, 1), np.uint8)
QUICK = BenchSettings(warmup=1, runs=2)


def test_a_file_that_cannot_run_is_a_row_with_a_reason(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"no model")
    row = bench_file(tmp_path / "model.onnx", 1, QUICK, FACES)
    assert row.size == 8 and row.sha256 and row.p50_ms is None and "not an ONNX model" in row.reason


def test_a_runtime_that_is_not_installed_is_a_reason(tmp_path, monkeypatch):
    monkeypatch.setitem(__import__("sys").modules, "ai_edge_litert.interpreter", None)
    (tmp_path / "model.tflite").write_bytes(b"any")
    assert "ai-edge-litert" in measure(tmp_path / "model.tflite", 1, QUICK, FACES)["reason"]


def test_percentiles_are_in_milliseconds():
    found = summarise(np.array([0.001, 0.002, 0.003]), BenchSettings(batch=2))
    assert found["p50_ms"] == pytest.approx(2) and found["faces_per_second"] == pytest.approx(1000)


def test_memory_is_that_of_a_python_process():
    assert peak_memory() > 5e6


def test_memory_is_told_in_millions_of_bytes():
    told = measure(shipped_models() / "nano" / "model.int8.onnx", 1, QUICK, FACES)["memory_mb"]
    assert told == pytest.approx(peak_memory() / 1e6, rel=0.01)  # Of this process; in MiB it would be 5 % less.


@pytest.fixture
def nano(tmp_path) -> Path:
    """A copy of the smallest shipped file and of its card."""
    for name in ("card.json", "model.int8.onnx"):
        shutil.copy(shipped_models() / "nano" / name, tmp_path)
    return tmp_path / "model.int8.onnx"


def test_accuracy_is_what_the_card_says_of_this_very_file(nano):
    assert bench_file(nano, 1, QUICK, FACES).accuracy > 0.6


def test_the_card_of_another_file_says_nothing_of_this_one(nano):
    card = nano.with_name("card.json")
    card.write_text(card.read_text().replace('"model.int8.onnx": "', '"model.int8.onnx": "0'))
    row = bench_file(nano, 1, QUICK, FACES)
    assert row.accuracy is None and row.p50_ms is not None


@pytest.mark.parametrize("wrong", [{"runs": 0}, {"threads": ()}, {"threads": (0,)}, {"warmup": -1}, {"batch": 0}])
def test_settings_that_measure_nothing_are_refused(wrong):
    with pytest.raises(UsageError):
        BenchSettings(**wrong)
