"""Two models on the same faces, against values known from elsewhere."""

from math import comb

import numpy as np
import pytest

from fer_edge.report.comparison import bootstrap_interval, compare_models, mcnemar


@pytest.mark.parametrize(
    ("only_one", "only_other", "p_value"),
    [
        (0, 0, 1.0),
        (5, 5, 1.0),
        (1, 9, 22 / 1024),  # 2 (1 + 10) / 2^10
        (9, 1, 22 / 1024),
        (0, 6, 2 / 64),
        (59, 6, 2 * sum(comb(65, count) for count in range(7)) / 2**65),
    ],
)
def test_mcnemars_exact_test_is_the_two_sided_binomial(only_one, only_other, p_value):
    assert mcnemar(only_one, only_other) == pytest.approx(p_value, rel=1e-12)


def test_of_very_many_faces_it_is_the_normal_distributions():
    # z = (|b - c| - 1) / sqrt(b + c) = 1.96: 5 % of the distribution lie beyond it on both sides.
    assert mcnemar(10_000 + 139, 10_000 - 139) == pytest.approx(0.05, abs=0.001)


def test_no_count_is_too_large_for_it():
    assert mcnemar(0, 5_000) == 0 and mcnemar(20_000, 20_000) == 1


def test_the_interval_is_as_wide_as_theory_says():
    # The standard error of the difference is sqrt(b + c - (b - c)^2 / n) / n.
    low, high = bootstrap_interval(285, 165, 3589)
    error = np.sqrt(450 - 120**2 / 3589) / 3589
    assert (low + high) / 2 == pytest.approx(120 / 3589, abs=0.0006)
    assert high - low == pytest.approx(2 * 1.96 * error, rel=0.03)


def test_it_is_that_of_resampled_faces():
    right = np.repeat([1, -1, 0], [30, 10, 60])
    rng = np.random.default_rng(1)
    drawn = [right[rng.integers(0, 100, 100)].mean() for _ in range(4000)]
    assert bootstrap_interval(30, 10, 100) == pytest.approx(np.percentile(drawn, [2.5, 97.5]), abs=0.015)


def test_the_same_seed_gives_the_same_interval():
    assert bootstrap_interval(30, 10, 100, seed=3) == bootstrap_interval(30, 10, 100, seed=3)


def test_faces_are_counted_by_who_is_right():
    labels = np.array([0, 0, 1, 1, 1])
    one, other = np.eye(2)[[0, 0, 1, 0, 0]], np.eye(2)[[0, 1, 0, 1, 0]]
    found = compare_models(one, other, labels)
    assert (found.both, found.neither, found.only_model, found.only_other) == (1, 1, (1, 2), (3,))
    assert (found.accuracy, found.other_accuracy, found.difference) == (0.6, 0.4, 0.2)
    assert found.interval[0] < 0 < found.interval[1] and found.p_value == 1


def test_a_model_differs_from_itself_by_nothing():
    found = compare_models(np.eye(3), np.eye(3), np.array([0, 1, 0]))
    assert found.interval == (0, 0) and found.p_value == 1 and not found.only_model + found.only_other
