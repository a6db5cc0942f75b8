"""Whether the figures can be trusted: what the board did meanwhile, said plainly."""

import os
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import Any

from fer_edge.bench.measuring.interval import ratio
from fer_edge.bench.row import Row
from fer_edge.system.board import busy_seconds, frequency, read_board, throttling

OTHERS = 0.1
"""Cores that other programs may take; a desktop at rest takes some hundredths."""

STEADY = 0.9
"""Of the highest frequency seen: below it the clock moved."""


@dataclass(frozen=True, kw_only=True)
class Conditions:
    """The board before and after, as `read_board` tells it; seconds between.

    others: cores that other programs took, in the mean. frequencies_khz: the lowest and the highest that were seen
    while rows were measured. None: cannot be told.
    """

    before: dict[str, Any]
    after: dict[str, Any]
    seconds: float
    others: float | None = None
    frequencies_khz: tuple[int, int] | None = None


class Watch:
    """Looks at the board before, during and after. All processes of ours have to have ended when it finishes."""

    def __init__(
        self,
        board: Callable[[], dict[str, Any]] = read_board,
        busy: Callable[[], float | None] = busy_seconds,
        own: Callable[[], float] = lambda: sum(os.times()[:4]),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._board, self._busy, self._own, self._clock = board, busy, own, clock
        self._before, self._busy_before, self._own_before, self._began = board(), busy(), own(), clock()
        self._frequencies: list[int] = []

    def look(self) -> None:
        """Note the frequency while something is measured: between two measurements a governor lowers it."""
        now = frequency()
        if now:
            self._frequencies.append(now)

    def finish(self) -> Conditions:
        """What was seen."""
        seconds, busy, others = self._clock() - self._began, self._busy(), None
        if busy is not None and self._busy_before is not None and seconds > 0:
            others = max(0.0, busy - self._busy_before - (self._own() - self._own_before)) / seconds
        seen = (min(self._frequencies), max(self._frequencies)) if self._frequencies else None
        return Conditions(
            before=self._before, after=self._board(), seconds=seconds, others=others, frequencies_khz=seen
        )


def find_doubts(rows: Sequence[Row], conditions: Conditions) -> list[str]:
    """Each reason not to trust the figures, in words, and each that speaks against the integer files."""
    return [*_board_doubts(conditions), *_row_doubts(rows), *slower_integers(rows)]


def _board_doubts(conditions: Conditions) -> list[str]:
    doubts = []
    if told := _throttled(conditions.before["throttled"], conditions.after["throttled"]):
        doubts.append(f"the board was held back ({', '.join(told)}): give it power and air, and measure again")
    if conditions.others is not None and conditions.others >= OTHERS:
        doubts.append(
            f"other programs took {conditions.others:.1f} of {conditions.before['usable_cores']} cores: end them, and "
            "measure again"
        )
    if conditions.frequencies_khz and conditions.frequencies_khz[0] < STEADY * conditions.frequencies_khz[1]:
        low, high = (one / 1000 for one in conditions.frequencies_khz)
        governor = conditions.before["governor"] or "unknown"
        doubts.append(f"the clock moved between {low:.0f} and {high:.0f} MHz (governor {governor}): try performance")
    return doubts


def _throttled(before: str | None, after: str | None) -> list[str]:
    """What throttled the board now or meanwhile; what did so before it was measured changed nothing."""
    if after is None:
        return []
    earlier = throttling(before or "0x0")
    return [words for words in throttling(after) if words.endswith(" now") or words not in earlier]


def _row_doubts(rows: Sequence[Row]) -> list[str]:
    unsure = [row for row in rows if row.p50_ms is not None and not row.settled]
    if not unsure:
        return []
    names = ", ".join(row.name for row in unsure[:3]) + (" …" if len(unsure) > 3 else "")
    count = f"{len(unsure)} of {len(rows)} rows"
    return [f"{count} are not sure to 2 % ({names}): give more --seconds, or end other programs"]


def slower_integers(rows: Sequence[Row]) -> list[str]:
    """Integer files that are slower here than the float file of the same model, runtime and threads, beyond doubt."""
    found = []
    for row in rows:
        other = next((one for one in rows if _float_of(row, one)), None)
        if other is None or row.estimate is None or other.estimate is None:
            continue
        times = ratio(row.estimate, other.estimate)
        if times.low is not None and times.low > 1:
            found.append(f"{row.name} takes {times.median:.2f} times as long as {other.file} here")
    return found


def _float_of(row: Row, other: Row) -> bool:
    same = (row.folder, row.threads) == (other.folder, other.threads)
    return same and ".int8." in row.file and other.file == row.file.replace(".int8.", ".")
