"""The page of a model says what its card holds, and nothing else."""

from dataclasses import replace
from pathlib import Path

import pytest

from fer_edge.artifact.card import read_card
from fer_edge.artifact.page import LIMITS, card_page
from fer_edge.artifact.store import shipped_models


@pytest.mark.parametrize("name", ["edge", "nano"])
def test_the_page_of_a_shipped_model_is_that_of_its_card(name):
    folder = Path(__file__).parents[2] / "models" / name
    assert (folder / "README.md").read_text() == card_page(read_card(folder)), "run `make docs`"


def test_the_worst_class_is_named_first():
    card = read_card(shipped_models() / "edge")
    rows = [line for line in card_page(card).splitlines() if line.startswith("| ") and "%" in line]
    recall = card.figures["model.int8.onnx"]["recall"]
    worst = min(range(len(recall)), key=recall.__getitem__)
    assert rows[0] == f"| {card.labels[worst]} | {1 - recall[worst]:.1%} |"
    shifts = card.figures["model.int8.onnx"]["robustness"]
    hardest = min(shifts, key=shifts.__getitem__)
    assert rows[len(card.labels)] == f"| {hardest} | {shifts[hardest]:.1%} |"
    assert len(rows) == len(card.labels) + len(shifts)


def test_an_old_card_s_page_tells_the_confidence_that_a_certain_answer_needs(card):
    page = card_page(replace(card, coverage=0.9, uncertain_below=0.4, figures={"model.onnx": {"accuracy": 0.5}}))
    assert "10% of the faces get less confidence than 0.40: `uncertain`." in page and "shift" not in page


def test_articles_and_the_way_to_report_are_named(card):
    page = card_page(card)
    assert "2024/1689" in LIMITS and "5(1)(f)" in LIMITS and "50(3)" in LIMITS and LIMITS in page
    assert "no figures" in page and "Open an issue" in page


@pytest.mark.parametrize("recall", [None, [0.5], ["a"] * 7, 3])
def test_a_foreign_card_s_odd_figures_are_left_out(card, recall):
    odd = {"accuracy": 0.5, "balanced_accuracy": "much", "recall": recall}
    page = card_page(replace(card, figures={"model.onnx": odd}, trained={"apart_from_copies": 3}))
    assert "accuracy 50.0%." in page and "it fails most on" not in page


def test_a_label_is_text_whatever_it_holds(card):
    odd = replace(card, labels=("a|b", "<c>\x1b[31m"), figures={"model.onnx": {"accuracy": 0.5, "recall": [0.5, 1.0]}})
    assert r"| a\|b | 50.0% |" in card_page(odd) and "\x1b" not in card_page(odd) and r"\<c\>" in card_page(odd)
