"""The rule by which an answer is certain: by its confidence, or by the labels that it wavers between."""

from dataclasses import replace

import numpy as np
import pytest

from fer_edge.artifact.card import ModelCard
from fer_edge.artifact.certainty import Certainty, effective_labels
from fer_edge.errors import ModelError

BETWEEN_TWO = np.array([0.5, 0.5, 0, 0])
FLAT_BESIDE_ONE = np.array([0.55, 0.15, 0.15, 0.15])


def learned(card: ModelCard, limit: object) -> ModelCard:
    return replace(card, trained={"confidence": {"under_shifts": {"most_labels": limit}}}, uncertain_below=0.4)


@pytest.mark.parametrize(("row", "labels"), [([1, 0, 0, 0], 1), (BETWEEN_TWO, 2), ([0.25] * 4, 4)])
def test_effective_labels_count_those_that_share_the_probability(row, labels):
    assert effective_labels(np.array(row)) == pytest.approx(labels)


def test_a_limit_of_labels_decides_instead_of_the_confidence():
    rows = np.stack([BETWEEN_TWO, FLAT_BESIDE_ONE])
    assert Certainty(uncertain_below=0.52).holds(rows, rows.max(axis=1)).tolist() == [False, True]
    by_labels = Certainty(uncertain_below=0.52, most_labels=2.1)
    assert by_labels.holds(rows, rows.max(axis=1)).tolist() == [True, False]


def test_after_an_uncertain_answer_both_limits_are_harder():
    by_confidence, by_labels = Certainty(uncertain_below=0.48), Certainty(most_labels=2.05)
    for rule in (by_confidence, by_labels):
        assert rule.holds(BETWEEN_TWO, BETWEEN_TWO[0])
        assert not rule.holds(BETWEEN_TWO, BETWEEN_TWO[0], after_uncertain=True)


@pytest.mark.parametrize("trained", [{}, {"confidence": "high"}, {"confidence": {"under_shifts": None}}])
def test_a_card_that_knows_no_shifts_has_the_confidence_alone(card, trained):
    told = replace(card, trained=trained, uncertain_below=0.4)
    assert told.certainty == Certainty(uncertain_below=0.4)


def test_a_limit_survives_the_card_s_text(card):
    told = ModelCard.from_json(learned(card, 5).to_json(), "here")
    assert told.certainty == Certainty(uncertain_below=0.4, most_labels=5)


@pytest.mark.parametrize("limit", ["five", True, 0.5, float("nan"), [5]])
def test_a_limit_that_is_none_is_a_damaged_card(card, limit):
    with pytest.raises(
        ModelError, match=r"here: its card cannot be read \(trained.confidence.under_shifts.most_labels"
    ):
        ModelCard.from_json(learned(card, limit).to_json(), "here")
