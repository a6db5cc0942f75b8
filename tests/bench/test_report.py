"""Rows of a benchmark as JSON and as a picture."""

import json

from fer_edge.bench.harness import Row
from fer_edge.bench.report import as_dict, draw_plot, ticks
from fer_edge.bench.settings import BenchSettings


def test_report_is_json_and_keeps_rows_without_figures():
    rows = [Row(file="a.onnx", runtime="onnxruntime", threads=1, reason="why")]
    assert json.loads(json.dumps(as_dict(rows, BenchSettings(runs=2), {})))["rows"][0]["reason"] == "why"


def test_plot_marks_points_and_stands_none():
    row = Row(file="a.onnx", runtime="onnxruntime", threads=1, p50_ms=2.0, accuracy=0.6)
    assert draw_plot([]).shape == draw_plot([row]).shape
    assert (draw_plot([row]) != draw_plot([])).any()


def test_ticks_span_their_range():
    marks = ticks(61.2, 68.9)
    assert marks[0] <= 61.2 and marks[-1] >= 68.9 and 4 <= len(marks) <= 8
