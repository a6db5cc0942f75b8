import pytest

from fer_edge.system.logins import join_login, split_login


@pytest.mark.parametrize(
    ("address", "bare", "user", "password"),
    [
        ("rtsp://u:p@h/s", "rtsp://h/s", "u", "p"),
        ("rtsp://u:p@x@h:554/s@2", "rtsp://h:554/s@2", "u", "p@x"),
        ("rtsp://u:p/w?x#y@h/s", "rtsp://h/s", "u", "p/w?x#y"),
        ("rtsp://u%40x:p%2Fw@h", "rtsp://h", "u@x", "p/w"),
        ("rtsp://u@h", "rtsp://h", "u", None),
        ("http://h:80/a", "http://h:80/a", None, None),
        ("http://h/a@b", "http://h/a@b", None, None),
        ("http://[::1]:80/a@b", "http://[::1]:80/a@b", None, None),
    ],
)
def test_a_login_is_read(address, bare, user, password):
    assert split_login(address) == (bare, user, password)


@pytest.mark.parametrize("address", ["mqtt://pi:12?34@broker", "rtsp://u:1/2@h", "rtsp://u:/2@h"])
def test_what_may_be_a_port_or_a_password_is_refused_with_the_way_to_write_it(address):
    with pytest.raises(ValueError, match="%2F for /") as refused:
        split_login(address)
    assert "34" not in str(refused.value)


def test_a_login_goes_back_percent_encoded():
    assert join_login("rtsp://h/s", "a@b", "p/?#%:@") == "rtsp://a%40b:p%2F%3F%23%25%3A%40@h/s"
    assert join_login("rtsp://h/s", "u", None) == "rtsp://u@h/s"
    assert split_login(join_login("rtsp://h/s", "a@b", "p/?#%:@")) == ("rtsp://h/s", "a@b", "p/?#%:@")
