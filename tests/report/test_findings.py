"""What a report tells of answers."""

import json

import numpy as np
import pytest

from fer_edge.artifact.certainty import Certainty
from fer_edge.report.findings import MOST_MISTAKES, find
from fer_edge.robustness.promise import Promise
from tests.report.faces import answers_of, some_faces

PROMISE = Promise(certainty=Certainty(uncertain_below=0.75), accuracy=0.9)


def test_mistakes_come_the_most_confident_first():
    # True: a b a b a b.
    found = find(answers_of([0.3, 0.4, 0.9, 0.8, 0.1, 0.6]), some_faces(), PROMISE)
    told = [(each.index, each.name, each.label, each.answer, each.certain) for each in found.mistakes]
    assert told == [
        (4, "4.png", "a", "b", True),
        (3, "3.png", "b", "a", True),
        (0, "0.png", "a", "b", False),
        (5, "5.png", "b", "a", False),
    ]
    assert found.mistakes[0].confidence == pytest.approx(0.9) and found.wrong == 4


def test_certain_answers_are_held_against_the_promise():
    certain = find(answers_of([0.9, 0.4, 0.9, 0.8, 0.4, 0.4]), some_faces(), PROMISE).certain
    assert (certain.share, certain.promised, certain.kept) == (0.5, 0.9, False)
    assert certain.accuracy == pytest.approx(2 / 3)


def test_where_none_is_certain_none_is_right():
    certain = find(answers_of([0.6] * 6), some_faces(), PROMISE).certain
    assert (certain.share, certain.accuracy, certain.kept) == (0, None, None)


def test_the_gallery_is_bounded():
    faces = some_faces(4 * MOST_MISTAKES)
    found = find(np.eye(2)[1 - faces.labels], faces)
    assert found.wrong == 4 * MOST_MISTAKES and len(found.mistakes) == MOST_MISTAKES


def test_its_figures_are_plain_values():
    figures = find(answers_of([0.9, 0.4, 0.9, 0.8, 0.1, 0.6]), some_faces()).figures()
    assert set(json.loads(json.dumps(figures))) == {"certain", "reliability", "properties", "wrong", "mistakes"}
