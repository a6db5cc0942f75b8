"""Who has not shown the token: few at a time, apart from the viewers, and with one line a minute about them."""

import time
from collections import Counter
from collections.abc import Callable, Hashable

from fer_edge.runtime.types import Report

HEAD = 5.0
"""Seconds for the head of a request, from the connection or the answer before it on."""

MOST, MOST_ADMITTED = 128, 96
"""Connections at a time of those who have not shown the token, and of those who have."""

BACKLOG, QUEUE = 64, 512
"""Connections that asyncio takes in one go, each with a descriptor; and that may wait in the system meanwhile.

One that finds the queue full tries again after a second.
"""

MINUTE = 60.0


class Notices:
    """What strangers cause, counted, and told at most once a minute. name: of the output. clock: seconds, monotonic."""

    def __init__(self, name: str, report: Report, clock: Callable[[], float] = time.monotonic) -> None:
        self._name, self._report, self._clock = name, report, clock
        self._counts: Counter[str] = Counter()
        self._detail = ""
        self._told = float("-inf")

    def count(self, what: str, detail: str = "") -> None:
        """Once more `what`; detail: of this time, the last one is told."""
        self._counts[what] += 1
        self._detail = detail or self._detail
        if self._clock() - self._told >= MINUTE:
            self.tell()

    def tell(self) -> None:
        """Tell what has been counted since the last line, if anything."""
        if not self._counts:
            return
        what = ", ".join(f"{count} {what}" for what, count in self._counts.items())
        self._report(f"{self._name}: {what}" + (f" (last: {self._detail})" if self._detail else ""))
        self._counts.clear()
        self._detail, self._told = "", self._clock()


class Strangers:
    """Connections until they are admitted. When there are too many, the oldest of the busiest address is cut.

    So one who connects anew, and shows the token at once, comes in however many others do nothing but hold on.
    """

    def __init__(self, notices: Notices, most: int = MOST, most_admitted: int = MOST_ADMITTED) -> None:
        self._notices, self._most, self._most_admitted = notices, most, most_admitted
        self._waiting: dict[Hashable, tuple[str, Callable[[], None]]] = {}
        self._admitted: set[Hashable] = set()

    def enter(self, connection: Hashable, address: str, cut: Callable[[], None]) -> None:
        """A new connection. cut: ends it at once, and must not wait."""
        self._waiting[connection] = (address, cut)
        if len(self._waiting) <= self._most:
            return
        busiest = Counter(address for address, _ in self._waiting.values()).most_common(1)[0][0]
        oldest = next(one for one, (address, _) in self._waiting.items() if address == busiest)
        _, cut_oldest = self._waiting.pop(oldest)
        self._notices.count("connections without the token closed for newer ones")
        cut_oldest()

    def admit(self, connection: Hashable) -> None:
        """It has shown what it had to; with too many admitted it stays among the strangers."""
        if connection in self._waiting and len(self._admitted) < self._most_admitted:
            del self._waiting[connection]
            self._admitted.add(connection)

    def leave(self, connection: Hashable) -> None:
        """It has ended."""
        self._waiting.pop(connection, None)
        self._admitted.discard(connection)
