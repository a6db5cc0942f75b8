import json

import pytest

from fer_edge.system.messages import LONGEST, Shown, masked, one_line, without_secrets


@pytest.mark.parametrize(
    ("text", "shown"),
    [
        ("rtsp://u:p/w@h/stream", "rtsp://***@h/stream"),
        ("no rtsp://u:p?w#x@y@h/s; try", "no rtsp://***@h/s; try"),
        ("rtsp:/u:pw@h", "rtsp:/***@h"),
        (r"rtsp:\u:pw@h", r"rtsp:\***@h"),
        ("'rtsp://u:p w@h/s'", "'rtsp://***@h/s'"),
        ("rtsp://u:hunter2/stream", "rtsp://u:***"),
        ("(https://a-token@h/x)", "(https://***@h/x)"),
        ("mqtt://pi:12?34@broker", "mqtt://***@broker"),
        ("rtsp://:pw@h", "rtsp://***@h"),
        ("u:p@h and admin:pw/x@192.0.2.1/s", "***@h and ***@192.0.2.1/s"),
        ("http://h/user=admin_password=xyz_channel=1", "http://h/user=admin_password=***"),
        ("http://h/?Token=abc&x=1, 'key=2'", "http://h/?Token=***&x=1, 'key=***'"),
        (
            "passwd=a secret=b pwd=c pass=d api_key=e PASSWORD=f",
            "passwd=*** secret=*** pwd=*** pass=*** api_key=*** PASSWORD=***",
        ),
    ],
)
def test_a_secret_is_masked_and_stays_so(text, shown):
    assert masked(text) == masked(masked(text)) == shown


@pytest.mark.parametrize(
    "text",
    [
        r"C:\Users\me@work\model.onnx",
        "C:/Users/me@work/model.onnx",
        "write to me@home.org or mailto:me@home.org",
        "http://127.0.0.1:8080/ and http://[::1]:80/a",
        "http://cam:8080: refused, ask me@home.org",
        "expected mqtt[s]://[user[:password]@]host[:port][/topic]",
        "expected http://host:port/",
        "https://example.org/@someone/page",
        "write one `key = value` a line",
        "monkey=5, compass: 3, models/a:b@c",
        "expected rtsp://, rtsps://, http://, or a path",
    ],
)
def test_ordinary_text_stays(text):
    assert one_line(text) == text


def test_a_message_is_one_line_and_moves_no_cursor():
    line = one_line("a\x1b[31mb\x9b\u202ec\udcff\r\n\n  d\te\x07")
    assert line == r"a\x1b[31mb\x9b\u202ec\udcff d e\x07" and line.isprintable()


@pytest.mark.timeout(20)
@pytest.mark.parametrize(
    "text",
    [
        "x" * 10**6,
        "rtsp://u:" * 10_000,
        "a:" * 50_000,
        "(a:" * 50_000,
        "pass=]" * 50_000,
        "pass=" + "]" * 50_000,
        "pass=" * 50_000,
    ],
)
def test_a_message_without_an_end_is_cut_at_once(text):
    assert len(one_line(text)) <= LONGEST + 1


def test_json_is_masked_in_its_texts_alone():
    found = without_secrets({"token=": [1, None, ("rtsp://u:p@h", True)], "b": {"c": "x"}})
    assert json.dumps(found) == '{"token=": [1, null, ["rtsp://***@h", true]], "b": {"c": "x"}}'


def test_what_is_shown_on_purpose_is_a_text_that_says_so():
    assert Shown("a") == "a" and not Shown("a").given and Shown("a", given=True).given
