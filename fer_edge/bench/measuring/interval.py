"""How sure a median is, and the ratio of two: intervals that hold without a bell curve, which times do not follow."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache

LEVEL = 0.95
"""Of every interval."""


@dataclass(frozen=True, kw_only=True)
class Estimate:
    """A median with its interval, in the unit of what was measured. low, high: None where too little was measured."""

    median: float
    low: float | None = None
    high: float | None = None

    @property
    def width(self) -> float:
        """Of the interval, as a share of the median; infinite where there is none."""
        if self.low is None or self.high is None or self.median <= 0:
            return math.inf
        return (self.high - self.low) / self.median


def median_interval(values: Sequence[float]) -> Estimate:
    """The median of independent values, and the two order statistics that hold it in 95 % of all cases.

    Fewer than six values have no such interval. Source: Le Boudec, Performance Evaluation of Computer and Communication
    Systems (2010), theorem 2.1; each value is below the median or above it as a coin falls.
    """
    ordered = sorted(values)
    count = len(ordered)
    median = (ordered[(count - 1) // 2] + ordered[count // 2]) / 2
    rank = _rank(count)
    if rank is None:
        return Estimate(median=median)
    return Estimate(median=median, low=ordered[rank], high=ordered[count - 1 - rank])


@lru_cache
def _rank(count: int) -> int | None:
    """How many of `count` values may be left out at either end of the interval."""
    outside, below, rank = (1 - LEVEL) / 2, 0.0, None
    for left_out in range(count // 2):
        below += math.comb(count, left_out) / 2**count
        if below > outside:
            break
        rank = left_out
    return rank


def ratio(other: Estimate, one: Estimate) -> Estimate:
    """How many times `one` the `other` is, with the interval that follows from theirs; without it where one has none.

    Source: Zou and Donner, Construction of confidence limits about effect measures, Statistics in Medicine 27 (2008),
    for the difference of two logarithms: each side's distance to its own limits is added as variances are.
    """
    times = other.median / one.median
    if other.low is None or other.high is None or one.low is None or one.high is None:
        return Estimate(median=times)
    down = math.hypot(math.log(other.median / other.low), math.log(one.high / one.median))
    up = math.hypot(math.log(other.high / other.median), math.log(one.median / one.low))
    return Estimate(median=times, low=times * math.exp(-down), high=times * math.exp(up))
