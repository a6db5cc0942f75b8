"""fer-edge eval: what is missing is said before a model is opened; what it finds, also under shifts."""

import json

import cv2
import pytest
from typer.testing import CliRunner

from fer_edge.cli.app import app
from fer_edge.data import loading
from fer_edge.data.labels import LABELS
from fer_edge.data.synthetic import draw_split
from fer_edge.errors import MissingError, UsageError
from fer_edge.robustness.shifts import EXTRA_SHIFTS, SHIFTS
from tests.standin import GREY, RGB

FEW = draw_split("validation", per_class=3)


@pytest.fixture
def few(monkeypatch):
    """Three faces of each class instead of the data set's."""
    monkeypatch.setattr(loading, "load_split", lambda source, split, reading: FEW)


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


def test_figures_under_shifts_are_in_the_tables_and_the_json(few, tmp_path):
    words = ["eval", str(GREY), "--data", "synthetic", "--robustness", "--json", str(tmp_path / "found.json")]
    done = CliRunner().invoke(app, words)
    assert done.exit_code == 0, done.output
    found = json.loads((tmp_path / "found.json").read_text())
    shifted = found["robustness"]
    assert found["accuracy"] == shifted["clean"]["score"]["accuracy"] and shifted["faces"] == 21
    assert [each["shift"] for each in shifted["shifts"]] == [each.name for each in SHIFTS + EXTRA_SHIFTS]
    assert set(shifted["figures"]) == {each.name for each in SHIFTS} | {"mean"}
    for each in shifted["shifts"]:
        assert each["drop"] == pytest.approx(found["accuracy"] - each["score"]["accuracy"])
        assert len(each["recall_drop"]) == len(each["score"]["confusion"]) == len(LABELS)
        assert each["grown"] in (None, *LABELS) and 0 <= each["coverage"] <= 1
    assert f"under shifts: mean {shifted['mean']:.1%}" in done.stdout
    assert all(each.name in done.stdout for each in SHIFTS + EXTRA_SHIFTS)


def test_without_being_asked_for_they_are_not_there(few, tmp_path):
    CliRunner().invoke(app, ["eval", str(GREY), "--data", "synthetic", "--json", str(tmp_path / "found.json")])
    assert "robustness" not in json.loads((tmp_path / "found.json").read_text())


def test_they_are_drawn(few, tmp_path):
    pytest.importorskip("matplotlib")
    picture = tmp_path / "shifts.png"
    CliRunner().invoke(app, ["eval", str(GREY), "--data", "synthetic", "--robustness", "--plot", str(picture)])
    assert cv2.imread(str(picture)).std() > 20


def test_a_picture_of_nothing_is_refused_before_the_work(tmp_path):
    words = ["eval", str(GREY), "--data", "synthetic", "--plot", str(tmp_path / "shifts.png")]
    error = CliRunner().invoke(app, words).exception
    assert isinstance(error, UsageError) and "--robustness" in str(error)


def test_a_picture_without_the_package_that_draws_is_refused_before_the_work(monkeypatch, tmp_path):
    monkeypatch.setattr("fer_edge.training.backend.find_spec", lambda name: None)
    words = ["eval", str(GREY), "--data", "none", "--robustness", "--plot", str(tmp_path / "shifts.png")]
    error = CliRunner().invoke(app, words).exception
    assert isinstance(error, MissingError) and "matplotlib not installed" in str(error)
