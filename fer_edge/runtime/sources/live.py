"""A camera or stream left running: gives its newest picture, and opens it again after any failure."""

import threading
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

from fer_edge.errors import FerEdgeError, MissingError
from fer_edge.runtime.sources.capture import CaptureThread, Opener
from fer_edge.runtime.sources.freeze import FreezeDetector
from fer_edge.runtime.sources.latest import LatestFrame
from fer_edge.runtime.types import Frame, Report, SourceCounts

ABANDONED = 3
"""Threads blocked in a driver at the most; each holds memory, so beyond this nothing more is opened."""


@dataclass(frozen=True, kw_only=True)
class LiveSettings:
    """All in seconds. silence: without a picture, after which the source is lost. opening: until the first picture.

    frozen: of one and the same picture, after which the source is lost; 0: its picture may stand still.
    first_wait: before it is opened again; doubled each time, up to longest_wait. closing: for the thread to end.
    turn: between two looks at a source that gives nothing.
    """

    silence: float = 2.0
    opening: float = 10.0
    frozen: float = 2.0
    first_wait: float = 0.5
    longest_wait: float = 10.0
    closing: float = 2.0
    turn: float = 0.1


class LiveSource:
    """Frames of what `opener` opens; times are of the clock, indices go on over reconnections.

    A capture thread reads; the loop's thread, in passing, watches it, opens it again and reports. clock: seconds,
    monotonic. Raises MissingError when the source cannot be opened at first; later it is tried for ever.
    """

    live = True

    def __init__(
        self,
        name: str,
        opener: Opener,
        report: Report,
        settings: LiveSettings | None = None,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.name, self.counts = name, SourceCounts()
        self._opener, self._report, self._clock = opener, report, clock
        self._settings = settings or LiveSettings()
        self._latest, self._closed, self._lock = LatestFrame(), threading.Event(), threading.Lock()
        self._freeze, self._index = FreezeDetector(), 0
        self._began: float | None = None
        self._thread: CaptureThread | None = None
        self._fresh: float | None = None  # When the last picture came that was not the one before once more.
        self._left: list[CaptureThread] = []
        self._wait = self._settings.first_wait
        self._lost: float | None = None  # When the last picture came, while there is none.
        self._blind = 0.0  # Of the earlier losses.
        self._due = 0.0
        self._reopen()
        self._first_picture()
        self._regained = self._clock()
        self.fps = self._thread.fps if self._thread else 0.0

    def __iter__(self) -> Iterator[Frame | None]:
        while not self._closed.is_set():
            frame = self._latest.take(self._settings.turn)
            self.counts.dropped = self._latest.dropped
            self._watch()
            yield frame

    def close(self) -> None:
        """Stop reading and free the device; waits no longer than `closing` where a driver is blocked."""
        self._closed.set()
        thread = self._abandon()
        if thread:
            thread.wait(self._settings.closing)

    def _deliver(self, thread: CaptureThread, image: np.ndarray, failures: int) -> None:
        """Runs in the capture thread."""
        with self._lock:
            if thread is not self._thread:
                return  # It was given up; another one may be reading already.
            now = self._clock()
            self.counts.failed += failures
            self._came = now
            if self._settings.frozen and self._freeze.repeats(image):
                if self._fresh is None:
                    return  # Open again, and still the picture on which it froze.
            else:
                self._fresh = now
            self._began = now if self._began is None else self._began
            self._latest.put(Frame(index=self._index, time=now - self._began, image=image))
            self._index += 1

    def _first_picture(self) -> None:
        thread = self._thread
        assert thread is not None
        thread.decided.wait(self._settings.opening)
        if self._fresh is not None:
            return
        self.close()
        if thread.error:
            raise thread.error
        raise MissingError(f"{self.name} opens but gives no picture: is another program using it, is it plugged in?")

    def _watch(self) -> None:
        if self._thread is None:
            if self._clock() >= self._due and self._may_open():
                self._reopen()
        elif trouble := self._trouble(self._thread):
            self._lose(trouble)
        elif self._lost is not None and self._fresh is not None:
            self._regain(self._fresh)
        if self._lost is not None:
            self.counts.blind_seconds = self._blind + self._clock() - self._lost

    def _trouble(self, thread: CaptureThread) -> str:
        """What is wrong, or nothing."""
        if thread.error and not isinstance(thread.error, FerEdgeError):
            raise thread.error
        now, settings = self._clock(), self._settings
        if thread.ended:
            return "gives no more pictures"
        if self._fresh is None:
            return "gives no new picture" if now - self._opened > settings.opening else ""
        if now - self._came > settings.silence:
            return f"has given no picture for {settings.silence:g} s"
        if settings.frozen and now - self._fresh > settings.frozen:
            return f"has given the very same picture for {settings.frozen:g} s (--still, if that is as it should be)"
        return ""

    def _lose(self, trouble: str) -> None:
        fresh = self._fresh
        self._abandon()
        if self._lost is None and fresh is not None:
            self._lost = fresh
            if self._lost - self._regained > self._settings.longest_wait:
                self._wait = self._settings.first_wait  # Else it comes and goes, and is better tried less often.
            self._report(f"{self.name} {trouble}; opening it again until it is back")
        self._due = self._clock() + self._wait
        self._wait = min(2 * self._wait, self._settings.longest_wait)

    def _regain(self, fresh: float) -> None:
        assert self._lost is not None
        blind, self._lost, self._regained = fresh - self._lost, None, fresh
        self._blind += blind
        self.counts.blind_seconds = self._blind
        self.counts.reconnects += 1
        self._report(f"{self.name} is back after {blind:.1f} s without pictures")

    def _reopen(self) -> None:
        thread = CaptureThread(self._opener, self._deliver)
        with self._lock:
            if self._closed.is_set():
                return
            self._thread = thread
            self._opened = self._came = self._clock()
            self._fresh = None
        thread.start()

    def _may_open(self) -> bool:
        self._left = [thread for thread in self._left if not thread.wait(0)]
        return len(self._left) < ABANDONED

    def _abandon(self) -> CaptureThread | None:
        with self._lock:
            thread, self._thread = self._thread, None
        if thread:
            thread.abandon()
            self._left.append(thread)
        return thread
