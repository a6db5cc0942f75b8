"""What a run did since the last line of its journal, out of counters that only grow."""

from collections.abc import Callable, Sequence
from pathlib import Path
from typing import Any

from fer_edge.runtime.journal.records import NAME, NAMED, OTHERS, TEXT, TEXTS, Sums
from fer_edge.runtime.journal.totals import FaceTotals
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Sink
from fer_edge.system.board import memory, throttled
from fer_edge.system.clocks import Moment
from fer_edge.system.messages import Shown, one_line

MIB = 1024**2

COUNTED: tuple[str, ...] = (
    "frames",
    "with_face",
    "faces",
    "uncertain",
    "dropped",
    "failed",
    "skipped",
    "failed_answers",
    "missed",
)
COUNTED += ("reconnects", "broker_reconnects", "blind")
"""Fields of Sums that are the difference of two counters."""

MEANS = {
    "confidence": ("confidence", "faces"),
    "size": ("size", "faces"),
    "light": ("light", "looks"),
    "face_light": ("face_light", "face_looks"),
}
"""Fields of Sums that are a sum of FaceTotals over a count of it."""


class SumTaker:
    """Gives the sums since `at`, or since `begin` was called. flags: the board's throttling."""

    def __init__(
        self,
        status: Status,
        sinks: Sequence[Sink],
        totals: FaceTotals,
        at: Moment,
        flags: Callable[[], str | None] = throttled,
    ) -> None:
        self._status, self._sinks, self._totals, self._flags = status, sinks, totals, flags
        self.begin(at)

    def begin(self, at: Moment) -> None:
        """Count from now on."""
        self._since, self._before = at, self._counters()
        self._hottest: float | None = None
        self._told: list[str] = []

    def tell(self, text: str) -> None:
        """Keep what the run says, unless it was said already or shows a secret."""
        line = one_line(text)[:TEXT]
        if not isinstance(text, Shown) and line not in self._told and len(self._told) < TEXTS:
            self._told.append(line)

    def take(self, at: Moment, last: bool = True) -> Sums:
        """The sums until now. last: no others follow for the same minutes, so that the board is asked as well."""
        now, before = self._counters(), self._before
        hot = now["temperature"]
        self._hottest = hot if self._hottest is None else max(self._hottest, hot or self._hottest)
        free, taken = memory(Path("/"), "MemAvailable"), resident()
        counted: dict[str, Any] = {name: _difference(now[name], before[name]) for name in COUNTED}
        means: dict[str, Any] = {name: _mean(now, before, *parts) for name, parts in MEANS.items()}
        return Sums(
            seconds=round(max(at.steady - self._since.steady, 0.0), 1),
            labels=_named(now["labels"] - before["labels"]),
            memory=None if taken is None else round(taken, 1),
            free=None if free is None else round(free / MIB, 1),
            temperature=None if self._hottest is None else round(self._hottest, 1),
            throttled=self._flags() if last else None,
            told=tuple(self._told),
            **counted,
            **means,
        )

    def _counters(self) -> dict[str, Any]:
        figures, totals = self._status.snapshot(), vars(self._totals)
        return {
            **{name: value for name, value in totals.items() if isinstance(value, (int, float))},
            "labels": self._totals.labels.copy(),
            "frames": figures["frames"],
            "with_face": figures["frames_with_face"],
            **{name: figures[name] for name in ("dropped", "failed", "skipped", "failed_answers", "reconnects")},
            "blind": figures["blind_seconds"],
            "missed": sum(figures["missed"].values()),
            "broker_reconnects": sum(getattr(sink, "reconnects", 0) for sink in self._sinks),
            "temperature": figures["temperature"],
        }


def resident() -> float | None:
    """MiB of memory that this process takes; None where the system does not tell."""
    try:
        text = Path("/proc/self/status").read_text(encoding="utf-8")
    except OSError:
        return None
    line = next((line for line in text.splitlines() if line.startswith("VmRSS:")), "")
    return int(line.split()[1]) / 1024 if line else None


def _difference(now: float, before: float) -> float:
    """What was counted meanwhile; a counter that began anew counts from nothing."""
    grown = now - before if now >= before else now
    return round(grown, 1)


def _mean(now: dict[str, Any], before: dict[str, Any], total: str, count: str) -> float | None:
    counted = now[count] - before[count]
    return round((now[total] - before[total]) / counted, 3) if counted > 0 else None


def _named(labels: Any) -> dict[str, int]:
    """The most frequent expressions by name, the rest together."""
    most = labels.most_common(NAMED)
    named = {label[:NAME]: count for label, count in most}
    rest = sum(labels.values()) - sum(count for _, count in most)
    return named | ({OTHERS: rest} if rest else {})
