"""The page and its stream; the stream without a server, as an ASGI application."""

import pytest

from fer_edge.data.labels import LABELS
from fer_edge.runtime.sinks.web.pictures import PictureStream
from fer_edge.runtime.sinks.web.recent import RecentExpressions
from tests.runtime.sinks.web.viewing import ask, face, frame, headers, serving, stream, watching
from tests.waiting import Clock


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


def test_viewers_are_told_whom_to_ask():
    with serving(notice="Ada <ask@example.org>") as (web, _), watching(web) as blocks:
        assert next(blocks)[0]["notice"] == "Ada <ask@example.org>"


def test_a_viewer_whose_block_was_on_its_way_is_told_of_the_end_as_well():
    sent = stream(PictureStream(LABELS), RecentExpressions(len(LABELS)))
    assert sent[0]["status"] == 200
    assert not sent[-1]["more_body"] and headers(sent)[-1] == {"ended": True}
