"""What a connection is allowed before it has asked for anything."""

import socket
import time

import pytest

from fer_edge.runtime.sinks.web import protocol
from tests.runtime.sinks.web.viewing import ask, frame, pictures, serving, watching
from tests.waiting import BUSY

TOKEN = "a-good-token"


@pytest.fixture
def page(monkeypatch):
    monkeypatch.setattr(protocol, "HEAD", 0.3)
    with serving("0.0.0.0:0", token=TOKEN) as (web, lines):
        yield web, lines


def closed(peer: socket.socket, saying: bytes = b"") -> float:
    """Seconds until the other side closes, while a byte is said now and then."""
    began = time.monotonic()
    peer.settimeout(0.05)
    while time.monotonic() < began + 2 * BUSY:
        try:
            if saying:
                peer.sendall(saying)
            if not peer.recv(4096):
                break
        except TimeoutError:
            continue
        except OSError:
            break
    return time.monotonic() - began


@pytest.mark.parametrize("saying", [b"", b"x"])
def test_who_does_not_ask_in_time_is_closed(page, saying):
    with socket.create_connection(("127.0.0.1", page[0].port), 5) as peer:
        peer.sendall(b"GET / HTTP/1.1\r\nX: " if saying else b"")
        assert closed(peer, saying) < BUSY


@pytest.mark.parametrize("more", [b"", b"Content-Length: 9\r\n"])
def test_who_was_answered_and_asks_no_more_is_closed(page, more):
    with socket.create_connection(("127.0.0.1", page[0].port), 5) as peer:
        peer.sendall(b"GET / HTTP/1.1\r\nHost: x\r\n" + more + b"\r\n")
        assert peer.recv(4096).startswith(b"HTTP/1.1 401")
        assert closed(peer, b"G") < BUSY


def test_a_viewer_outlasts_the_deadline(page):
    web, lines = page
    with watching(web, Cookie=ask(web, f"/?token={TOKEN}")[1]["set-cookie"].split(";")[0]) as blocks:
        began, index = time.monotonic(), 0
        while time.monotonic() < began + 0.8:
            web.write(frame(index), [])
            next(pictures(blocks))
            index += 1
    assert len(lines) == 1


def test_an_origin_that_is_none_is_refused_without_a_line(page):
    assert ask(page[0], Origin="http://[")[0] == 403
    assert len(page[1]) == 1
