from urllib.parse import parse_qs, urlsplit

import pytest

from fer_edge.errors import UsageError
from fer_edge.runtime.sinks.web.policy import AccessPolicy, RequestInfo, address_with, check_token

OPEN = AccessPolicy(token=None, loopback=True, port=80)
CLOSED = AccessPolicy(token="a-good-token", loopback=False, port=80)


@pytest.mark.parametrize("origin", ["http://[", "http://evil.example", "null", "http://127.0.0.1:81", "http://[x]:y"])
def test_another_page_is_refused_whatever_it_is_called(origin):
    assert OPEN.refusal(RequestInfo(host="127.0.0.1:80", origin=origin))[0] == 403
    assert OPEN.refusal(RequestInfo(host="127.0.0.1:80", origin="http://127.0.0.1:80")) is None


@pytest.mark.parametrize("given", [{}, {"token": "a-good-toke"}, {"cookie": "x"}, {"token": "\udcff"}])
def test_who_does_not_know_the_token_is_refused(given):
    assert CLOSED.refusal(RequestInfo(host="cam", **given))[0] == 401
    assert CLOSED.refusal(RequestInfo(host="cam", token="a-good-token")) is None
    assert CLOSED.refusal(RequestInfo(host="cam", cookie=CLOSED.proof)) is None


def test_an_address_with_any_token_leads_back_to_it():
    check_token("a+b&c#d%e f/?")
    line = address_with("a+b&c#d%e f/?", "http://cam/", "watch at", given=True)
    assert parse_qs(urlsplit(line.split()[-1]).query) == {"token": ["a+b&c#d%e f/?"]} and line.given


@pytest.mark.parametrize("token", ["", "short", "not plain \N{SNOWMAN}", "a-line\nand-more"])
def test_a_token_that_is_easy_to_guess_or_cannot_be_typed_is_refused(token):
    with pytest.raises(UsageError, match="at least 8"):
        check_token(token)
