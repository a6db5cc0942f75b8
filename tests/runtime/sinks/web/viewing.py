"""A live page and its viewers: over sockets, from outside, or as an ASGI application without a server."""

import asyncio
import http.client
import json
import socket
import struct
from contextlib import contextmanager

import numpy as np

from fer_edge.data.labels import LABELS
from fer_edge.runtime.sinks.web.app import build_app
from fer_edge.runtime.sinks.web.pictures import PictureStream
from fer_edge.runtime.sinks.web.policy import AccessPolicy
from fer_edge.runtime.sinks.web.recent import RecentExpressions
from fer_edge.runtime.sinks.web.sink import WebPage
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Face, Frame
from tests.schemas import conform

NOISE = np.random.default_rng(0).integers(0, 255, (480, 640, 3), np.uint8)


def frame(index, image=NOISE) -> Frame:
    return Frame(index=index, time=index / 10, image=image)


def face(index, track=1) -> Face:
    """A face whose probabilities tell the frame it belongs to."""
    probabilities = np.full(7, 0.05, np.float32)
    probabilities[index % 7] = 0.7
    box = (200, 120, 120, 150)
    return Face(track=track, box=box, label=LABELS[index % 7], confidence=0.7, probabilities=probabilities)


@contextmanager
def serving(address="127.0.0.1:0", token=None, **options):
    """A page, and the lines it reported."""
    lines = []
    web = WebPage(address, token, LABELS, Status(), lines.append, **options)
    try:
        yield web, lines
    finally:
        web.close()


def ask(web, path="/", **headers):
    """The answer to one request: status, headers, text."""
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=5)
    try:
        connection.request("GET", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.headers, "" if path.startswith("/stream") else answer.read().decode()
    finally:
        connection.close()


@contextmanager
def watching(web, **headers):
    """The blocks that a viewer gets: header, JPEG."""
    connection = http.client.HTTPConnection("127.0.0.1", web.port, timeout=5)
    connection.request("GET", "/stream", headers=headers)
    answer = connection.getresponse()
    assert answer.status == 200

    def blocks():
        while lengths := answer.read(8):
            text, picture = struct.unpack(">II", lengths)
            yield conform("stream", json.loads(answer.read(text))), answer.read(picture)

    try:
        yield blocks()
    finally:
        answer.close()
        connection.close()


@contextmanager
def stuck(web):
    """A viewer that asks for the stream and never reads."""
    with socket.socket() as viewer:
        viewer.setsockopt(socket.SOL_SOCKET, socket.SO_RCVBUF, 4096)
        viewer.settimeout(5)
        viewer.connect(("127.0.0.1", web.port))
        viewer.sendall(b"GET /stream HTTP/1.1\r\nHost: 127.0.0.1\r\n\r\n")
        yield viewer


def pictures(blocks):
    return ((header["record"], jpeg) for header, jpeg in blocks if "record" in header)


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
