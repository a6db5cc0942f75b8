import socket
import statistics
import time

import pytest

from fer_edge.runtime.sinks.web.server import QueueingServer
from tests.runtime.sinks.web.viewing import face, frame, pictures, serving, stuck, watching
from tests.waiting import BUSY, promptly, until


def test_a_viewer_that_does_not_read_slows_nothing_and_is_let_go():
    with serving(patience=2.0) as (web, _), stuck(web), watching(web) as blocks:  # A busy machine reads late too.
        until(lambda: web.pictures.viewers == 2)
        took = []
        for index in range(1000):
            began = time.perf_counter()
            web.write(frame(index), [face(index)])
            took.append(time.perf_counter() - began)
        assert statistics.median(took) < BUSY * 0.001
        assert next(pictures(blocks))
        end = time.monotonic() + 20
        for index in range(1000, 10_000):  # It is only found out by pictures that it does not take.
            web.write(frame(index), [face(index)])
            next(pictures(blocks))
            if web.pictures.viewers == 1:
                break
            assert time.monotonic() < end, "the stuck viewer is still served"


def test_closing_takes_a_moment_whoever_watches():
    with serving() as (web, _), stuck(web), watching(web) as blocks:
        until(lambda: web.pictures.viewers == 2)
        for index in range(10):
            web.write(frame(index), [])
            next(pictures(blocks))
        with promptly(2.0):
            web.close()
        *_, last = blocks
        assert last[0] == {"ended": True}
        web.close()


def test_a_picture_that_cannot_be_made_is_told_and_stops_no_frame():
    with serving() as (web, lines), watching(web) as blocks:
        web.write(frame(0, None), [])
        assert list(blocks)[-1][0] == {"ended": True}
        until(lambda: len(lines) == 2)
        assert "web page has stopped" in lines[1]
        web.write(frame(1), [])


def test_a_page_that_is_told_to_end_while_it_begins_frees_its_port(monkeypatch):
    begin = QueueingServer.startup

    async def begin_and_end(server, sockets=None):
        await begin(server, sockets)
        server.should_exit = True

    monkeypatch.setattr(QueueingServer, "startup", begin_and_end)
    with serving() as (web, _):
        pass
    with pytest.raises(ConnectionRefusedError):
        socket.create_connection(("127.0.0.1", web.port), timeout=5)
