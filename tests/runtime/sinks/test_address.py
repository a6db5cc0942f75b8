import pytest

from fer_edge.errors import UsageError
from fer_edge.runtime.sinks.address import parse_address


def test_this_machine_alone_is_answered_where_no_host_is_named():
    assert parse_address("9109", "--web") == ("127.0.0.1", 9109)
    assert parse_address("0.0.0.0:9109", "--web") == ("0.0.0.0", 9109)
    assert parse_address("[::1]:9109", "--web") == ("::1", 9109)


@pytest.mark.parametrize(
    "text", ["", "host", "9109x", "70000", "host:", "::1:80", "[::1:80", "a..b:80", f"{'a' * 64}:80"]
)
def test_an_address_that_cannot_be_meant_is_refused(text):
    with pytest.raises(UsageError, match=r"--web .*expected"):
        parse_address(text, "--web")
