"""The page on which faces are collected: the live page's server, stream and look, and keys of its own."""

import asyncio
from collections.abc import Awaitable, Callable
from pathlib import Path
from typing import Any

import cv2
import numpy as np
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse, PlainTextResponse, Response
from starlette.routing import Route

from fer_edge.collect.collector import Collector
from fer_edge.errors import FerEdgeError
from fer_edge.runtime.sinks.web.access import AccessControl
from fer_edge.runtime.sinks.web.app import STATIC, Sender, file_routes, stream_route
from fer_edge.runtime.sinks.web.pictures import Draw, PictureStream
from fer_edge.runtime.sinks.web.policy import AccessPolicy
from fer_edge.runtime.sinks.web.recent import RecentExpressions
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Face, Frame

OWN = Path(__file__).parent / "static"

SHARED = ("page.css", "stream.js", "view.js", "icon.svg")
"""Files of the live page."""

TAKEN, PASSED, STORING = (250, 250, 250), (120, 120, 120), (90, 200, 90)
"""BGR of a face that is taken while a key is held, of one that is not, and of one that is being stored."""

LONGEST_NUMBER = 9

Act = Callable[[Request], Any]


def picture_maker(collector: Collector) -> Draw:
    """What draws a frame for the page; the faces' confidence tells whether they would be taken."""

    def draw(frame: Frame, faces: list[Face]) -> tuple[dict[str, Any], np.ndarray]:
        """The state, and the picture with its faces."""
        state, drawn = collector.state(), frame.image.copy()
        width = max(round(frame.image.shape[0] / 160), 2)
        for face in faces:
            x, y, across, down = face.box
            colour = PASSED if not face.confidence else STORING if state["held"] else TAKEN
            cv2.rectangle(drawn, (x, y), (x + across, y + down), colour, width, cv2.LINE_AA)
        return {"collect": state, "faces": len(faces)}, drawn

    return draw


def build_app(
    policy: AccessPolicy,
    sender: Sender,
    pictures: PictureStream,
    collector: Collector,
    status: Status,
    notice: str | None,
) -> AccessControl:
    """The whole application, behind its access control. notice: who is responsible and whom to ask."""
    stream = stream_route(pictures, RecentExpressions(len(pictures.labels)), status, sender, notice)
    acts: dict[str, Act] = {
        "press": lambda request: {"take": collector.press(request.query_params.get("label", ""))},
        "hold": lambda request: collector.hold(_take(request)),
        "release": lambda request: collector.release(_take(request)),
        "undo": lambda request: collector.undo(),
        "delete": lambda request: collector.delete(),
    }
    routes = [Route(f"/{name}", _answer(act), methods=["POST"]) for name, act in acts.items()]
    files = [*file_routes(OWN), *file_routes(STATIC, *SHARED)]
    return AccessControl(Starlette(routes=[*files, stream, *routes]), policy)


def _answer(act: Act) -> Callable[[Request], Awaitable[Response]]:
    async def answer(request: Request) -> Response:
        """Do it in a worker thread, for it may write files; what was wrong is told as text."""
        try:
            done = await asyncio.to_thread(act, request)
        except FerEdgeError as error:
            return PlainTextResponse(f"{error}\n", 400)
        return JSONResponse(done or {})

    return answer


def _take(request: Request) -> int:
    """The number of a take, 0 for none."""
    text = request.query_params.get("take", "")
    return int(text) if text.isascii() and text.isdecimal() and len(text) <= LONGEST_NUMBER else 0
