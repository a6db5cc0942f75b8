"""A small HTTP server for programs that read texts; the standard library alone, with the page's care for strangers."""

import asyncio
import threading
from collections.abc import Callable
from contextlib import suppress
from http import HTTPStatus
from urllib.parse import parse_qs

from fer_edge.runtime.sinks.web.listening import Place
from fer_edge.runtime.sinks.web.policy import AccessPolicy, RequestInfo
from fer_edge.runtime.sinks.web.strangers import BACKLOG, HEAD, QUEUE, Notices, Strangers

HEAD_BYTES = 8192

PLAIN = "text/plain; charset=utf-8"

Answers = dict[str, Callable[[], tuple[str, str]]]
"""By path: what makes the kind and the text of an answer."""

GONE = (OSError, TimeoutError, asyncio.IncompleteReadError, asyncio.LimitOverrunError)
"""A client that goes away, says nothing, or too much, is nobody's concern."""


class SmallServer:
    """Answer GET and HEAD until `close`, one request a connection, from a thread of its own."""

    def __init__(self, place: Place, policy: AccessPolicy, answers: Answers, notices: Notices) -> None:
        self._place, self._policy, self._answers, self._notices = place, policy, answers, notices
        self._strangers = Strangers(notices)
        self._loop = asyncio.new_event_loop()
        self._loop.set_exception_handler(lambda loop, about: notices.count("failures", str(about.get("exception"))))
        self._ready = threading.Event()
        self._thread = threading.Thread(target=self._run, name="metrics", daemon=True)
        self._thread.start()
        self._ready.wait(5)

    def close(self) -> None:
        """Stop listening and free the port; safe to call twice."""
        with suppress(RuntimeError):  # It has ended.
            self._loop.call_soon_threadsafe(self._loop.stop)
        self._thread.join(2)

    def _run(self) -> None:
        with self._place.socket, asyncio.Runner(loop_factory=lambda: self._loop) as runner:
            opening = asyncio.start_server(self._connected, sock=self._place.socket, backlog=BACKLOG, limit=HEAD_BYTES)
            server = runner.run(opening)
            self._place.socket.listen(QUEUE)
            self._ready.set()
            self._loop.run_forever()
            server.close()
        self._notices.tell()

    async def _connected(self, reader: asyncio.StreamReader, writer: asyncio.StreamWriter) -> None:
        peer = writer.get_extra_info("peername") or ("",)
        self._strangers.enter(writer, peer[0], writer.transport.abort)
        try:
            head = await asyncio.wait_for(reader.readuntil(b"\r\n\r\n"), HEAD)
            writer.write(self._answer(head.decode("latin-1"), lambda: self._strangers.admit(writer)))
            writer.close()
            await asyncio.wait_for(writer.wait_closed(), HEAD)
        except GONE:
            pass
        finally:
            writer.transport.abort()
            self._strangers.leave(writer)

    def _answer(self, head: str, admit: Callable[[], None]) -> bytes:
        first, *lines = head.split("\r\n")
        method, _, target = first.partition(" ")
        path, _, query = target.partition(" ")[0].partition("?")
        headers = {name.strip().lower(): value.strip() for name, _, value in (line.partition(":") for line in lines)}
        if refused := self._policy.refusal(_request_info(headers, query)):
            return _response(refused[0], PLAIN, refused[1] + "\n", method)
        admit()
        if method not in ("GET", "HEAD"):
            return _response(405, PLAIN, "GET or HEAD\n", method)
        if path not in self._answers:
            return _response(404, PLAIN, f"There are {' and '.join(self._answers)}\n", method)
        try:
            return _response(200, *self._answers[path](), method)
        except Exception as error:  # noqa: BLE001  A fault in one figure ends no run; it is counted and told.
            self._notices.count("requests failed", f"{type(error).__name__}: {error}")
            return _response(500, PLAIN, "This failed; the run says why.\n", method)


def _request_info(headers: dict[str, str], query: str) -> RequestInfo:
    scheme, _, bearer = headers.get("authorization", "").partition(" ")
    token = parse_qs(query).get("token", [""])[0]
    if not token and scheme.lower() == "bearer":
        token = bearer.strip()
    return RequestInfo(host=headers.get("host", ""), origin=headers.get("origin"), token=token)


def _response(status: int, kind: str, text: str, method: str) -> bytes:
    body = text.encode()
    head = (
        f"HTTP/1.1 {status} {HTTPStatus(status).phrase}\r\nContent-Type: {kind}\r\nContent-Length: {len(body)}\r\n"
        "Cache-Control: no-store\r\nX-Content-Type-Options: nosniff\r\nConnection: close\r\n\r\n"
    )
    return head.encode("latin-1") + (b"" if method == "HEAD" else body)
