"""Ctrl-C and SIGTERM as an event, so that what is under way can be finished."""

import signal
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from types import FrameType


@contextmanager
def stop_event() -> Iterator[threading.Event]:
    """An event that Ctrl-C or SIGTERM sets; a second Ctrl-C interrupts. For the main thread."""
    stop = threading.Event()

    def tell(number: int, frame: FrameType | None) -> None:
        """Handle a signal: set the event, or interrupt when Ctrl-C comes again."""
        if stop.is_set() and number == signal.SIGINT:
            raise KeyboardInterrupt
        stop.set()

    before = {number: signal.signal(number, tell) for number in (signal.SIGINT, signal.SIGTERM)}
    try:
        yield stop
    finally:
        for number, handler in before.items():
            signal.signal(number, handler)
