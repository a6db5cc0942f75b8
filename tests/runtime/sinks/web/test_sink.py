"""The page's sink, as viewers meet it: over sockets, from outside."""

import asyncio
import http.client
import json
import socket
import statistics
import struct
import time
from contextlib import contextmanager

import cv2
import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from fer_edge.errors import UsageError
from fer_edge.runtime.sinks.web.access import AccessRules
from fer_edge.runtime.sinks.web.app import build_app
from fer_edge.runtime.sinks.web.pictures import PictureStream
from fer_edge.runtime.sinks.web.recent import RecentExpressions
from fer_edge.runtime.sinks.web.sink import WebPage
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Face, Frame

TOKEN = "a-good-token"
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
            yield json.loads(answer.read(text)), answer.read(picture)

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


def until(condition, seconds=5.0):
    end = time.monotonic() + seconds
    while not condition():
        assert time.monotonic() < end, "it did not happen in time"
        time.sleep(0.01)


def pictures(blocks):
    return ((header["record"], jpeg) for header, jpeg in blocks if "record" in header)


def test_this_machine_sees_the_page_without_a_token():
    with serving() as (web, lines):
        assert lines == [f"watch at http://127.0.0.1:{web.port}/"]
        status, headers, text = ask(web)
        assert status == 200 and "<canvas" in text
        assert headers["cache-control"] == "no-store" and "default-src 'none'" in headers["content-security-policy"]


def test_all_files_of_the_page_come_from_here():
    with serving() as (web, _):
        for path in ("/page.css", "/page.js", "/faces.js", "/stream.js", "/timeline.js", "/icon.svg"):
            status, _, text = ask(web, path)
            assert status == 200
            assert "http" not in text.replace('xmlns="http://www.w3.org/2000/svg"', "")


@pytest.mark.parametrize("path", ["/", "/stream", "/page.js", "/nothing", "/?token=wrong", "/?token=%C3%A9"])
def test_from_elsewhere_nothing_is_seen_without_the_token(path):
    with serving("0.0.0.0:0") as (web, _):
        assert ask(web, path)[0] == 401


def test_the_address_that_is_reported_opens_the_page_and_leaves_a_cookie():
    with serving("0.0.0.0:0") as (web, lines):
        token = lines[0].partition("?token=")[2]
        assert len(token) > 20
        status, headers, _ = ask(web, f"/?token={token}")
        assert status == 200
        cookie, *flags = headers["set-cookie"].split("; ")
        assert {"HttpOnly", "SameSite=Strict"} <= set(flags) and token not in cookie
        assert ask(web, Cookie=cookie)[0] == ask(web, "/stream", Cookie=cookie)[0] == 200
        assert ask(web, Cookie=cookie[:-1])[0] == 401


def test_a_token_that_is_given_is_demanded_on_this_machine_too():
    with serving(token=TOKEN) as (web, _):
        assert ask(web)[0] == 401
        assert ask(web, f"/?token={TOKEN}")[0] == 200


@pytest.mark.parametrize("headers", [{"Host": "evil.example"}, {"Host": "["}, {"Origin": "http://evil.example"}])
def test_a_foreign_name_or_page_gets_nothing(headers):
    with serving() as (web, _):
        assert ask(web, **headers)[0] == 403
        assert ask(web, "/stream", **headers)[0] == 403


@pytest.mark.parametrize("address", ["web", "1:2:3", "70000", "127.0.0.1:", "no.such.host.invalid:80"])
def test_an_address_that_is_none_is_told_in_one_line(address):
    with pytest.raises(UsageError, match=f"--web {address}") as told:
        WebPage(address, None, LABELS, Status(), print)
    assert "\n" not in str(told.value)


def test_a_port_in_use_and_a_short_token_are_told():
    with serving() as (web, _), pytest.raises(UsageError, match=f"{web.port} is in use"):
        WebPage(str(web.port), None, LABELS, Status(), print)
    with pytest.raises(UsageError, match="at least 8"):
        WebPage("0", "short", LABELS, Status(), print)


def test_several_viewers_get_the_same_pictures_each_with_its_own_record():
    with serving() as (web, _), watching(web) as first, watching(web) as second:
        for viewer in (pictures(first), pictures(second)):
            for index in range(3):
                web.write(frame(index, np.full((60, 80, 3), index * 80, np.uint8)), [])
                record, jpeg = next(found for found in viewer if found[0]["frame"] == index)
                assert record["faces"] == []
                shown = cv2.imdecode(np.frombuffer(jpeg, np.uint8), cv2.IMREAD_COLOR)
                assert shown.shape == (60, 80, 3) and abs(shown.mean() - index * 80) < 3


