"""The table, with models of which every figure is known."""

from dataclasses import replace

import numpy as np
import pytest

from fer_edge.artifact.certainty import Certainty
from fer_edge.data.faces import FaceSet
from fer_edge.robustness.promise import Promise
from fer_edge.robustness.report import measure
from fer_edge.robustness.shifts import Shift
from tests.robustness.faces import flat

FACES = FaceSet(
    faces=np.stack([flat(shade, side=8) for shade in (10, 20, 200, 220)]),
    labels=np.array([0, 0, 1, 1]),
    rows=np.full(4, -1),
    classes=("dark", "light"),
)
BLACKEN = Shift(name="black", change=lambda faces, unit, rng: faces * 0)
KEEP = Shift(name="kept", change=lambda faces, unit, rng: faces)
WHITEN = Shift(name="white", change=lambda faces, unit, rng: faces * 0 + 255, counts=False)


def by_shade(faces: np.ndarray) -> np.ndarray:
    """Light from 128 on, 0.9 sure of the lighter and 0.6 sure of the darker."""
    light = np.where(faces.mean(axis=(1, 2, 3)) >= 128, 0.9, 0.4)
    return np.stack([1 - light, light], axis=1).astype(np.float32)


def test_the_mean_is_of_the_shifts_that_count():
    found = measure(by_shade, FACES, shifts=(BLACKEN, KEEP, WHITEN))
    assert [(each.shift, each.score.accuracy) for each in found.shifts] == [("black", 0.5), ("kept", 1), ("white", 0.5)]
    assert (found.faces, found.clean.score.accuracy, found.mean, found.drop) == (4, 1, 0.75, 0.25)
    assert found.figures() == {"black": 0.5, "kept": 1, "mean": 0.75}


def test_each_class_tells_what_it_lost_and_the_label_that_grew_is_named():
    black, kept, white = measure(by_shade, FACES, shifts=(BLACKEN, KEEP, WHITEN)).shifts
    assert (black.drop, black.recall_drop, black.grown, black.growth) == (0.5, (0, 1), "dark", 0.5)
    assert (white.recall_drop, white.grown, white.growth) == ((1, 0), "light", 0.5)
    assert (kept.drop, kept.grown, kept.growth) == (0, None, 0)
    assert black.score.confusion == ((2, 0), (2, 0))  # The light are called dark.


def test_the_certain_are_held_against_what_the_card_says():
    promise = Promise(certainty=Certainty(uncertain_below=0.8), accuracy=0.53)
    found = measure(by_shade, FACES, promise, shifts=(BLACKEN, WHITEN, KEEP))
    assert [(each.coverage, each.certain_accuracy, each.kept) for each in found.shifts] == [
        (0, None, None),  # Of none nothing is said.
        (1, 0.5, True),  # Three points below, and no more.
        (0.5, 1, True),
    ]
    lofty = measure(by_shade, FACES, replace(promise, accuracy=0.54), shifts=(BLACKEN, WHITEN))
    assert lofty.shifts[1].kept is False and lofty.clean.kept is True


def test_a_card_without_a_promise_is_held_to_none():
    assert measure(by_shade, FACES, shifts=(BLACKEN,)).clean.kept is None


@pytest.mark.parametrize(
    ("confidence", "accuracy"), [({"covered_accuracy": 0.74}, 0.74), (None, None), ("high", None), ({}, None)]
)
def test_a_promise_is_what_a_card_says_if_it_says_anything(card, confidence, accuracy):
    told = replace(card, trained={"confidence": confidence}, uncertain_below=0.4)
    assert Promise.of(told) == Promise(certainty=Certainty(uncertain_below=0.4), accuracy=accuracy)
    assert Promise.of(replace(card, trained={})) == Promise()


def test_what_was_learned_under_shifts_is_the_promise(card):
    learned = {"most_labels": 1.9, "accuracy": 0.54, "clean_accuracy": 1.0}
    said = Promise.of(replace(card, trained={"confidence": {"covered_accuracy": 0.74, "under_shifts": learned}}))
    assert (said.certainty.most_labels, said.accuracy) == (1.9, 0.54)
    found = measure(by_shade, FACES, said, shifts=(BLACKEN, WHITEN, KEEP))
    # Light answers waver between 1.6 labels, dark ones between 1.98.
    assert [(each.coverage, each.certain_accuracy, each.kept) for each in found.shifts] == [
        (0, None, None),
        (1, 0.5, False),
        (0.5, 1, True),
    ]


def test_each_shift_is_told_as_it_begins():
    told = []
    measure(by_shade, FACES, shifts=(BLACKEN, KEEP), progress=told.append)
    assert told == ["clean", "black", "kept"]
