"""A journal's lines in the order in which they were written, whatever the clock was set to meanwhile.

A board without a battery for its clock starts with the time of its last shutdown, or of 1970, and learns the right one
from the network later. Within one start of the machine the steady clock gives the order and the distances; the
starts follow each other as their lines do in the files.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import pairwise

from fer_edge.runtime.journal.records import Line
from fer_edge.system.clocks import Moment

EPOCH = 1_767_225_600.0
"""The first of January 2026, UTC: before it there was no such journal, so a clock that says less is wrong."""

JUMP, DRIFT = 60.0, 1e-3
"""Seconds by which a clock moves against the steady one when it is set; what it may lose or gain by itself."""

AHEAD = 300.0
"""Seconds that a clock may be ahead of the present one."""

MOST_BOOTS = 500
"""Starts of the machine that are put in order; a journal of two weeks has a few."""


@dataclass(frozen=True, kw_only=True)
class Placed:
    """A line, and when it was written, as far as can be known: seconds since 1970."""

    line: Line
    at: float


@dataclass(frozen=True, kw_only=True)
class ClockJump:
    """The clock was set, at `at`. before, after: what it said, and what it said then."""

    at: float
    before: float
    after: float


@dataclass(frozen=True, kw_only=True)
class Timeline:
    """Every line in order. now: the present, as far as can be known. wrong: starts during which the clock was wrong."""

    placed: tuple[Placed, ...]
    now: float
    jumps: tuple[ClockJump, ...] = ()
    wrong: int = 0


@dataclass(frozen=True, kw_only=True)
class _Boot:
    """The lines between two starts of the machine, in order. offset: from its steady clock to the right time."""

    lines: tuple[Line, ...]
    offset: float

    @property
    def first(self) -> float:
        return self.lines[0].steady + self.offset

    @property
    def last(self) -> float:
        return self.lines[-1].steady + self.offset


def put_in_order(lines: Sequence[Line], now: Moment) -> Timeline:
    """Place every line. lines: in the order of the files. now: the present, by this machine's clocks."""
    groups: dict[str, list[Line]] = {}
    for line in lines:
        groups.setdefault(line.boot or line.run, []).append(line)
    boots = [_boot(group, now) for group in list(groups.values())[-MOST_BOOTS:]]
    present = _present(boots, now)
    right = _consistent(boots, present)
    boots = _shifted(boots, right, present)
    jumps = [jump for boot in boots for jump in _jumps(boot, now)]
    placed = tuple(Placed(line=line, at=line.steady + boot.offset) for boot in boots for line in boot.lines)
    return Timeline(placed=placed, now=present, jumps=tuple(jumps), wrong=len(boots) - len(right))


def _boot(lines: Sequence[Line], now: Moment) -> _Boot:
    """A clock that was set during a start was set right: its last reading counts for the whole of it."""
    ordered = tuple(sorted(lines, key=lambda line: line.steady))
    last = now if ordered[0].boot and ordered[0].boot == now.boot else ordered[-1].moment
    return _Boot(lines=ordered, offset=last.wall - last.steady)


def _present(boots: Sequence[_Boot], now: Moment) -> float:
    """The clock, unless it says what cannot be; then the last line is the best that is known."""
    if now.wall >= EPOCH or not boots:
        return now.wall
    if boots[-1].lines[0].boot == now.boot and len(boots) > 1:  # So its own lines are as wrong.
        return max(boot.last for boot in boots[:-1]) + now.steady
    return max(boot.last for boot in boots)


def _consistent(boots: Sequence[_Boot], present: float) -> list[int]:
    """Which starts have clocks that agree: the longest chain, counted in lines, that goes forward up to now."""
    best: list[tuple[int, int]] = []  # Lines of the longest chain that ends here, and the start before this one.
    for at, boot in enumerate(boots):
        if boot.first < EPOCH or boot.last > present + AHEAD:
            best.append((0, -1))
            continue
        before = [(best[one][0], one) for one in range(at) if best[one][0] and boots[one].last <= boot.first + JUMP]
        most = max(before, default=(0, -1))
        best.append((most[0] + len(boot.lines), most[1]))
    chain: list[int] = []
    at = max(range(len(best)), key=lambda one: best[one][0], default=-1)
    while at >= 0 and best[at][0]:
        chain.append(at)
        at = best[at][1]
    return chain[::-1]


def _shifted(boots: Sequence[_Boot], right: Sequence[int], present: float) -> list[_Boot]:
    """Starts with a wrong clock begin when the one before them ended: later is as likely, earlier is not possible."""
    shifted: list[_Boot] = []
    for at, boot in enumerate(boots):
        if at not in right:
            later = [boots[one].first for one in right if one > at]
            begin = shifted[-1].last if shifted else min([present, *later]) - (boot.last - boot.first)
            boot = replace(boot, offset=boot.offset + begin - boot.first)
        shifted.append(boot)
    return shifted


def _jumps(boot: _Boot, now: Moment) -> list[ClockJump]:
    """Where the wall clock of a start moved against its steady one."""
    readings = [line.moment for line in boot.lines]
    if readings[0].boot and readings[0].boot == now.boot:
        readings.append(now)
    found = []
    for one, other in pairwise(readings):
        passed = other.steady - one.steady
        if abs(other.wall - one.wall - passed) > max(JUMP, DRIFT * passed):
            found.append(ClockJump(at=other.steady + boot.offset, before=one.wall + passed, after=other.wall))
    return found
