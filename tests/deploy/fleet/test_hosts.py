import pytest

from fer_edge.deploy.fleet.hosts import Host, parse_host
from fer_edge.errors import UsageError


@pytest.mark.parametrize(
    ("text", "read"),
    [
        ("kitchen", ("kitchen", "", 0)),
        ("pi@10.0.0.2", ("10.0.0.2", "pi", 0)),
        ("pi@kitchen.local:2222", ("kitchen.local", "pi", 2222)),
        ("[fe80::1%eth0]:22", ("fe80::1%eth0", "", 22)),
        ("pi@[::1]", ("::1", "pi", 0)),
    ],
)
def test_a_host_as_people_write_it(text, read):
    host = parse_host(text)
    assert (host.address, host.user, host.port) == read and host == Host(
        name=text, address=read[0], user=read[1], port=read[2]
    )


NONE = ["", "@", "pi@", "-oProxyCommand=x", "-l@h", "pi@-h", "pi:secret@h", "ssh://pi@h", "a b", "h:0x", "h:70000"]
NONE += ["::1", "[h:x]", "h\n", "h:", "a@b@c", "h\x1b"]


@pytest.mark.parametrize("text", NONE)
def test_what_is_none_is_wrong_usage(text):
    with pytest.raises(UsageError):
        parse_host(text)
