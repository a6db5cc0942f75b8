"""Time in tests: a clock that is set by hand, and waiting for what another thread or process does."""

import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from typing import Any

BUSY = 5
"""How much longer than on a machine at rest a moment may take here, where other tests run too."""


class Clock:
    """Seconds that pass only when a test says so: `clock.now += 2`."""

    def __init__(self, now: float = 0.0):
        self.now = now

    def __call__(self) -> float:
        return self.now


@contextmanager
def promptly(seconds: float) -> Iterator[None]:
    """A block that is over within `seconds` on a machine at rest; what it guards against takes far longer."""
    began = time.monotonic()
    yield
    assert (took := time.monotonic() - began) < BUSY * seconds, f"it took {took:.2f} s"


def until(holds: Callable[[], Any], seconds: float = 8.0) -> Any:
    """Look again and again, until `holds` gives something true; that. Raises TimeoutError when it never does."""
    end = time.monotonic() + seconds
    while not (result := holds()):
        if time.monotonic() > end:
            raise TimeoutError(f"waited {seconds} s in vain")
        time.sleep(0.005)
    return result
