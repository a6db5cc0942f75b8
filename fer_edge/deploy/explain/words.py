"""Times and numbers as people say them."""

from datetime import datetime

from fer_edge.errors import UsageError

UNITS = {"s": 1, "m": 60, "h": 3600, "d": 86_400, "w": 604_800}

LONGEST = 366 * 86_400
"""Seconds; a journal does not go back so far."""


def parse_since(text: str) -> float:
    """Seconds of a span such as 24h, 90m or 7d. Raises UsageError when it is none."""
    number, unit = text[:-1], text[-1:]
    if not (number.isascii() and number.isdecimal() and len(number) <= 9 and unit in UNITS):
        raise UsageError(f"--since {text}: expected a number and m, h, d or w, such as 90m, 24h or 7d")
    seconds = int(number) * UNITS[unit]
    if not 0 < seconds <= LONGEST:
        raise UsageError(f"--since {text}: expected 1s to {LONGEST // 86_400}d")
    return float(seconds)


def clock(at: float, now: float) -> str:
    """When that is, in local time: as short as it can be told apart from now."""
    then, present = (datetime.fromtimestamp(seconds).astimezone() for seconds in (at, now))
    day = f"{then.day} {then:%B}"
    if then.year != present.year:
        return f"{then:%H:%M} on {day} {then.year}"
    return f"{then:%H:%M}" if then.date() == present.date() else f"{then:%H:%M} on {day}"


def span(seconds: float) -> str:
    """How long that is, in its two largest units."""
    rest, parts = round(seconds), []
    for name, size in (("day", 86_400), ("h", 3600), ("min", 60), ("s", 1)):
        count, rest = divmod(rest, size)
        if count:
            parts.append(f"{count} {name}{'s' * (name == 'day' and count != 1)}")
    return " ".join(parts[:2]) or "0 s"


def lately(seconds: float) -> str:
    """How long that is, where a day is better told as hours."""
    return f"{seconds / 3600:g} h" if seconds <= 2 * 86_400 and seconds % 3600 == 0 else span(seconds)


def times(count: int) -> str:
    """How often."""
    return {1: "once", 2: "twice"}.get(count, f"{count:,} times")


def plural(count: int, word: str) -> str:
    """A count and what is counted."""
    return f"{count:,} {word}{'s' * (count != 1)}"


def share(part: float) -> str:
    """A fraction as per cent."""
    return f"{part:.1%}" if 0 < part < 0.1 else f"{part:.0%}"
