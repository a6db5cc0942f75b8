from datetime import datetime

import pytest

from fer_edge.deploy.explain.words import clock, lately, parse_since, share, span, times
from fer_edge.errors import UsageError


@pytest.mark.parametrize(("text", "seconds"), [("24h", 86_400), ("90m", 5400), ("7d", 604_800), ("2w", 1_209_600)])
def test_a_span_is_read(text, seconds):
    assert parse_since(text) == seconds


@pytest.mark.parametrize(
    "text", ["", "h", "24", "-1h", "1.5h", "24 h", "0m", "9999999w", "²h", "1y", "24h\n", "9" * 99 + "s"]
)
def test_what_is_no_span_is_refused(text):
    with pytest.raises(UsageError, match="--since"):
        parse_since(text)


def test_times_are_as_short_as_they_can_be():
    now = datetime(2027, 3, 4, 15, 0).timestamp()
    assert clock(now - 3600, now) == "14:00"
    assert clock(now - 86_400, now) == "15:00 on 3 March"
    assert clock(now - 100 * 86_400, now) == "15:00 on 24 November 2026"
    assert [span(seconds) for seconds in (0, 59, 3661, 86_400 * 2 + 7200)] == ["0 s", "59 s", "1 h 1 min", "2 days 2 h"]
    assert [lately(seconds) for seconds in (86_400.0, 5400.0, 604_800.0)] == ["24 h", "1 h 30 min", "7 days"]
    assert [times(count) for count in (1, 2, 1200)] == ["once", "twice", "1,200 times"]
    assert [share(part) for part in (0.0, 0.004, 0.256)] == ["0%", "0.4%", "26%"]
