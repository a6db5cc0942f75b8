"""Models that answer otherwise on this machine than at their export: what each command does with them."""

import json

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from fer_edge.cli.app import app
from fer_edge.errors import ProbeError

pytest.importorskip("onnx")

from tests.schemas import conform
from tests.standin.probed import FILES, leave_probed

INT8 = FILES[0]


def invoke(*words):
    return CliRunner().invoke(app, [*map(str, words)])


def run(tmp_path, *words):
    cv2.imwrite(str(tmp_path / "white.png"), np.full((48, 48, 3), 255, np.uint8))
    source = ("--source", tmp_path / "white.png", "--whole", "--headless")
    return invoke("run", *source, "--model", tmp_path / "grey", "--json", tmp_path / "o.json", *words)


def test_run_takes_the_next_file_and_says_so_in_a_line_and_in_its_summary(tmp_path):
    leave_probed(tmp_path / "grey", wrong=[INT8])
    ended = run(tmp_path)
    assert ended.exit_code == 0, ended.output
    told = [line for line in ended.stderr.splitlines() if "taken in its place" in line]
    assert len(told) == 1 and f"{INT8} answers otherwise" in told[0]
    assert f"model {tmp_path / 'grey' / 'model.onnx'}" in ended.stderr
    summary = conform("status", json.loads((tmp_path / "o.json").read_text()))
    assert summary["model_file"] == "model.onnx" and summary["fallback"] in told[0]


def test_a_file_that_is_named_makes_way_as_well(tmp_path):
    leave_probed(tmp_path / "grey", wrong=[INT8])
    ended = run(tmp_path, "--model", tmp_path / "grey" / INT8)
    assert ended.exit_code == 0 and "taken in its place" in ended.stderr


def test_where_all_is_right_the_summary_says_so_and_no_line(tmp_path):
    leave_probed(tmp_path / "grey")
    ended = run(tmp_path)
    summary = conform("status", json.loads((tmp_path / "o.json").read_text()))
    assert (summary["model_file"], summary["fallback"]) == (INT8, None)
    assert "otherwise" not in ended.stderr


def test_with_no_file_left_it_ends_with_exit_code_4(tmp_path):
    leave_probed(tmp_path / "grey", wrong=FILES)
    error = run(tmp_path).exception
    assert isinstance(error, ProbeError) and error.exit_code == 4 and "no other file" in str(error)


def test_eval_measures_the_file_it_says_or_none(tmp_path):
    leave_probed(tmp_path / "grey", wrong=[INT8])
    error = invoke("eval", tmp_path / "grey" / INT8, "--data", "synthetic").exception
    assert isinstance(error, ProbeError) and f"{INT8} answers otherwise" in str(error)


def test_bench_gives_the_reason_in_place_of_figures(tmp_path):
    leave_probed(tmp_path / "grey", wrong=[INT8])
    words = ("--threads", "1", "--runs", "2", "--warmup", "0", "--json", tmp_path / "b.json")
    assert invoke("bench", tmp_path / "grey", *words).exit_code == 0
    rows = {row["file"]: row for row in conform("bench", json.loads((tmp_path / "b.json").read_text()))["rows"]}
    assert "answers otherwise" in rows[INT8]["reason"] and rows[INT8]["p50_ms"] is None
    assert rows["model.onnx"]["reason"] is None
