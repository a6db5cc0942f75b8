"""Tables on narrow terminals, and behind a pipe, which counts as 80 characters wide."""

from dataclasses import replace

import numpy as np
import pytest
from typer.testing import CliRunner

from fer_edge import metrics
from fer_edge.artifact.card import write_card
from fer_edge.cli.app import app
from fer_edge.cli.tables.gate import print_reports
from fer_edge.data.labels import LABELS
from fer_edge.deploy.doctor import Finding
from fer_edge.export.gate import FileReport

LONG = "a_model_with_a_very_long_name_for_a_person_in_a_hurry"
FILES = ("model.int8.onnx", "model.onnx", "model.int8.tflite")


def columns(text: str) -> list[str]:
    """The text of each column of a table in which it is folded, joined again: by where its line begins."""
    found: dict[int, str] = {}
    for line in text.splitlines():
        at = 0
        for word in line.split():
            at = line.index(word, at)
            found[at] = found.get(at, "") + word
            at += len(word)
    return [*found.values()]


@pytest.fixture
def narrow(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("COLUMNS", "45")


def test_a_model_keeps_its_name_and_its_files(narrow, card, tmp_path):
    (tmp_path / "models" / LONG).mkdir(parents=True)
    write_card(card, tmp_path / "models" / LONG)
    for name in FILES:
        (tmp_path / "models" / LONG / name).touch()
    shown = columns(CliRunner().invoke(app, ["models", "list"]).stdout)
    assert any(LONG in column for column in shown)
    assert all(any(name in column for column in shown) for name in FILES)


def test_a_model_shows_what_it_bears_if_its_card_tells(card, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "models" / "mine").mkdir(parents=True)
    figures = {"model.onnx": {"accuracy": 0.7, "robustness": {"blur 1": 0.6, "mean": 0.6123}}, "model.keras": {}}
    write_card(replace(card, figures=figures), tmp_path / "models" / "mine")
    for name in figures:
        (tmp_path / "models" / "mine" / name).touch()
    lines = [line.split() for line in CliRunner().invoke(app, ["models", "list"]).stdout.splitlines()]
    assert ["model.onnx", "0", "70.00%", "61.23%", "run", "takes", "this"] in lines
    assert ["mine", "model.keras", "0", "-", "-"] in lines


def test_a_line_that_mends_is_told_whole(narrow, monkeypatch):
    found = Finding(name="camera", state="warning", found="no", remedy=f"sudo apt install {LONG}")
    monkeypatch.setattr("fer_edge.deploy.doctor.examine", lambda: [found])
    assert any(LONG in column for column in columns(CliRunner().invoke(app, ["doctor"]).stdout))


@pytest.mark.parametrize("to_stderr", [False, True])
def test_the_gates_table_leaves_stdout_to_the_json(capsys, to_stderr):
    shares = np.eye(7, dtype=np.float32)
    parity, score = metrics.compare(shares, shares, np.arange(7)), metrics.score(shares, np.arange(7))
    reading = FileReport(file="model.onnx", runtime="onnxruntime", bytes=1, score=score, parity=parity)
    print_reports([reading], LABELS, to_stderr=to_stderr)
    out, err = capsys.readouterr()
    assert ("model.onnx" in out, "model.onnx" in err) == (not to_stderr, to_stderr)
