"""fer-edge bench compare."""

import json
from dataclasses import asdict

import pytest
from typer.testing import CliRunner

from fer_edge.bench.report import as_dict
from fer_edge.cli.app import app
from fer_edge.errors import GateError, UsageError
from tests.bench.rows import bench, row
from tests.schemas import conform


@pytest.fixture
def place(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    for name, ms in (("a", 1.0), ("b", 1.2), ("c", 1.01)):
        (tmp_path / f"{name}.json").write_text(json.dumps(as_dict(bench(row(ms=ms)))))
    (tmp_path / "boards").mkdir()
    return tmp_path


def invoke(*words):
    return CliRunner().invoke(app, ["bench", "compare", *words])


def test_noise_ends_well_and_a_loss_with_exit_code_4(place):
    assert invoke("a.json", "c.json").exit_code == 0
    lost = invoke("a.json", "b.json", "c.json").exception
    assert isinstance(lost, GateError) and lost.exit_code == 4
    assert "slower by more than 5 %: model.onnx x1 in b.json" in str(lost)
    assert invoke("a.json", "b.json", "--max-loss", "25").exit_code == 0


def test_doubts_about_a_result_are_told(place):
    record = as_dict(bench(row(ms=1.0))) | {"doubts": ["other programs took 1.5 of 4 cores"]}
    (place / "d.json").write_text(json.dumps(record))
    assert "d.json is in doubt: other programs" in invoke("a.json", "d.json").stderr
    assert "doubt" not in invoke("a.json", "c.json").stderr


def test_the_result_for_machines_is_written_also_where_something_is_slower(place):
    invoke("a.json", "b.json", "--json", "out.json")
    (found,) = conform("bench-compare", json.loads((place / "out.json").read_text()))["comparisons"]
    assert found["changes"][0]["verdict"] == "slower" and found["changes"][0]["times"] == pytest.approx(1.2)


def test_a_board_without_a_reference_is_told_and_no_fault(place):
    ended = invoke("a.json", "--reference", "boards")
    assert ended.exit_code == 0 and "no reference for Raspberry Pi 4" in ended.stderr


def test_a_reference_binds_in_both_directions(place):
    (place / "boards" / "pi.json").write_text((place / "b.json").read_text())
    ended = invoke("a.json", "--reference", "boards")
    assert ended.exit_code == 0 and "renew it" in ended.stderr
    (place / "boards" / "pi.json").write_text((place / "a.json").read_text())
    assert isinstance(invoke("b.json", "--reference", "boards").exception, GateError)


def test_one_result_alone_and_one_that_would_be_written_over_are_refused(place):
    assert isinstance(invoke("a.json").exception, UsageError)
    assert "are both" in str(invoke("a.json", "b.json", "--json", "b.json").exception)
    assert asdict(row()) == json.loads((place / "a.json").read_text())["rows"][0] | {"interval_ms": (0.995, 1.005)}
