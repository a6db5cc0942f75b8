"""The card as text and as card.json."""

import json
import math
from dataclasses import replace

import pytest

from fer_edge.artifact.card import CropRule, ModelCard, read_card, write_card
from fer_edge.errors import ModelError


def test_a_card_is_read_as_it_was_written(card, tmp_path):
    write_card(card, tmp_path)
    assert read_card(tmp_path) == card


@pytest.mark.parametrize("figures", ["[]", '{"model.onnx": 0.7}', '{"model.onnx": null}'])
def test_figures_of_another_shape_are_an_error(card, tmp_path, figures):
    (tmp_path / "card.json").write_text(card.to_json().replace('"figures": {}', f'"figures": {figures}'))
    with pytest.raises(ModelError, match="cannot be read"):
        read_card(tmp_path)


def test_a_damaged_card_is_an_error(tmp_path):
    (tmp_path / "card.json").write_text("{")
    with pytest.raises(ModelError, match="cannot be read"):
        read_card(tmp_path)


@pytest.mark.parametrize(
    ("labels", "says"),
    [
        (["a", "b", "a"], "not distinct: a is there more than once"),
        ([], "no list"),
        ("ab", "labels should be a list"),
        (["a", 1], r"labels\[1\] should be a text"),
    ],
)
def test_labels_that_could_be_confused_are_refused(card, labels, says):
    text = json.dumps(json.loads(card.to_json()) | {"labels": labels})
    with pytest.raises(ModelError, match=says):
        ModelCard.from_json(text, "a.onnx")


@pytest.mark.parametrize("labels", [("b", "a"), ("yes", "no", "perhaps")])
def test_labels_of_another_order_or_set_are_what_the_card_says(card, labels):
    assert ModelCard.from_json(replace(card, labels=labels).to_json(), "a.onnx").labels == labels


@pytest.mark.parametrize(
    "rule", [{"scale": 300.0}, {"scale": 0.0}, {"scale": math.nan}, {"dx": math.inf}, {"dy": -11.0}, {"scale": 10**400}]
)
def test_a_crop_rule_that_no_face_has_is_refused(card, rule):
    text = replace(card, crop={"haar": CropRule(**rule)}).to_json()
    with pytest.raises(
        ModelError,
        match=r"crop rule for haar has .*expected a scale of 0\.1 to 10|crop\.haar\.\w+ should be a finite number",
    ):
        ModelCard.from_json(text, "a.onnx")


def test_one_at_the_edge_of_the_range_is_not(card):
    edge = replace(card, crop={"haar": CropRule(scale=10.0, dx=-10.0)})
    assert ModelCard.from_json(edge.to_json(), "a.onnx") == edge


@pytest.mark.parametrize("accuracy", ["high", 7, -0.1, True, None, [0.5]])
def test_an_accuracy_that_is_no_share_is_refused(card, accuracy):
    text = replace(card, figures={"model.onnx": {"accuracy": accuracy}}).to_json()
    with pytest.raises(ModelError, match=r"accuracy of model\.onnx should be 0 to 1"):
        ModelCard.from_json(text, "a.onnx")


@pytest.mark.parametrize("mean", ["high", 7, None])
def test_nor_is_one_under_shifts(card, mean):
    text = replace(card, figures={"model.onnx": {"robustness": {"mean": mean}}}).to_json()
    with pytest.raises(ModelError, match=r"accuracy of model\.onnx should be 0 to 1"):
        ModelCard.from_json(text, "a.onnx")


def test_a_robustness_that_is_no_table_is_refused(card):
    text = replace(card, figures={"model.onnx": {"robustness": 0.6}}).to_json()
    with pytest.raises(ModelError, match=r"robustness of model\.onnx should be a table, got 0\.6"):
        ModelCard.from_json(text, "a.onnx")


def test_a_compact_card_is_the_same_and_shorter(card):
    told = replace(card, figures={"model.onnx": {"robustness": {"blur 1": 0.6, "mean": 0.6}}})
    text = told.to_json(compact=True)
    assert ModelCard.from_json(text, "a.onnx") == told
    assert len(text) < 0.8 * len(told.to_json()) and "\n" not in text


def test_figures_without_an_accuracy_are_kept(card):
    told = replace(card, figures={"model.onnx": {"faces": 3}, "model.keras": {"accuracy": 0.7}})
    assert ModelCard.from_json(told.to_json(), "a.onnx") == told
