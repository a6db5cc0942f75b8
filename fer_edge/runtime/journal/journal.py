"""The journal of one run: a thread adds up what the loop did, and writes it once a minute at the most."""

import os
import secrets
import threading
from collections import deque
from collections.abc import Callable, Sequence
from dataclasses import replace
from datetime import datetime
from hashlib import file_digest
from pathlib import Path
from types import TracebackType

from fer_edge.artifact.card import ModelCard
from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.runtime.journal.book import DayBook
from fer_edge.runtime.journal.ends import how_it_ended
from fer_edge.runtime.journal.records import NAME, TEXT, Line, Start, stamped
from fer_edge.runtime.journal.sums import SumTaker
from fer_edge.runtime.journal.totals import FaceTotals
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Report, Sink
from fer_edge.system.clocks import Moment, moment
from fer_edge.system.messages import one_line
from fer_edge.system.signals import StopEvent
from fer_edge.system.version import VERSION

MINUTE, PERIOD = 60.0, 600.0
"""Seconds between two writes, and that a line sums up. The running line is written over, so that a memory card is
written to once a minute, and what a kill costs is a minute."""

PATIENCE = 0.5
"""Seconds at the end for a disk that does not answer."""

HELD = 64
"""Lines kept for a disk that has no room."""


class Journal:
    """What is kept of one run; a context that notes how it ended. book: None keeps nothing.

    source: its kind. report: what a person is told, also through `report` of this object, which keeps it in mind.
    A journal that cannot be written is told once, and the run goes on.
    """

    def __init__(self, book: DayBook | None, source: str, report: Report, now: Callable[[], Moment] = moment) -> None:
        self.totals = FaceTotals()
        self._book, self._report, self._now = book, report, now
        start = Start(version=VERSION, pid=os.getpid(), source=source, service="INVOCATION_ID" in os.environ)
        self._run = secrets.token_hex(4)
        self._start = stamped(self._run, now(), start=start)
        self._taker: SumTaker | None = None
        self._stop: StopEvent | None = None
        self._held: deque[Line] = deque([self._start], maxlen=HELD)
        self._period = self._start.steady
        self._counted = self._told = False
        self._ending = threading.Event()
        self._thread = threading.Thread(target=self._work, name="journal", daemon=True)

    def __enter__(self) -> "Journal":
        if self._book is not None and (line := self._book.before) and not (line.end or line.left):
            about = datetime.fromtimestamp(_wall(line, self._now())).astimezone()
            self._report(
                f"the run before ended without a word at about {about:%H:%M on %d %B %Y}: `fer-edge explain` tells more"
            )
        if self._book is not None:
            self._try(self._show_start)
        return self

    def report(self, text: str) -> None:
        """Tell a person, and remember it."""
        self._report(text)
        if self._taker is not None:
            self._taker.tell(text)

    def begin(self, path: Path, card: ModelCard, status: Status, sinks: Sequence[Sink], stop: StopEvent) -> None:
        """The loop is about to begin: from now on it is written down. path: of the model's file."""
        if self._book is None:
            return
        assert self._start.start is not None
        start = replace(
            self._start.start,
            model=card.name[:NAME],
            sha256=_digest(path),
            side=card.side,
            uncertain_below=card.uncertain_below,
            coverage=card.coverage,
            outputs=tuple(sink.name for sink in sinks),
            fallback=one_line(status.fallback or "")[:TEXT],
            selected=status.selected is not None,
        )
        self._start = self._held[0] = replace(self._start, start=start)
        self._stop, self._taker = stop, SumTaker(status, sinks, self.totals, self._now())
        if not self._counted:
            self._try(self._write_held)
        self._thread.start()

    def tick(self) -> None:
        """Write what there is to be known by now."""
        assert self._taker is not None
        at = self._now()
        whole = at.steady - self._period >= PERIOD
        line = stamped(self._run, at, sums=self._taker.take(at, last=whole))
        if whole:
            self._held.append(line)
            self._taker.begin(at)
            self._period = at.steady
        self._try(lambda book: self._write(book, at, None if whole else line))

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, trace: TracebackType | None
    ) -> None:
        self._ending.set()
        if self._thread.is_alive():
            self._thread.join(PATIENCE)
        if self._book is None or self._thread.is_alive():
            return
        if self._taker is None and isinstance(error, UsageError):
            self._try(self._forget)
        else:
            self._end(error)
        self._try(DayBook.close)

    def _work(self) -> None:
        while not self._ending.wait(MINUTE):
            self.tick()

    def _show_start(self, book: DayBook) -> None:
        """Write the beginning so that it can be written over; where room is scarce, count it until it has lasted."""
        if book.thrifty:
            book.leave_out(self._start, runs=1)
            self._counted = True
        else:
            book.write([], self._start)

    def _forget(self, book: DayBook) -> None:
        """What was asked for made no sense: that was no run."""
        if self._counted:
            book.leave_out(self._start, runs=-1)
        else:
            book.write([])

    def _end(self, error: BaseException | None) -> None:
        at, end = self._now(), how_it_ended(error, self._stop.signal if self._stop else "")
        last = stamped(self._run, at, end=end)
        if self._counted:
            self._try(lambda book: book.leave_out(last, text=end.text))
            return
        if self._taker is not None:
            self._held.append(stamped(self._run, at, sums=self._taker.take(at)))
        self._held.append(last)
        self._try(lambda book: self._write(book, at))

    def _write(self, book: DayBook, at: Moment, running: Line | None = None) -> None:
        if book.turn(at) and self._start not in self._held:
            self._held.appendleft(self._start)  # Each file tells of which runs it is.
        if self._counted:
            book.leave_out(self._start, runs=-1)
            self._counted = False
        self._write_held(book, running)

    def _write_held(self, book: DayBook, running: Line | None = None) -> None:
        book.write(self._held, running)
        self._held.clear()

    def _try(self, step: Callable[[DayBook], None]) -> None:
        """Do what may find no room; the first time that it does is told."""
        assert self._book is not None
        try:
            step(self._book)
        except (OSError, FerEdgeError) as error:
            if not self._told:
                self._report(f"journal: {error}; going on without it")
            self._told = True
        else:
            self._told = False


def _digest(path: Path) -> str:
    try:
        with path.open("rb") as file:
            return file_digest(file, "sha256").hexdigest()
    except OSError:
        return ""


def _wall(line: Line, now: Moment) -> float:
    """When a line was written, by the clock as it is now where the machine has not started anew since."""
    return now.wall - (now.steady - line.steady) if line.boot and line.boot == now.boot else line.wall
