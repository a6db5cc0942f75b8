"""The page's files and its stream."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response
from starlette.routing import Route
from starlette.types import ASGIApp, Receive, Scope, Send

from fer_edge.runtime.sinks.drawing import COLOURS
from fer_edge.runtime.sinks.web.access import AccessControl
from fer_edge.runtime.sinks.web.pictures import PictureStream, pack
from fer_edge.runtime.sinks.web.policy import AccessPolicy
from fer_edge.runtime.sinks.web.recent import RecentExpressions
from fer_edge.runtime.status import Status

STATIC = Path(__file__).parent / "static"
KINDS = {".html": "text/html", ".css": "text/css", ".js": "text/javascript", ".svg": "image/svg+xml"}
MOST_VIEWERS = 32

Sender = Callable[[Scope, Awaitable[None]], Awaitable[bool]]
"""Waits for one sending to the viewer of a scope; False when the viewer was let go instead."""


def build_app(
    policy: AccessPolicy,
    pictures: PictureStream,
    recent: RecentExpressions,
    status: Status,
    sender: Sender,
    notice: str | None = None,
) -> ASGIApp:
    """The whole application, behind its access control. notice: who is responsible and whom to ask."""
    stream = stream_route(pictures, recent, status, sender, notice)
    return AccessControl(Starlette(routes=[*file_routes(STATIC), stream]), policy)


def file_routes(folder: Path, *names: str) -> list[Route]:
    """A route for each file of a page in `folder`, or for those of these names; index.html is the page itself."""
    files = sorted(path for path in folder.iterdir() if path.suffix in KINDS and (not names or path.name in names))
    return [Route("/" if path.name == "index.html" else f"/{path.name}", _file(path)) for path in files]


def stream_route(
    pictures: PictureStream, recent: RecentExpressions, status: Status, sender: Sender, notice: str | None = None
) -> Route:
    """The route of the stream of blocks."""
    return Route("/stream", _Stream(pictures, recent, status, sender, notice))


def _file(path: Path) -> Callable[[Request], Awaitable[Response]]:
    content = path.read_bytes()

    async def answer(request: Request) -> Response:
        """The file, as it was when the run began."""
        return Response(content, media_type=KINDS[path.suffix])

    return answer


class _Stream:
    """Blocks (see `pack`) without end, for one viewer: hello, then pictures, and once a second how the run goes.

    A viewer that is slow gets fewer pictures, always the newest; nothing is kept for it.
    """

    def __init__(
        self,
        pictures: PictureStream,
        recent: RecentExpressions,
        status: Status,
        sender: Sender,
        notice: str | None,
    ) -> None:
        self._pictures, self._recent, self._status, self._sender = pictures, recent, status, sender
        self._notice = notice

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One viewer, until it goes, is let go, or the run ends."""
        if self._pictures.viewers >= MOST_VIEWERS:
            await PlainTextResponse(f"{MOST_VIEWERS} are watching already.\n", 503)(scope, receive, send)
            return
        headers = [(b"content-type", b"application/octet-stream")]
        await send({"type": "http.response.start", "status": 200, "headers": headers})
        left = asyncio.create_task(_left(receive))
        try:
            with self._pictures.viewer():
                await self._feed(scope, send, left)
        finally:
            left.cancel()

    async def _feed(self, scope: Scope, send: Send, left: asyncio.Task[None]) -> None:
        blocks, number, second = [pack(self._hello())], 0, -1
        while not left.done():
            now = self._recent.now
            if now != second:
                blocks.append(pack(self._progress(second)))
                second = now
            if self._pictures.number != number:
                blocks.append(self._pictures.block)
                number = self._pictures.number
            ended = self._pictures.ended  # It may end while a block is on its way: then the farewell is the next.
            if ended:
                blocks.append(pack({"ended": True}))
            body = {"type": "http.response.body", "body": b"".join(blocks), "more_body": not ended}
            if blocks and not await self._sender(scope, send(body)):
                return
            if ended:
                return
            blocks = []
            await self._pictures.wait(number, 0.25)

    def _hello(self) -> dict[str, Any]:
        labels = self._pictures.labels
        colours = [COLOURS[index % len(COLOURS)] for index in range(len(labels))]
        return {"labels": labels, "colours": [f"#{r:02x}{g:02x}{b:02x}" for b, g, r in colours], "notice": self._notice}

    def _progress(self, second: int) -> dict[str, Any]:
        """second: the last one this viewer was told of, -1 for none."""
        about = {**self._status.snapshot(), "silent": self._pictures.silent, "viewers": self._pictures.viewers}
        return {"status": about, "second": self._recent.now, "recent": self._recent.since(second)}


async def _left(receive: Receive) -> None:
    while (await receive())["type"] != "http.disconnect":
        pass
