"""The web server in a thread of its own, and what to do with connections that do not read."""

import asyncio
import functools
import logging
import socket
import threading
from collections.abc import Awaitable
from contextlib import suppress
from typing import Any

import uvicorn
from starlette.types import ASGIApp, Scope

from fer_edge.runtime.sinks.web.app import Sender
from fer_edge.runtime.sinks.web.pictures import PictureStream
from fer_edge.runtime.sinks.web.protocol import GuardedProtocol
from fer_edge.runtime.sinks.web.strangers import BACKLOG, QUEUE, Notices, Strangers
from fer_edge.runtime.types import Report

FAREWELL = 0.5
"""Seconds in which viewers may take the last block before their connections are cut."""


class Counted(logging.Handler):
    """What uvicorn would log, with a traceback each, is counted."""

    def __init__(self, notices: Notices) -> None:
        super().__init__(logging.ERROR)
        self._notices = notices

    def emit(self, record: logging.LogRecord) -> None:
        """One more."""
        error = record.exc_info[1] if record.exc_info else None
        self._notices.count("requests failed", f"{type(error).__name__}: {error}" if error else record.getMessage())


class QueueingServer(uvicorn.Server):
    """asyncio has one number for what waits and for what it takes in one go; here more may wait."""

    async def startup(self, sockets: list[socket.socket] | None = None) -> None:
        """Begin to listen."""
        await super().startup(sockets=sockets)
        for listener in sockets or ():
            listener.listen(QUEUE)


class WebServer:
    """Run from `start` to `close`. listener: an open socket. report: is told when the server fails."""

    def __init__(self, listener: socket.socket, pictures: PictureStream, report: Report) -> None:
        self._listener, self._pictures, self._report = listener, pictures, report
        self._ready = threading.Event()
        self._thread: threading.Thread | None = None
        self._notices = Notices("web page", report)

    def start(self, app: ASGIApp) -> None:
        """Begin to answer; connections made before that wait in the socket."""
        config = uvicorn.Config(
            app,
            loop="asyncio",
            http=functools.partial(GuardedProtocol, Strangers(self._notices)),  # type: ignore[arg-type]
            ws="none",
            lifespan="off",
            log_config=None,
            log_level="error",
            access_log=False,
            proxy_headers=False,  # Connections are found by the address they come from; nobody may make one up.
            server_header=False,
            backlog=BACKLOG,
            timeout_graceful_shutdown=1,
        )
        self._server = QueueingServer(config)
        self._thread = threading.Thread(target=self._run, name="web", daemon=True)
        self._thread.start()
        self._ready.wait(5)

    def close(self) -> None:
        """Stop within about a second, whoever still watches; safe to call twice."""
        if self._thread is None or not self._thread.is_alive():
            return
        with suppress(RuntimeError):  # The loop ended by itself between the two lines.
            self._loop.call_soon_threadsafe(self._end)
        self._thread.join(3)

    def sender(self, patience: float) -> Sender:
        """How things are sent: a viewer that takes nothing for `patience` seconds loses its connection."""

        async def send(scope: Scope, sending: Awaitable[None]) -> bool:
            """Await `sending`; False when the viewer was let go instead."""
            try:
                await asyncio.wait_for(sending, patience)
                return True
            except TimeoutError:
                self._cut(scope["client"])
                await asyncio.sleep(0)  # One turn, in which the server learns of it.
                return False

        return send

    def _run(self) -> None:
        counted = Counted(self._notices)
        logging.getLogger("uvicorn.error").addHandler(counted)
        try:
            asyncio.run(self._main())
        except Exception as error:  # noqa: BLE001  # The camera goes on without its page; but someone has to know.
            self._report(f"the web page has stopped: {type(error).__name__}: {error}")
        finally:
            self._listener.close()  # Which uvicorn 0.30 leaves open where it is told to end while it begins.
            logging.getLogger("uvicorn.error").removeHandler(counted)
            self._notices.tell()

    async def _main(self) -> None:
        self._loop = asyncio.get_running_loop()
        self._loop.set_exception_handler(self._failed)
        answering = asyncio.create_task(self._server.serve(sockets=[self._listener]))
        encoding = asyncio.create_task(self._pictures.keep_current())
        self._ready.set()
        await asyncio.wait({answering, encoding}, return_when=asyncio.FIRST_COMPLETED)
        self._end()  # Whichever ended first, the other must not stay behind.
        await answering
        encoding.cancel()
        with suppress(asyncio.CancelledError):
            await encoding

    def _failed(self, loop: asyncio.AbstractEventLoop, about: dict[str, Any]) -> None:
        """asyncio would log a traceback each, as for every connection that finds no descriptor left."""
        error = about.get("exception")
        self._notices.count("failures", f"{type(error).__name__}: {error}" if error else str(about.get("message")))

    def _end(self) -> None:
        self._pictures.end()
        self._server.should_exit = True
        self._loop.call_later(FAREWELL, self._cut)

    def _cut(self, client: tuple[str, int] | None = None) -> None:
        """Cut the connection from `client`, or all of them, without waiting for what was not read."""
        for connection in list(self._server.server_state.connections):
            if isinstance(connection, GuardedProtocol) and client in (None, connection.client):
                connection.transport.abort()
