"""A benchmark as JSON, as CSV and as a picture."""

import csv
import io
import json

from fer_edge.bench.report import as_csv, as_dict, draw_plot, ticks
from tests.bench.rows import bench, row


def test_report_is_json_and_keeps_rows_without_figures():
    record = json.loads(json.dumps(as_dict(bench(row("a.onnx", None, reason="why")))))
    assert record["rows"][0]["reason"] == "why" and record["faces"] == "drawn faces"
    assert record["fingerprint"] == {"machine": "aarch64", "model": "Raspberry Pi 4", "cores": 4}


def test_a_figure_of_the_csv_has_a_column_and_what_was_not_measured_is_empty():
    first, second = csv.DictReader(io.StringIO(as_csv([row(ms=2.0), row("b.onnx", None)])))
    assert (first["p50_ms"], first["low_ms"], first["faces_per_second_1"]) == ("2.0", "1.99", "500.0")
    assert (second["file"], second["p50_ms"], second["high_ms"]) == ("b.onnx", "", "")


def test_plot_marks_points_and_stands_none():
    assert draw_plot([]).shape == draw_plot([row()]).shape
    assert (draw_plot([row()]) != draw_plot([])).any()


def test_ticks_span_their_range():
    marks = ticks(61.2, 68.9)
    assert marks[0] <= 61.2 and marks[-1] >= 68.9 and 4 <= len(marks) <= 8
