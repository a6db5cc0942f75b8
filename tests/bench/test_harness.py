import json

import numpy as np
import pytest

from fer_edge.bench.harness import BenchSettings, Row, bench_file, measure, peak_memory, summarise
from fer_edge.bench.report import as_dict, draw_plot, ticks
from fer_edge.bench.settings import parse_threads
from fer_edge.errors import UsageError
from fer_edge.system.board import read_board, usable_cores

FACES = np.zeros((2, 48, 48, 1), np.uint8)
QUICK = BenchSettings(warmup=1, runs=2)


def test_a_board_without_anything_is_all_none(tmp_path):
    board = read_board(tmp_path)
    assert board["model"] is board["governor"] is board["temperatures"] is board["memory"] is None
    json.dumps(board)


def test_a_board_reads_its_files(tmp_path):
    for name, text in {
        "proc/device-tree/model": "Raspberry Pi 4\0",
        "proc/meminfo": "MemTotal:  1000 kB\n",
        "sys/class/thermal/thermal_zone0/temp": "51000\n",
        "sys/class/thermal/thermal_zone0/type": "cpu\n",
    }.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text)
    board = read_board(tmp_path)
    assert (board["model"], board["memory"]) == ("Raspberry Pi 4", 1024000)
    assert board["temperatures"] == {"thermal_zone0 cpu": 51.0}


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
    assert peak_memory() > 5 * 1024**2


@pytest.mark.parametrize("wrong", [{"runs": 0}, {"threads": ()}, {"threads": (0,)}, {"warmup": -1}, {"batch": 0}])
def test_settings_that_measure_nothing_are_refused(wrong):
    with pytest.raises(UsageError):
        BenchSettings(**wrong)


def test_threads_are_read_once_each():
    assert parse_threads("1, 2,1") == (1, 2) and parse_threads("all") == (usable_cores(),)


@pytest.mark.parametrize("wrong", ["", "0", "two", "1,,2", "-1"])
def test_wrong_threads_are_refused(wrong):
    with pytest.raises(UsageError):
        parse_threads(wrong)


def test_report_is_json_and_keeps_rows_without_figures():
    rows = [Row(file="a.onnx", runtime="onnxruntime", threads=1, reason="why")]
    assert json.loads(json.dumps(as_dict(rows, QUICK, {})))["rows"][0]["reason"] == "why"


def test_plot_marks_points_and_stands_none():
    row = Row(file="a.onnx", runtime="onnxruntime", threads=1, p50_ms=2.0, accuracy=0.6)
    assert draw_plot([]).shape == draw_plot([row]).shape
    assert (draw_plot([row]) != draw_plot([])).any()


def test_ticks_span_their_range():
    marks = ticks(61.2, 68.9)
    assert marks[0] <= 61.2 and marks[-1] >= 68.9 and 4 <= len(marks) <= 8
