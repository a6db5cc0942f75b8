"""uvicorn's HTTP connection with a deadline for each request's head, a stranger until it is admitted."""

import asyncio
from typing import Any

from uvicorn.protocols.http.h11_impl import H11Protocol

from fer_edge.runtime.sinks.web.strangers import HEAD, Strangers


class GuardedProtocol(H11Protocol):
    """uvicorn's own deadline ends with the first byte that comes; a byte now and then would hold a connection."""

    def __init__(self, strangers: Strangers, **more: Any) -> None:
        super().__init__(**more)
        self._strangers = strangers
        self._deadline: asyncio.TimerHandle | None = None

    def connection_made(self, transport: asyncio.Transport) -> None:  # type: ignore[override]
        """Its time begins; another one may have to go for it."""
        super().connection_made(transport)
        self._begin_waiting()
        self._strangers.enter(self, self.client[0] if self.client else "", transport.abort)

    def connection_lost(self, exc: Exception | None) -> None:
        """Its place is free."""
        self._stop_waiting()
        self._strangers.leave(self)
        super().connection_lost(exc)

    def handle_events(self) -> None:
        """Let the application of a request that has come admit this connection."""
        before = self.cycle
        super().handle_events()
        if self.cycle is not before:
            self._stop_waiting()
            self.cycle.scope["state"]["admit"] = lambda: self._strangers.admit(self)

    def on_response_complete(self) -> None:
        """The time for the next request begins."""
        self._begin_waiting()
        super().on_response_complete()

    def _begin_waiting(self) -> None:
        self._stop_waiting()
        # Not closed but aborted: what was not read of an answer would keep it open.
        self._deadline = self.loop.call_later(HEAD, self.transport.abort)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()
            self._deadline = None
