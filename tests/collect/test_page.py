"""What the page's server answers; the page itself is looked at in test_browser.py."""

import http.client

import pytest

from tests.collect.sessions import collecting
from tests.runtime.sinks.web.viewing import ask, watching
from tests.waiting import until

pytest.importorskip("starlette", reason="no starlette: pip install 'fer-edge[web]'")


def post(session, path, **headers):
    connection = http.client.HTTPConnection("127.0.0.1", session.port, timeout=5)
    try:
        connection.request("POST", path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read().decode()
    finally:
        connection.close()


def faces(folder):
    return len(list(folder.rglob("take*.png")))


def test_a_press_stores_and_a_release_ends_it(tmp_path):
    with collecting(tmp_path / "mine") as (session, _, _):
        assert post(session, "/press?label=happy") == (200, '{"take":1}')
        until(lambda: faces(tmp_path / "mine") >= 3)
        assert post(session, "/release?take=1")[0] == 200
        before = faces(tmp_path / "mine")
        with watching(session) as blocks:
            states = [header["collect"] for header, _ in (next(blocks) for _ in range(6)) if "collect" in header]
        assert states[-1]["counts"]["happy"]["train"] == before and states[-1]["held"] is None
        assert post(session, "/undo")[0] == 200 and faces(tmp_path / "mine") == 0


def test_another_page_a_stranger_and_a_wrong_label_are_refused(tmp_path):
    with collecting(tmp_path / "mine") as (session, _, _):
        assert post(session, "/delete", Origin="http://evil.example")[0] == 403
        assert post(session, "/delete", Host="evil.example")[0] == 403
        assert ask(session, "/delete")[0] == 405
        status, text = post(session, "/press?label=..%2Fx")
        assert status == 400 and "there are happy, sad" in text


def test_elsewhere_needs_the_token(tmp_path):
    with collecting(tmp_path / "mine", web="0.0.0.0:0", token="a long secret") as (session, _, _):
        assert post(session, "/press?label=happy")[0] == 401
        assert post(session, "/press?label=happy&token=a+long+secret")[0] == 200


@pytest.mark.parametrize(
    "path", ["/", "/page.css", "/collect.css", "/collect.js", "/keys.js", "/view.js", "/stream.js"]
)
def test_the_page_brings_all_it_needs(tmp_path, path):
    with collecting(tmp_path / "mine") as (session, _, _):
        assert ask(session, path)[0] == 200
