"""Which folder or file is meant by a name, a path or nothing."""

from dataclasses import replace

import pytest

from fer_edge.artifact import store
from fer_edge.artifact.card import write_card
from fer_edge.artifact.store import find_model, free_name
from fer_edge.errors import MissingError


def model(root, name, card, date, files=("model.onnx",)):
    (root / name).mkdir(parents=True)
    write_card(replace(card, name=name, date=date), root / name)
    for file in files:
        (root / name / file).touch()


def test_the_model_trained_last_is_meant(card, tmp_path):
    model(tmp_path, "a", card, "2026-01-02")
    model(tmp_path, "b", card, "2026-01-01")
    model(tmp_path, "c", card, "2026-01-03", files=())
    assert find_model(None, ("model.onnx",), tmp_path).name == "a"


def test_the_shipped_model_is_meant_where_none_was_trained(tmp_path):
    assert find_model(None, ("model.int8.onnx",), tmp_path).name == "edge"


def test_in_a_checkout_the_shipped_models_count_as_nobody_s_training(card, tmp_path, monkeypatch):
    monkeypatch.setattr(store, "shipped_models", lambda: tmp_path)
    model(tmp_path, "edge", card, "2026-01-02")
    model(tmp_path, "nano", card, "2026-01-03")
    assert find_model(None, ("model.onnx",), tmp_path).name == "edge"
    model(tmp_path, "mine", card, "2026-01-01")
    assert find_model(None, ("model.onnx",), tmp_path).name == "mine"


def test_an_unknown_name_tells_the_known(card, tmp_path):
    model(tmp_path, "a", card, "2026-01-02")
    with pytest.raises(MissingError, match="a, edge"):
        find_model("x", (), tmp_path)


@pytest.mark.parametrize("name", ["/nowhere/x", ""])
def test_a_path_that_is_no_model_tells_the_known_too(card, tmp_path, name):
    model(tmp_path, "a", card, "2026-01-02")
    with pytest.raises(MissingError, match="a, edge"):
        find_model(name, (), tmp_path)


def test_what_an_export_starts_from_is_made_by_training(card, tmp_path):
    model(tmp_path, "a", card, "2026-01-02")
    with pytest.raises(MissingError, match="fer-edge train"):
        find_model("a", ("model.keras",), tmp_path)


def test_a_taken_name_gets_a_number(tmp_path):
    (tmp_path / "edge").mkdir()
    (tmp_path / "edge-2").mkdir()
    assert free_name("edge", tmp_path) == "edge-3"
