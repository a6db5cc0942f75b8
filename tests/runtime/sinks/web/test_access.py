import pytest

from tests.runtime.sinks.web.viewing import ask, serving

TOKEN = "a-good-token"


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
