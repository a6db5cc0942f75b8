"""Time in tests: a clock that is set by hand, and waiting for what another thread or process does."""

import time
from collections.abc import Callable
from typing import Any


class Clock:
    """Seconds that pass only when a test says so: `clock.now += 2`."""

    def __init__(self, now: float = 0.0):
        self.now = now

    def __call__(self) -> float:
        return self.now


def until(holds: Callable[[], Any], seconds: float = 8.0) -> Any:
    """Look again and again, until `holds` gives something true; that. Raises TimeoutError when it never does."""
    end = time.monotonic() + seconds
    while not (result := holds()):
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s in vain")
        time.sleep(0.005)
    return result
