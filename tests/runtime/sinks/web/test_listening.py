import pytest

from fer_edge.errors import UsageError
from fer_edge.runtime.sinks.web.listening import listen


def test_without_a_host_this_machine_alone_can_look():
    place = listen("0")
    with place.socket:
        assert place.loopback and place.url == f"http://127.0.0.1:{place.port}/"


def test_every_interface_has_the_address_by_which_others_reach_it():
    place = listen("0.0.0.0:0")
    with place.socket:
        assert not place.loopback and "0.0.0.0" not in place.url


@pytest.mark.parametrize("address", ["web", "1:2:3", "70000", "127.0.0.1:", "no.such.host.invalid:80"])
def test_an_address_that_is_none_is_told_in_one_line(address):
    with pytest.raises(UsageError, match=f"--web {address}") as told:
        listen(address)
    assert "\n" not in str(told.value)


def test_a_port_in_use_is_told():
    place = listen("0")
    with place.socket, pytest.raises(UsageError, match=f"{place.port} is in use"):
        listen(str(place.port))