def test_a_face_is_told_with_its_doubt():
    doubtful = Face(**{**vars(face(3)), "uncertain": True})
    with serving() as (web, _), watching(web) as blocks:
        web.write(frame(0), [doubtful])
        (found,) = next(pictures(blocks))[0]["faces"]
        assert found["uncertain"] is True and found["track"] == 1 and found["probabilities"]["happy"] == 0.7


def test_a_viewer_that_does_not_read_slows_nothing_and_is_let_go():
    with serving(patience=4.0) as (web, _), stuck(web), watching(web) as blocks:  # A busy machine reads late too.
        until(lambda: web._live.viewers == 2)
        took = []
        for index in range(1000):
            began = time.perf_counter()
            web.write(frame(index), [face(index)])
            took.append(time.perf_counter() - began)
            time.sleep(0.001)
        assert statistics.median(took) < 0.001
        assert next(pictures(blocks))
        end = time.monotonic() + 20
        for index in range(1000, 10_000):  # It is only found out by pictures that it does not take.
            web.write(frame(index), [face(index)])
            next(pictures(blocks))
            if web._live.viewers == 1:
                break
            assert time.monotonic() < end, "the stuck viewer is still served"


def test_nothing_is_encoded_while_nobody_looks():
    with serving() as (web, _):
        web.write(frame(0), [])
        time.sleep(0.2)
        assert web._live.block == b""


def test_who_comes_late_sees_the_past():
    with serving() as (web, _):
        for index in range(12):
            web.write(frame(index), [face(3), face(3, track=2)])
            time.sleep(0.1)
        with watching(web) as blocks:
            hello, told = next(blocks)[0], next(blocks)[0]
            assert hello["labels"] == list(LABELS) and len(hello["colours"]) == 7
            number, faces, shares = told["history"][0]
            assert number == 0 and faces == 2 and shares[3] == pytest.approx(0.7)
            assert told["status"]["silent"] < 2 and told["status"]["viewers"] == 1


def test_the_past_is_ten_minutes_long_and_has_gaps_where_nothing_was_seen():
    now = [0.0]
    history = RecentExpressions(7, lambda: now[0])
    for now[0] in (0.0, 0.5, 1.0, 5.0, 700.0):
        history.add([face(0)] if now[0] == 0.5 else [])
    now[0] = 5.5
    assert [(number, faces) for number, faces, _ in history.since(-1)] == [(0, 0.5), (1, 0.0)]
    now[0] = 701.0
    assert [number for number, *_ in history.since(-1)] == [700]
    assert history.since(701) == []


def test_closing_takes_a_moment_whoever_watches():
    with serving() as (web, _), stuck(web), watching(web) as blocks:
        until(lambda: web._live.viewers == 2)
        for index in range(40):
            web.write(frame(index), [])
            next(pictures(blocks))
        began = time.monotonic()
        web.close()
        assert time.monotonic() - began < 2.0
        *_, last = blocks
        assert last[0] == {"ended": True}
        web.close()


def test_a_viewer_whose_block_was_on_its_way_is_told_of_the_end_as_well():
    live, sent = PictureStream(LABELS), []

    async def send(message):
        sent.append(message)

    async def receive():
        await asyncio.Event().wait()

    async def ending(scope, sending):
        live.end()
        await sending
        return True

    scope = {"type": "http", "method": "GET", "path": "/stream", "query_string": b"", "client": ("127.0.0.1", 1)}
    scope["headers"] = [(b"host", b"127.0.0.1:80")]
    app = build_app(
        AccessRules(token=None, loopback=True, port=80), live, RecentExpressions(len(LABELS)), Status(), ending
    )
    asyncio.run(app(scope, receive, send))
    assert sent[0]["status"] == 200
    assert not sent[-1]["more_body"] and sent[-1]["body"].endswith(b'{"ended":true}')


def test_a_picture_that_cannot_be_made_is_told_and_stops_no_frame():
    with serving() as (web, lines), watching(web) as blocks:
        web.write(frame(0, None), [])
        assert list(blocks)[-1][0] == {"ended": True}
        until(lambda: len(lines) == 2)
        assert "web page has stopped" in lines[1]
        web.write(frame(1), [])
