"""fer-edge bench: files, what is remembered of them, and what the loop cannot be timed on."""

import json
from dataclasses import replace
from hashlib import sha256

import cv2
import numpy as np
import pytest
from typer.testing import CliRunner

from fer_edge.artifact.card import write_card
from fer_edge.cli.app import app
from fer_edge.errors import MissingError, UsageError
from tests.schemas import conform


def test_still_pictures_are_no_video(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((9, 9, 3), np.uint8))
    for source in (tmp_path, tmp_path / "a.png"):
        error = CliRunner().invoke(app, ["bench", "nano", "--source", str(source)]).exception
        assert isinstance(error, UsageError) and "expected a video" in str(error)


def test_a_video_that_is_not_there_is_missing(tmp_path):
    error = (
        CliRunner().invoke(app, ["bench", "nano", "--source", str(tmp_path / "a.mp4"), "--detector", "haar"]).exception
    )
    assert isinstance(error, MissingError)


def invoke(*words):
    return CliRunner().invoke(app, ["bench", *map(str, words)])


def test_what_is_of_files_alone_is_refused_for_the_loop():
    for words in (["--select"], ["--forget"], ["--csv", "a.csv"]):
        error = invoke("--loop", "clip.mp4", *words).exception
        assert isinstance(error, UsageError) and words[0] in str(error)


def test_to_choose_one_names_a_folder_and_no_file(tmp_path):
    error = invoke(tmp_path / "model.onnx", "--select").exception
    assert isinstance(error, UsageError) and "name its folder" in str(error)


@pytest.fixture
def grey(tmp_path, monkeypatch):
    """A model of two files that are proven right."""
    pytest.importorskip("onnx")
    from tests.standin.probed import FILES, leave_probed

    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    folder = tmp_path / "grey"
    card = leave_probed(folder)
    hashes = {file: sha256((folder / file).read_bytes()).hexdigest() for file in FILES}
    figures = {file: read | {"accuracy": 0.7} for file, read in card.figures.items()}
    write_card(replace(card, figures=figures | {"model.keras": {"accuracy": 0.7}}, sha256=hashes), folder)
    return folder


QUICK = ("--threads", "1", "--runs", "40", "--warmup", "1")


def test_what_is_selected_run_takes_and_what_is_forgotten_it_does_not(grey, tmp_path):
    ended = invoke(grey, "--select", *QUICK, "--json", tmp_path / "b.json", "--csv", tmp_path / "b.csv")
    assert ended.exit_code == 0, ended.output
    (chosen,) = conform("bench", json.loads((tmp_path / "b.json").read_text()))["selected"]
    assert chosen["file"] in ("model.int8.onnx", "model.onnx") and f"{chosen['file']} with 1 thread" in ended.stderr
    assert len((tmp_path / "b.csv").read_text().splitlines()) == 3
    assert run(grey, tmp_path)["selected"] == chosen["why"]
    assert "forgotten" in invoke("--forget", grey).stderr and "nothing was" in invoke("--forget").stderr
    assert run(grey, tmp_path)["selected"] is None


def run(model, tmp_path):
    cv2.imwrite(str(tmp_path / "white.png"), np.full((48, 48, 3), 255, np.uint8))
    source = ["--source", str(tmp_path / "white.png"), "--whole", "--headless"]
    ended = CliRunner().invoke(app, ["run", *source, "--model", str(model), "--json", str(tmp_path / "o.json")])
    said = conform("status", json.loads((tmp_path / "o.json").read_text()))
    assert (said["selected"] is not None) == ("selected here" in ended.stderr)
    return said


def test_where_no_file_is_proven_none_is_selected_and_the_figures_are_written_all_the_same(grey, tmp_path):
    card = grey / "card.json"
    card.write_text(card.read_text().replace('"accuracy": 0.7', '"accuracy": 0.2', 1))
    for file in ("model.onnx",):
        (grey / file).unlink()
    ended = invoke(grey, "--select", *QUICK, "--json", tmp_path / "b.json")
    assert "no file of standin can be selected" in str(ended.exception) and "loses 50.0 points" in str(ended.exception)
    assert json.loads((tmp_path / "b.json").read_text())["selected"] == []


def test_a_table_says_what_it_is_of(grey):
    said = " ".join(invoke(grey, *QUICK).output.split())
    assert "Times on drawn faces; accuracy: card, unknown split" in said and "10^9 multiply-adds a second" in said
