"""The card as text and as card.json."""

import json
import math
from dataclasses import replace

import pytest

from fer_edge.artifact.card import FORMAT, CropRule, ModelCard, read_card, write_card
from fer_edge.errors import ModelError, UsageError


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
        (["b", "a", "b", "a"], "not distinct: a, b is there more than once"),
        ([], r"\(its labels are no list of texts\)"),
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
    for rule in (CropRule(scale=10.0, dx=-10.0), CropRule(scale=0.1, dy=10.0), CropRule(scale=1.0)):
        edge = replace(card, crop={"haar": rule})
        assert ModelCard.from_json(edge.to_json(), "a.onnx") == edge


@pytest.mark.parametrize("accuracy", ["high", 7, 1.01, -0.1, True, None, [0.5]])
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
    told = replace(card, figures={"model.onnx": {"faces": 3}, "model.keras": {"accuracy": 0.7}, "a": {"accuracy": 1}})
    assert ModelCard.from_json(told.to_json(), "a.onnx") == told


@pytest.mark.parametrize("text", ["[]", "3", '"a"', "null", "{}", '{"format": 2}'])
def test_what_is_no_card_of_this_format_says_which_it_is(text):
    with pytest.raises(ModelError, match=rf"^a\.onnx: its card has format .*, this fer-edge reads {FORMAT}$"):
        ModelCard.from_json(text, "a.onnx")


def test_a_grey_card_is_one_that_older_readers_know(card):
    assert "channels" not in json.loads(card.to_json())
    coloured = replace(card, channels=3)
    assert json.loads(coloured.to_json())["channels"] == 3
    assert ModelCard.from_json(coloured.to_json(), "a.onnx") == coloured


def test_a_card_is_written_for_people_too(card, tmp_path):
    write_card(replace(card, labels=("fröhlich", "traurig")), tmp_path)
    lines = (tmp_path / "card.json").read_bytes().decode("utf-8").splitlines()
    assert lines[1] == '  "name": "test",' and '    "fröhlich",' in lines


def test_faces_of_another_size_or_colour_are_refused(card):
    card.check_faces((5, 48, 48, 1))
    for shape in ((5, 48, 48, 3), (5, 48, 32, 1), (48, 48, 1)):
        got = "x".join(map(str, shape[1:]))
        with pytest.raises(
            UsageError, match=f"^the faces are {got}, test takes 48x48x1: name another data set or model$"
        ):
            card.check_faces(shape)


def test_a_folder_without_a_card_and_one_that_cannot_be_read_are_told(card, tmp_path):
    path = tmp_path / "card.json"
    with pytest.raises(ModelError, match=f"^no card at {path}: train or export the model again$"):
        read_card(tmp_path)
    path.mkdir()
    with pytest.raises(ModelError, match=f"^{path} cannot be read .*; train or export the model again$"):
        read_card(tmp_path)
    path.rmdir()
    path.write_text("{")
    with pytest.raises(ModelError, match=f"^{path}: its card cannot be read"):
        read_card(tmp_path)
