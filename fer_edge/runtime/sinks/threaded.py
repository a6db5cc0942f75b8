"""A thread of its own for a sink: whatever a sink does, the loop goes on, and what it missed is counted."""

import threading
import time
from collections import deque
from collections.abc import Callable

from fer_edge.errors import FerEdgeError
from fer_edge.runtime.types import Face, Frame, Report, Sink, StopLoop

FRAMES, BYTES = 30, 24_000_000
"""What may wait for a sink, whichever is reached first: a picture of 640 by 360 has 0.7 MB, one of full HD 6."""

RETRY, HUNG = 1.0, 5.0
"""Seconds after which a sink that failed is tried again; after which one that does not answer is reported."""

DRAIN, END = 1.0, 1.5
"""Seconds at the end for the frames that wait; until the sink is left behind. systemd and people wait no longer."""


class ThreadedSink:
    """Hand frames to `sink` from a thread. missed: frames it did not get, or did not get written.

    report: told once when it fails or hangs, and once when it is back. StopLoop and errors that are not the
    outside world's (OSError, FerEdgeError) are raised at the next write. clock: seconds, monotonic.
    """

    def __init__(self, sink: Sink, report: Report, clock: Callable[[], float] = time.monotonic) -> None:
        self.name, self.missed = sink.name, 0
        self._sink, self._report, self._clock = sink, report, clock
        self._changed = threading.Condition()
        self._waiting: deque[tuple[Frame, list[Face]]] = deque()
        self._error: Exception | None = None
        self._ending: float | None = None
        self._writing_since: float | None = None
        self._again, self._told, self._missed_before = 0.0, False, 0
        self._thread = threading.Thread(target=self._work, name=f"sink {sink.name}", daemon=True)
        self._thread.start()

    @property
    def reconnects(self) -> int:
        """How often the sink found again what it writes to; 0 where it does not count that."""
        return getattr(self._sink, "reconnects", 0)

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Leave a frame for the thread; never waits."""
        room = max(1, min(FRAMES, BYTES // max(frame.image.nbytes, 1)))
        with self._changed:
            if self._error is not None:
                error, self._error = self._error, None
                raise error
            if len(self._waiting) < room and self._thread.is_alive():
                self._waiting.append((frame, faces))
                self._changed.notify()
                return
            self._miss(1)
            since = self._writing_since
        if since is not None and self._clock() - since > HUNG:
            self._lost(f"has not taken a frame for {HUNG:.0f} s")

    def finish(self) -> None:
        """Begin to end, without waiting for it; so that several sinks end side by side."""
        with self._changed:
            if self._ending is None:
                self._ending = self._clock()
            self._changed.notify()

    def close(self) -> None:
        """Write what waits, close the sink; leave it behind when that takes too long."""
        self.finish()
        assert self._ending is not None
        self._thread.join(max(self._ending + END - self._clock(), 0.0))
        if self._thread.is_alive() and not self._told:
            self._lost(f"does not end within {END} s, {len(self._waiting)} frames are not written")
        error, self._error = self._error, None
        if error is not None and not isinstance(error, StopLoop):
            raise error

    def _work(self) -> None:
        for step in (self._write_all, self._sink.close):
            try:
                step()
            except (OSError, FerEdgeError) as error:
                self._report(f"{self.name}: {error}")
            except Exception as error:  # noqa: BLE001  It is raised where it is seen: in the loop.
                self._error = self._error or error

    def _write_all(self) -> None:
        while (next_one := self._next()) is not None:
            if self._clock() < self._again and self._ending is None:
                self._miss(1)
            else:
                self._write_one(*next_one)

    def _next(self) -> tuple[Frame, list[Face]] | None:
        """The next frame; None when all are written, or when there is no time left for the rest."""
        with self._changed:
            self._changed.wait_for(lambda: self._waiting or self._ending is not None)
            if self._ending is not None and self._clock() > self._ending + DRAIN:
                self._miss(len(self._waiting))
                self._waiting.clear()
            return self._waiting.popleft() if self._waiting else None

    def _write_one(self, frame: Frame, faces: list[Face]) -> None:
        self._writing_since = self._clock()
        try:
            self._sink.write(frame, faces)
        except (OSError, FerEdgeError) as error:
            self._again = self._clock() + RETRY
            self._miss(1)
            self._lost(str(error))
        else:
            self._back()
        finally:
            self._writing_since = None

    def _miss(self, frames: int) -> None:
        with self._changed:
            self.missed += frames

    def _lost(self, why: str) -> None:
        if not self._told:
            self._told = True
            self._report(f"{self.name}: {why}; going on without it")

    def _back(self) -> None:
        if self._told:
            self._told = False
            self._report(f"{self.name} is back; it missed {self.missed - self._missed_before} frames")
        self._missed_before = self.missed
