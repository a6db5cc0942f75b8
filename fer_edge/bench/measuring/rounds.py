"""Rounds: everything that is measured is asked in turn, so that what disturbs the machine disturbs all alike."""

import random
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from typing import NamedTuple, Protocol

from fer_edge.bench.measuring.interval import Estimate, median_interval
from fer_edge.errors import FerEdgeError

Work = int | str
"""What one call does: a number of faces, or the name of a matrix product."""

SLICE, OTHER_SLICE = 0.03, 0.01
"""Seconds that a turn of the first work should take, and of each other one, which has no interval to narrow."""

FEWEST, MOST = 3, 1000
"""Calls of one turn."""

WIDTH = 0.02
"""The interval of a median is narrow enough at this share of it."""

LEAST_ROUNDS = 10
"""With fewer an interval is one of luck."""


class Slice(NamedTuple):
    """One turn: what each call took, in milliseconds, and the processor time of all of them, in milliseconds."""

    took: tuple[float, ...]
    cpu: float


class SubjectError(FerEdgeError):
    """What is measured has ended, or answers nothing; the message is the reason."""


class Subject(Protocol):
    """What is measured. works: what it can do; the interval of the first one decides when it is done.

    enough: rounds after which it is done in any case; 0: its interval alone decides.
    """

    works: tuple[Work, ...]
    enough: int

    def call(self, work: Work, calls: int) -> Slice:
        """Do a work so many times. Raises SubjectError when it cannot."""


@dataclass
class Series:
    """The turns of one work."""

    calls: int
    slices: list[Slice] = field(default_factory=list)
    _medians: list[float] = field(default_factory=list)

    def add(self, turn: Slice) -> None:
        """One more turn."""
        self.slices.append(turn)
        self._medians.append(median_interval(turn.took).median)

    @property
    def estimate(self) -> Estimate:
        """Of the milliseconds of a call: the median of the turns' medians, since calls of one turn share their luck."""
        return median_interval(self._medians)

    @property
    def took(self) -> list[float]:
        """Milliseconds of every call."""
        return [one for part in self.slices for one in part.took]

    @property
    def cpu(self) -> float:
        """Milliseconds of processor time of one call, in the mean."""
        return sum(part.cpu for part in self.slices) / len(self.took)


@dataclass
class Measured:
    """What is known of a subject. reason: why it was given up; None: it was not."""

    series: dict[Work, Series]
    first: Work
    reason: str | None = None

    @property
    def settled(self) -> bool:
        """Whether the interval of its first work is narrow enough."""
        found = self.series[self.first]
        return len(found.slices) >= LEAST_ROUNDS and found.estimate.width <= WIDTH


@dataclass(frozen=True, kw_only=True)
class Limits:
    """When it ends though an interval is still wide.

    seconds: of all rounds together. runs: calls of a subject's first work, where it has no `enough`; 0: any number.
    warmup: calls that do not count.
    """

    seconds: float
    runs: int = 0
    warmup: int = 20


def run_rounds(
    subjects: Mapping[str, Subject],
    limits: Limits,
    clock: Callable[[], float] = time.perf_counter,
    watch: Callable[[Mapping[str, "Measured"]], None] = lambda found: None,
) -> dict[str, Measured]:
    """Ask all subjects in rounds, in another order each time, until each is done or the time is up.

    watch: called after each round with what is known by then. A subject that fails is left out from then on.
    """
    found = {name: _warm(subject, limits) for name, subject in subjects.items()}
    chance, end = random.Random(0), clock() + limits.seconds
    while True:
        left = [name for name, one in found.items() if not _done(one, subjects[name], limits)]
        if not left or (clock() >= end and all(found[name].series[found[name].first].slices for name in left)):
            return found
        chance.shuffle(left)
        for name in left:
            _turn(subjects[name], found[name], limits)
        watch(found)


def _warm(subject: Subject, limits: Limits) -> Measured:
    """Let it work without counting, and see from that how many calls make a turn."""
    series: dict[Work, Series] = {}
    first = subject.works[0]
    try:
        for work in subject.works:
            # What needs no narrow interval is slow, and needs no long warm-up either.
            calls = 1 if subject.enough else max(FEWEST, limits.warmup if work == first else 1)
            typical = median_interval(subject.call(work, calls).took).median / 1000
            length = SLICE if work == first else OTHER_SLICE
            series[work] = Series(min(MOST, max(FEWEST, round(length / max(typical, 1e-6)))))
    except SubjectError as error:
        return Measured(series or {first: Series(FEWEST)}, first, str(error))
    return Measured(series, first)


def _turn(subject: Subject, found: Measured, limits: Limits) -> None:
    try:
        for work, series in found.series.items():
            calls = series.calls
            if limits.runs and work == found.first and not subject.enough:
                calls = min(calls, limits.runs - len(series.took))
            series.add(subject.call(work, calls))
    except SubjectError as error:
        found.reason = str(error)


def _done(found: Measured, subject: Subject, limits: Limits) -> bool:
    series = found.series[found.first]
    if found.reason is not None:
        return True
    if subject.enough:
        return len(series.slices) >= subject.enough
    return found.settled or bool(limits.runs and len(series.took) >= limits.runs)
