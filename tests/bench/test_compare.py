"""Results held against each other."""

import json
from dataclasses import asdict
from pathlib import Path

import pytest

from fer_edge.bench.compare import compare, find_reference, no_reference, read_result
from fer_edge.errors import MissingError, UsageError
from tests.bench.rows import BOARD, row


@pytest.fixture
def write(tmp_path):
    """Write rows as `bench --json` does, and read them."""

    def written(name, *rows, board=BOARD):
        path = tmp_path / name
        path.write_text(json.dumps({"board": board, "rows": [asdict(one) for one in rows]}))
        return read_result(path)

    return written


def verdicts(first, other, max_loss=5):
    return [change.verdict for change in compare(first, other, max_loss).changes]


def test_what_is_slower_or_faster_beyond_doubt_is_called_so(write):
    first = write("a.json", row(ms=1.0), row(ms=1.0, threads=2), row("model.tflite", 1.0))
    other = write("b.json", row(ms=1.2), row(ms=0.8, threads=2), row("model.tflite", 1.01))
    assert verdicts(first, other) == ["slower", "faster", "same"]
    assert [change.file for change in compare(first, other, 5).slower] == ["model.onnx"]


def test_noise_and_what_is_allowed_are_not(write):
    first = write("a.json", row(ms=1.0))
    assert verdicts(first, write("b.json", row(ms=1.2, around=0.2))) == ["same"]
    assert verdicts(first, write("b.json", row(ms=1.2)), max_loss=30) == ["same"]


def test_a_result_of_before_there_were_intervals_is_never_sure(write):
    first = write("a.json", row(ms=1.0))
    assert verdicts(first, write("b.json", row(ms=9.0, interval_ms=None))) == ["unsure"]


def test_rows_without_figures_and_without_counterpart_are_left_out_and_the_latter_named(write):
    first = write("a.json", row(ms=1.0), row("model.tflite", None))
    found = compare(first, write("b.json", row(ms=1.0), row("model.int8.onnx", 1.0)), 5)
    assert len(found.changes) == 1 and found.missing == ["edge/model.int8.onnx x1"]


def test_models_of_other_names_are_matched_by_file_and_of_several_by_both(write):
    edge = write("a.json", row(ms=1.0))
    assert verdicts(edge, write("b.json", row(ms=2.0, model="edge-2"))) == ["slower"]
    assert verdicts(edge, write("b.json", row(ms=1.0), row(ms=9.0, model="nano"))) == ["same"]


def test_nothing_in_common_is_told(write):
    with pytest.raises(UsageError, match="in common"):
        compare(write("a.json", row()), write("b.json", row(threads=4)), 5)


@pytest.mark.parametrize(
    "text",
    ["", "[]", "{}", '{"rows": 1}', '{"rows": [1]}', '{"rows": [{"p50_ms": "x"}]}', '{"rows": []}', '{"rows": [{}]}',
     '{"rows": [{"p50_ms": -1.0, "file": "a", "threads": 1}]}', '{"board": 3, "rows": []}',
     '{"rows": [{"p50_ms": 1.0, "interval_ms": [2.0, 3.0], "file": "a", "threads": 1}]}',
     '{"rows": [{"p50_ms": 1.0, "file": 3, "threads": 1}]}', "[" * 100000],
)  # fmt: skip
def test_what_is_no_result_is_refused(tmp_path, text):
    (tmp_path / "a.json").write_text(text)
    with pytest.raises(UsageError):
        read_result(tmp_path / "a.json")


def test_a_result_that_is_not_there_is_missing(tmp_path):
    with pytest.raises(MissingError, match="bench --json"):
        read_result(tmp_path / "a.json")


def test_the_reference_is_that_of_the_same_board_whatever_its_file_is_called(write, tmp_path):
    (tmp_path / "boards").mkdir()
    first = write("boards/pi.json", row(ms=1.0))
    write("boards/other.json", row(ms=1.0), board=BOARD | {"cores": 8})
    assert find_reference(write("now.json", row(ms=1.0)), tmp_path / "boards") == first


def test_a_board_without_one_is_an_outcome(write, tmp_path):
    (tmp_path / "boards").mkdir()
    now = write("now.json", row(ms=1.0))
    assert find_reference(now, tmp_path / "boards") is None
    assert "Raspberry Pi 4 (aarch64, 4 cores)" in no_reference(now, tmp_path / "boards")
    with pytest.raises(MissingError):
        find_reference(now, tmp_path / "none")


def test_each_board_has_one_reference_and_a_result_is_the_same_as_itself():
    known = [read_result(path) for path in sorted((Path(__file__).parents[2] / "benchmarks" / "boards").glob("*.json"))]
    assert known and len({json.dumps(one.board) for one in known}) == len(known)
    assert {verdict for one in known for verdict in verdicts(one, one)} == {"same"}
