"""`fer-edge adopt`, as it is typed: from a stranger's file and a folder of pictures to a model that others take."""

import json

import cv2
import pytest
from typer.testing import CliRunner

from fer_edge.cli.app import app
from fer_edge.errors import GateError, MissingError
from tests.export.adoption.toys import SHADES, shades, write_shades
from tests.schemas import conform

LAST = ["--shift-faces", "0"]


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A folder with shades.onnx and labelled pictures in data/."""
    monkeypatch.chdir(tmp_path)
    write_shades(tmp_path / "shades.onnx")
    for split, count in (("train", 80), ("validation", 20)):
        drawn = shades(count, seed=count)
        for number, (face, label) in enumerate(zip(drawn.faces, drawn.labels, strict=True)):
            folder = tmp_path / "data" / split / SHADES[label]
            folder.mkdir(parents=True, exist_ok=True)
            cv2.imwrite(str(folder / f"{number}.png"), face)
    return tmp_path


def adopt(*words: str):
    return CliRunner().invoke(app, ["adopt", "shades.onnx", *words, *LAST])


def test_a_strangers_file_becomes_a_model(place):
    result = adopt("--labels", "dark,grey,bright", "--pixels", "-1..1", "--json", "-")
    assert result.exception is None, result.exception
    assert conform("export", json.loads(result.stdout))[0]["score"]["accuracy"] == 1.0
    assert conform("card", json.loads((place / "models/shades/card.json").read_text()))["labels"] == [
        "dark",
        "grey",
        "bright",
    ]
    read = CliRunner().invoke(app, ["eval", "shades", "--data", "data", "--json", "-"])
    assert json.loads(read.stdout)["accuracy"] == 1.0, read.output


def test_a_wrong_scale_is_one_line_and_leaves_nothing(place):
    error = adopt("--labels", "dark,grey,bright", "--pixels", "0..255").exception
    assert isinstance(error, GateError)
    assert "--pixels -1..1 100.0%" in str(error)
    assert not (place / "models/shades").exists()


def test_no_data_is_told_before_anything_is_loaded(place):
    error = adopt("--data", "nowhere").exception
    assert isinstance(error, MissingError)
    assert "no data set at nowhere" in str(error)
