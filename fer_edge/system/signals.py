"""Ctrl-C, SIGTERM and a terminal that goes away, as an event or as an exit, so that nothing stays half done."""

import signal
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


def ending_signals() -> list[signal.Signals]:
    """The signals besides Ctrl-C that ask this process to end; SIGHUP not under nohup, which has it ignored."""
    hangup = getattr(signal, "SIGHUP", None)
    if hangup is None or signal.getsignal(hangup) is signal.SIG_IGN:
        return [signal.SIGTERM]
    return [signal.SIGTERM, hangup]


def exit_on_signals() -> None:
    """End as Ctrl-C does, so that half files and processes of ours go with us."""
    for number in ending_signals():
        signal.signal(number, lambda number, frame: sys.exit(128 + number))


class StopEvent(threading.Event):
    """An event that a signal sets. signal: its name, such as SIGTERM; "" while none came."""

    signal = ""


@contextmanager
def stop_event() -> Iterator[StopEvent]:
    """An event that Ctrl-C, SIGTERM or SIGHUP sets; a second Ctrl-C interrupts. For the main thread."""
    stop = StopEvent()

    def tell(number: int, frame: FrameType | None) -> None:
        """Handle a signal: set the event, or interrupt when Ctrl-C comes again."""
        if stop.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.signal = signal.Signals(number).name
        stop.set()

    before = {number: signal.signal(number, tell) for number in (signal.SIGINT, *ending_signals())}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
