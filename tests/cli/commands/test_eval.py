"""fer-edge eval: what is missing is said before a model is opened."""

import pytest
from typer.testing import CliRunner

from fer_edge.cli.app import app
from fer_edge.errors import MissingError


@pytest.mark.parametrize(
    ("words", "message"),
    [(["--data", "none"], "--data synthetic"), (["model.keras", "--data", "synthetic"], "no model file at")],
)
def test_what_is_missing_is_named(tmp_path, monkeypatch, words, message):
    monkeypatch.chdir(tmp_path)
    error = CliRunner().invoke(app, ["eval", *words]).exception
    assert isinstance(error, MissingError) and message in str(error)
