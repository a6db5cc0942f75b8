"""A model's card as a page for people: what it is for, how good it is, where it fails, what it must not be used for."""

from collections.abc import Iterator
from typing import Any

from fer_edge.artifact.card import ModelCard
from fer_edge.artifact.certainty import under_shifts

PREFERRED = ("model.int8.onnx", "model.onnx", "model.int8.tflite", "model.tflite", "model.keras")
"""Whose figures are told: of the file that `run` takes, else of the next that was read."""

LIMITS = (
    "What a face shows is not what a person feels, and every answer can be wrong. Not for judging, selecting, ranking "
    "or watching over people. In the EU: prohibited for inferring emotions at work and in education, but for medical "
    "or safety reasons (Regulation (EU) 2024/1689, article 5(1)(f)); whoever uses it elsewhere tells the people in the "
    "picture (article 50(3), from 2 August 2026)."
)
"""What the card says, and the page below it, of what a model must not be used for."""

REPORT = """Open an issue where fer-edge came from, with what `fer-edge --version` says, the sha256 of the model's file
from its card, what was expected and what was answered, and the result of `fer-edge eval MODEL --data DIR --json F`
where you have labelled faces. Send nobody's picture without their consent: the kind of face, light or angle is enough.
"""


def card_page(card: ModelCard) -> str:
    """The page as Markdown, from what the card holds and nothing else."""
    return "\n".join(_lines(card))


def _lines(card: ModelCard) -> Iterator[str]:
    yield f"# {_plain(card.name)}\n"
    colour = "grey" if card.channels == 1 else "colour"
    classes = ", ".join(map(_plain, card.labels))
    yield f"Says which of {len(card.labels)} expressions a face of {card.side}x{card.side} {colour} pixels shows:"
    yield f"{classes}. {card.parameters:,} parameters, {card.macs:,} multiply-accumulates a face."
    yield f"Made on {_plain(card.date[:10])}. {_plain(card.licence)}".rstrip()
    yield "\n## How good it is\n"
    yield from _figures(card)
    yield f"\n## What it must not be used for\n\n{LIMITS}\n"
    yield f"## A weakness to report\n\n{REPORT}"


def _figures(card: ModelCard) -> Iterator[str]:
    file = next((name for name in PREFERRED if "accuracy" in card.figures.get(name, {})), None)
    if file is None:
        yield "The card holds no figures: `fer-edge eval` reads some, on faces with known labels."
        return
    read = card.figures[file]
    faces, split = _plain(read.get("faces", "?")), _plain(read.get("split", "?"))
    yield f"`{file}` on {faces} faces of the split {split}: {_totals(read)}."
    if card.trained.get("chosen_on") == read.get("split"):
        yield "That split chose the model: expect less of other faces."
    copies = card.trained.get("apart_from_copies", {})
    if isinstance(copies, dict) and isinstance(copies.get("accuracy"), float):
        faces = f"{_plain(copies.get('faces', '?'))} of them that are no copies of training faces"
        yield f"On the {faces} `model.keras` reads {copies['accuracy']:.1%}."
    yield from _certainty(card)
    yield from _classes(card.labels, read.get("recall"))
    yield from _shifts(read)


def _certainty(card: ModelCard) -> Iterator[str]:
    """How many answers are certain, and how good those are, as they are and under shifts."""
    most, learned = card.certainty.most_labels, under_shifts(card.trained)
    if most is None:
        if card.coverage < 1:
            least = f"{card.uncertain_below:.2f}"
            yield f"{1 - card.coverage:.0%} of the faces get less confidence than {least}: `uncertain`."
        return
    yield f"{1 - card.coverage:.0%} of the answers waver between more than {most:.1f} labels: `uncertain`."
    if all(isinstance(learned.get(key), float) for key in ("clean_accuracy", "accuracy", "worst_accuracy")):
        worst = _plain(learned.get("worst_shift", "?"))
        yield f"The certain ones are right in {learned['clean_accuracy']:.1%}; with every shift below counted as well"
        yield f"in {learned['accuracy']:.1%}, and in {learned['worst_accuracy']:.1%} under the worst, {worst}."


def _shifts(read: dict[str, Any]) -> Iterator[str]:
    """Accuracy under every shift that was read, the worst first."""
    found = read.get("robustness")
    if not isinstance(found, dict) or not all(isinstance(share, float) for share in found.values()):
        return
    yield "\n| as a camera may show them | accuracy |\n|---|---|"
    worst_first = sorted(found.items(), key=lambda one: (one[0] == "mean", one[1]))
    yield from (f"| {_plain(shift)} | {share:.1%} |" for shift, share in worst_first)
    yield "\nWhat each of them is: docs/robustness.md of fer-edge."


def _totals(read: dict[str, Any]) -> str:
    named = (
        ("accuracy", "accuracy"),
        ("balanced accuracy", "balanced_accuracy"),
        ("calibration error", "calibration_error"),
    )
    return ", ".join(f"{name} {read[key]:.1%}" for name, key in named if isinstance(read.get(key), float))


def _classes(labels: tuple[str, ...], recall: Any) -> Iterator[str]:
    """How many faces of each class are found, the worst first."""
    known = isinstance(recall, list) and len(recall) == len(labels)
    if not known or not all(isinstance(share, float) for share in recall):
        return
    yield "\n| it fails most on | of its faces get another answer |\n|---|---|"
    yield from (f"| {_plain(label)} | {1 - share:.1%} |" for share, label in sorted(zip(recall, labels, strict=True)))
    yield "\nNot measured: how these shares differ by age, sex, skin or glasses."


def _plain(text: object) -> str:
    """A card's text, which may be anybody's, without what Markdown or a terminal would take for more than text."""
    return "".join(f"\\{sign}" if sign in "\\`*_[]<>|#" else sign for sign in str(text) if sign.isprintable())
