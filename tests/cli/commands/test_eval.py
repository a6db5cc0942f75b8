"""fer-edge eval: what is missing is said before a model is opened; what it finds, also under shifts."""

import json
from dataclasses import replace
from hashlib import sha256
from pathlib import Path

import cv2
import numpy as np
import onnx
import pytest
from typer.testing import CliRunner

from fer_edge.cli.app import app
from fer_edge.data import loading
from fer_edge.data.labels import LABELS
from fer_edge.data.synthetic import draw_split
from fer_edge.errors import MissingError, UsageError
from fer_edge.robustness.shifts import EXTRA_SHIFTS, SHIFTS
from tests.schemas import conform
from tests.standin import GREY, RGB
from tests.standin.make import GREY_CARD, build

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
    found = conform("eval", json.loads((tmp_path / "found.json").read_text()))
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


@pytest.fixture
def pale(tmp_path) -> Path:
    """A stand-in of the same labels that answers by other shades."""
    path = tmp_path / "pale.onnx"
    shades = np.linspace(0.5, 1, len(LABELS))
    onnx.save(build(GREY_CARD, 200 * shades[None], -100 * shades**2), path)
    return path


def test_a_report_is_a_page_and_its_figures(few, pale, tmp_path):
    folder, result = tmp_path / "report", tmp_path / "found.json"
    words = ["eval", str(GREY), "--data", "synthetic", "--report", str(folder), "--against", str(pale)]
    done = CliRunner().invoke(app, [*words, "--json", str(result)])
    assert done.exit_code == 0, done.output
    found = conform("eval", json.loads(result.read_text()))
    html = (folder / "report.html").read_text()
    assert found["report"]["sha256"] == sha256(GREY.read_bytes()).hexdigest() and found["report"]["sha256"] in html
    assert sum(each["faces"] for each in found["report"]["reliability"]) == 21
    assert set(found["report"]["properties"]) == {"light", "contrast", "sharpness"}
    assert found["report"]["wrong"] == round(21 * (1 - found["accuracy"]))
    assert f"{100 * found['accuracy']:.2f}" in html and "McNemar" in html


def test_two_models_are_compared_on_the_same_faces(few, pale, tmp_path):
    words = ["eval", str(GREY), "--data", "synthetic", "--against", str(pale), "--json"]
    done = CliRunner().invoke(app, [*words, str(tmp_path / "found.json")])
    found = conform("eval", json.loads((tmp_path / "found.json").read_text()))
    against = found["against"]
    assert against["file"] == str(pale) and against["accuracy"] == found["accuracy"] != against["other_accuracy"]
    alone = [len(against[key]) for key in ("only_model", "only_other")]
    assert against["both"] + against["neither"] + sum(alone) == 21
    assert against["difference"] == pytest.approx((alone[0] - alone[1]) / 21)
    low, high = against["interval"]
    assert low <= against["difference"] <= high and 0 < against["p_value"] <= 1
    assert "McNemar" in done.stdout and "report" not in found


def test_it_is_the_same_comparison_from_the_other_side(few, pale, tmp_path):
    results = [tmp_path / "one.json", tmp_path / "other.json"]
    for pair, result in zip(((GREY, pale), (pale, GREY)), results, strict=True):
        words = ["eval", str(pair[0]), "--against", str(pair[1]), "--data", "synthetic", "--json", str(result)]
        assert CliRunner().invoke(app, words).exit_code == 0
    one, other = (json.loads(result.read_text())["against"] for result in results)
    assert one["only_model"] == other["only_other"] and one["p_value"] == other["p_value"]


def test_a_model_of_other_faces_is_no_rival(few):
    error = CliRunner().invoke(app, ["eval", str(GREY), "--data", "synthetic", "--against", str(RGB)]).exception
    assert isinstance(error, UsageError) and "the faces are 48x48x1, standin takes 32x32x3" in str(error)


def test_nor_is_one_of_other_labels(few, tmp_path):
    path = tmp_path / "other.onnx"
    labels = (*LABELS[:-1], "bored")
    onnx.save(build(replace(GREY_CARD, labels=labels), np.ones((1, 7)), np.zeros(7)), path)
    error = CliRunner().invoke(app, ["eval", str(GREY), "--data", "synthetic", "--against", str(path)]).exception
    assert isinstance(error, UsageError) and f"{path} knows angry" in str(error) and "\n" not in str(error)


def test_a_report_that_cannot_be_written_is_refused_before_the_work(tmp_path):
    (tmp_path / "file").touch()
    for folder in ("file", "file/below"):
        words = ["eval", str(GREY), "--data", "none", "--report", str(tmp_path / folder)]
        error = CliRunner().invoke(app, words).exception
        assert isinstance(error, UsageError) and f"cannot write to {tmp_path / folder}" in str(error)


def test_a_report_takes_no_place_of_what_is_read(tmp_path):
    config = tmp_path / "report.html"
    config.write_text('data = "synthetic"\n')
    words = ["eval", str(GREY), "--config", str(config), "--report", str(tmp_path)]
    error = CliRunner().invoke(app, words).exception
    assert isinstance(error, UsageError) and "--report and --config are both" in str(error)
    assert config.read_text() == 'data = "synthetic"\n'
