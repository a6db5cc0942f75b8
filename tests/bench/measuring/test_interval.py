"""How sure a median is, and the ratio of two."""

import math

import numpy as np
import pytest

from fer_edge.bench.measuring.interval import Estimate, median_interval, ratio


def test_the_interval_is_made_of_the_ranks_of_the_tables():
    # Conover, Practical Nonparametric Statistics: n = 6 gives the extremes, n = 20 the 6th and the 15th.
    assert median_interval([3, 1, 2, 6, 5, 4]) == Estimate(median=3.5, low=1, high=6)
    assert median_interval(list(range(1, 21))) == Estimate(median=10.5, low=6, high=15)


def test_five_values_have_no_interval_and_are_never_sure():
    few = median_interval([1, 2, 3, 4, 5])
    assert (few.median, few.low, few.high) == (3, None, None) and few.width == math.inf


def test_the_interval_holds_the_median_as_often_as_it_says():
    chance = np.random.default_rng(0)
    found = [median_interval(chance.lognormal(size=25)) for _ in range(2000)]
    held = np.mean([one.low <= 1 <= one.high for one in found])
    assert 0.94 <= held <= 0.975  # 95.7 % for 25 values: ranks are whole numbers.


def test_the_width_is_a_share_of_the_median():
    assert Estimate(median=200, low=198, high=202).width == pytest.approx(0.02)


def test_a_ratio_is_as_unsure_as_both_together():
    times = ratio(Estimate(median=2, low=1.9, high=2.2), Estimate(median=1, low=1, high=1))
    assert (times.median, times.low, times.high) == pytest.approx((2, 1.9, 2.2))
    both = ratio(Estimate(median=2, low=1.9, high=2.2), Estimate(median=1, low=0.9, high=1.1))
    assert both.low < 1.9 and both.high > 2.2


def test_a_ratio_to_what_has_no_interval_has_none():
    assert ratio(Estimate(median=3, low=3, high=3), Estimate(median=2)) == Estimate(median=1.5)


def test_a_ratio_holds_the_true_one_as_often_as_it_says():
    chance = np.random.default_rng(1)
    pairs = [(median_interval(chance.normal(10, 1, 30)), median_interval(chance.normal(8, 1, 30))) for _ in range(1000)]
    held = np.mean([times.low <= 1.25 <= times.high for times in (ratio(*pair) for pair in pairs)])
    assert held >= 0.94
