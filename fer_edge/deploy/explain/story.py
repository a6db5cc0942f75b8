"""The runs that a journal tells of, and what they did in the time that is asked about."""

from collections import Counter
from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

from fer_edge.deploy.explain.timeline import ClockJump, Placed, put_in_order
from fer_edge.runtime.journal.reading import JournalContent
from fer_edge.runtime.journal.records import End, LeftOut, Start, Sums
from fer_edge.system.clocks import Moment

RUNNING, POWER, SILENT = "running", "power", "silent"
"""How a run is that has no end: it is alive; the machine went down; the machine went on without it."""


@dataclass(frozen=True, kw_only=True)
class Period:
    """Some minutes of a run, which ended at `at`."""

    at: float
    sums: Sums


@dataclass(frozen=True, kw_only=True)
class Run:
    """One run. began, last: seconds since 1970, of its first and last line. how: one of ENDS, or one of the above."""

    name: str
    start: Start | None
    began: float
    last: float
    periods: tuple[Period, ...]
    end: End | None
    how: str


@dataclass(frozen=True, kw_only=True)
class Story:
    """What there is to be told. since: seconds up to now that are asked about.

    runs, periods: of that time. earlier: runs and periods before it. left: what found no room in it. wrong: starts of
    the machine with a wrong clock. bad, unread: as in a JournalContent.
    """

    now: float
    since: float
    runs: tuple[Run, ...] = ()
    periods: tuple[Period, ...] = ()
    earlier_runs: tuple[Run, ...] = ()
    earlier: tuple[Period, ...] = ()
    left: tuple[LeftOut, ...] = ()
    jumps: tuple[ClockJump, ...] = ()
    wrong: int = 0
    bad: int = 0
    unread: tuple[str, ...] = ()

    @property
    def running(self) -> tuple[Run, ...]:
        """Those that are alive."""
        return tuple(run for run in self.runs if run.how == RUNNING)

    def total(self, take: Callable[[Sums], float]) -> float:
        """The sum of something over all periods."""
        return sum(take(period.sums) for period in self.periods)


def tell_story(contents: Sequence[JournalContent], since: float, now: Moment) -> Story:
    """Put the lines of one journal or of several in order, and cut out the last `since` seconds."""
    timelines = [put_in_order(content.lines, now) for content in contents]
    placed = sorted((one for timeline in timelines for one in timeline.placed), key=lambda one: one.at)
    alive = frozenset(run for content in contents for run in content.alive)
    runs = tuple(_runs(placed, alive, now))
    present = max(timeline.now for timeline in timelines)
    begin = present - since
    periods = sorted((period for run in runs for period in run.periods), key=lambda period: period.at)
    return Story(
        now=present,
        since=since,
        runs=tuple(run for run in runs if run.last >= begin or run.how == RUNNING),
        periods=tuple(period for period in periods if period.at >= begin),
        earlier_runs=tuple(run for run in runs if run.last < begin and run.how != RUNNING),
        earlier=tuple(period for period in periods if period.at < begin),
        left=tuple(one.line.left for one in placed if one.line.left and one.at >= begin),
        jumps=tuple({jump: 0 for timeline in timelines for jump in timeline.jumps if jump.at >= begin}),
        wrong=sum(timeline.wrong for timeline in timelines),
        bad=sum(content.bad for content in contents),
        unread=tuple(text for content in contents for text in content.unread),
    )


def _runs(placed: Sequence[Placed], alive: frozenset[str], now: Moment) -> Iterator[Run]:
    """The runs in the order in which they began."""
    by_run: dict[str, list[Placed]] = {}
    for one in placed:
        if not one.line.left:
            by_run.setdefault(one.line.run, []).append(one)
    last_boot = now.boot or (placed[-1].line.boot if placed else "")
    for name, lines in by_run.items():
        ends = [one.line.end for one in lines if one.line.end]
        yield Run(
            name=name,
            start=next((one.line.start for one in lines if one.line.start), None),
            began=lines[0].at,
            last=lines[-1].at,
            periods=tuple(Period(at=one.at, sums=one.line.sums) for one in lines if one.line.sums),
            end=ends[-1] if ends else None,
            how=_how(ends, name in alive, lines[-1].line.boot != last_boot),
        )


def _how(ends: Sequence[End], alive: bool, restarted: bool) -> str:
    if ends:
        return ends[-1].how
    if alive:
        return RUNNING
    return POWER if restarted else SILENT


def labels_of(periods: Sequence[Period]) -> Counter[str]:
    """How many faces showed each expression."""
    labels: Counter[str] = Counter()
    for period in periods:
        labels.update(period.sums.labels)
    return labels


def weighted(
    periods: Sequence[Period], value: Callable[[Sums], float | None], weight: Callable[[Sums], float]
) -> float:
    """The mean of what is known, not a number where nothing is."""
    known = [(found, weight(period.sums)) for period in periods if (found := value(period.sums)) is not None]
    whole = sum(part for _, part in known)
    return sum(found * part for found, part in known) / whole if whole else float("nan")
