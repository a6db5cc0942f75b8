"""fer-edge eval: what is missing is said before a model is opened."""

import pytest
from typer.testing import CliRunner

from fer_edge.cli.app import app
from fer_edge.errors import MissingError, UsageError
from tests.standin import GREY, RGB


@pytest.mark.parametrize(
    ("words", "message"),
    [(["--data", "none"], "--data synthetic"), (["model.keras", "--data", "synthetic"], "no model file at")],
)
def test_what_is_missing_is_named(tmp_path, monkeypatch, words, message):
    monkeypatch.chdir(tmp_path)
    error = CliRunner().invoke(app, ["eval", *words]).exception
    assert isinstance(error, MissingError) and message in str(error)


def test_a_model_of_other_faces_is_one_line():
    error = CliRunner().invoke(app, ["eval", str(RGB), "--data", "synthetic"]).exception
    assert isinstance(error, UsageError) and "the faces are 48x48x1, standin takes 32x32x3" in str(error)


def test_a_model_of_these_faces_is_scored():
    assert CliRunner().invoke(app, ["eval", str(GREY), "--data", "synthetic"]).exit_code == 0
