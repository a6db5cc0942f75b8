"""What is learned of certain answers, from answers that were made up."""

from dataclasses import replace

import numpy as np
import pytest

from fer_edge.export.promise import LEAST_COVERAGE, LearnedPromise, learn_promise, with_promise
from fer_edge.robustness.promise import TOLERANCE, Promise
from fer_edge.robustness.report import CLEAN, Answers
from fer_edge.robustness.shifts import Shift

FACES = 400
LABELS = np.zeros(FACES, int)
SURE = np.arange(FACES) / FACES
"""Of each face, from none to nearly all."""


def shift(name: str) -> Shift:
    return Shift(name=name, change=lambda faces, unit, rng: faces)


def answers(right: np.ndarray, sure: np.ndarray = SURE) -> np.ndarray:
    """Answers [N, 4], label 0 where they are `right`, else 1; the surer, the fewer labels they waver between."""
    best = 0.3 + 0.7 * sure
    rows = np.repeat((1 - best)[:, None] / 3, 4, axis=1)
    rows[np.arange(len(right)), np.where(right, 0, 1)] = best
    return rows


ALL, SURER_HALF = np.ones(FACES, bool), SURE >= 0.5


def learn(**shifted: np.ndarray) -> LearnedPromise:
    return learn_promise([{CLEAN: answers(ALL)} | {shift(name): rows for name, rows in shifted.items()}], LABELS)


def test_where_nothing_is_lost_nine_in_ten_stay_certain():
    learned = learn(dark=answers(ALL))
    assert (learned.coverage, learned.shifted_coverage) == (pytest.approx(0.9, abs=0.01),) * 2
    assert (learned.accuracy, learned.clean_accuracy, learned.worst_accuracy, learned.kept) == (1, 1, 1, True)
    assert learned.faces == FACES


def test_as_many_become_uncertain_as_it_takes_for_the_worst_shift():
    wrong_below = lambda share: answers(share <= SURE)  # noqa: E731
    learned = learn(dark=wrong_below(0.05), turned=wrong_below(0.25))
    assert learned.kept and learned.worst_shift == "turned"
    assert LEAST_COVERAGE < learned.coverage < 0.85
    assert learned.accuracy - TOLERANCE <= learned.worst_accuracy < learned.clean_accuracy == 1


def test_the_promise_is_of_all_certain_answers_in_every_file():
    few_wrong = answers(np.arange(FACES) % 50 > 0)
    float_file: Answers = {CLEAN: answers(ALL), shift("dark"): answers(ALL)}
    integers: Answers = {CLEAN: few_wrong, shift("dark"): few_wrong}
    learned = learn_promise([float_file, integers], LABELS)
    assert learned.clean_accuracy == 1 and learned.kept
    assert learned.accuracy == pytest.approx(0.99, abs=0.002) and learned.worst_accuracy == pytest.approx(
        0.98, abs=0.002
    )


def test_what_no_limit_keeps_is_said_and_the_floor_holds():
    learned = learn(turned=answers(SURER_HALF))
    assert not learned.kept and learned.worst_shift == "turned"
    assert learned.coverage == pytest.approx(LEAST_COVERAGE, abs=0.01)


def test_where_a_shift_leaves_none_certain_none_is_wrong():
    learned = learn(night=answers(~ALL, sure=np.zeros(FACES)))
    assert learned.kept and learned.accuracy == 1


def test_the_card_has_it_and_what_else_was_learned_stays(card):
    before = replace(card, trained={"seed": 1, "confidence": {"temperature": 1.5, "covered_accuracy": 0.9}})
    learned, told = learn(dark=answers(SURE >= 0.05)), []
    after = with_promise(before, learned, told.append)
    assert told == [] and after.coverage == learned.coverage
    assert after.trained["seed"] == 1 and after.trained["confidence"]["temperature"] == 1.5
    said = Promise.of(type(card).from_json(after.to_json(), "here"))
    assert (said.certainty.most_labels, said.accuracy) == (learned.most_labels, learned.accuracy)


def test_a_promise_that_is_not_kept_is_told(card):
    told = []
    after = with_promise(card, learn(turned=answers(SURER_HALF)), told.append)
    assert after.trained["confidence"]["under_shifts"]["kept"] is False
    assert len(told) == 1 and "under turned in" in told[0] and "no limit that leaves 75%" in told[0]


def test_where_nothing_was_read_the_card_stays(card):
    assert with_promise(card, None, print) is card
