"""The card as text and as card.json."""

import pytest

from fer_edge.artifact.card import read_card, write_card
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
