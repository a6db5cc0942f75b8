"""The page and its stream; the stream without a server, as an ASGI application."""

import asyncio
import json
import struct

import pytest

from fer_edge.data.labels import LABELS
from fer_edge.runtime.sinks.web.access import AccessPolicy
from fer_edge.runtime.sinks.web.app import build_app
from fer_edge.runtime.sinks.web.pictures import PictureStream
from fer_edge.runtime.sinks.web.recent import RecentExpressions
from fer_edge.runtime.status import Status
from tests.runtime.sinks.web.viewing import ask, face, frame, serving
from tests.waiting import Clock


def stream(pictures: PictureStream, recent: RecentExpressions) -> list[dict]:
    """What a viewer is sent by a stream that ends while its first block is on the way."""
    sent = []

    async def send(message):
        sent.append(message)

    async def receive():
        await asyncio.Event().wait()

    async def ending(scope, sending):
        pictures.end()
        await sending
        return True

    scope = {"type": "http", "method": "GET", "path": "/stream", "query_string": b"", "client": ("127.0.0.1", 1)}
    scope["headers"] = [(b"host", b"127.0.0.1:80")]
    policy = AccessPolicy(token=None, loopback=True, port=80)
    asyncio.run(build_app(policy, pictures, recent, Status(), ending)(scope, receive, send))
    return sent


def headers(sent: list[dict]) -> list[dict]:
    """The JSON of every block in what was sent."""
    body, found = b"".join(message.get("body", b"") for message in sent), []
    while body:
        text, picture = struct.unpack(">II", body[:8])
        found.append(json.loads(body[8 : 8 + text]))
        body = body[8 + text + picture :]
    return found


def test_all_files_of_the_page_come_from_here():
    with serving() as (web, _):
        for path in ("/page.css", "/page.js", "/faces.js", "/stream.js", "/timeline.js", "/icon.svg"):
            status, _, text = ask(web, path)
            assert status == 200
            assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")


def test_who_comes_late_sees_the_past():
    clock, pictures = Clock(), PictureStream(LABELS)
    recent = RecentExpressions(len(LABELS), clock)
    for clock.now in (0.1, 0.5, 0.9, 1.2):
        recent.add([face(3), face(3, track=2)])
    pictures.put(frame(0), [])
    hello, told, _ = headers(stream(pictures, recent))
    assert hello["labels"] == list(LABELS) and len(hello["colours"]) == len(LABELS)
    number, faces, shares = told["recent"][0]
    assert number == 0 and faces == 2 and shares[3] == pytest.approx(0.7)
    assert told["status"]["silent"] < 2 and told["status"]["viewers"] == 1


def test_a_viewer_whose_block_was_on_its_way_is_told_of_the_end_as_well():
    sent = stream(PictureStream(LABELS), RecentExpressions(len(LABELS)))
    assert sent[0]["status"] == 200
    assert not sent[-1]["more_body"] and headers(sent)[-1] == {"ended": True}
