"""What leaves as a message: secrets masked, control characters made visible, one line. The standard library alone.

Console, journal, pages and error records all send their texts through `one_line` (or `masked`, where line ends and
control characters are somebody else's, as in JSON).
"""

import re
import unicodedata
from typing import Any

MASK = "***"

LONGEST = 4000
"""Characters of one message; whoever sends more, a foreign file or server, is not worth reading."""

ADDRESS = re.compile(
    r"""
    (?P<scheme> (?<![a-z0-9+.-]) [a-z][a-z0-9+.-]{1,30} :[/\\]+ )  # Also with one slash, as a path; C:/ has one letter.
    (?:
        [^\s/\\?\#@:\[\]]{0,200} : \S{0,1000} @   # user:password@, and the last @ ends it
      | [^\s/\\?\#@:\[\]]{0,1000} @               # user@: it may be a token
      | (?P<user> [^\s/\\?\#@:\[\]]{1,200} : )    # A password with a blank in it, or one that no host follows.
        (?! \d{1,5}(?!\w) | \[? :?port\b | [/\\'"\])] | \s | $ ) (?: [^\n]{0,1000} @ | \S+ )
    )
    """,
    re.IGNORECASE | re.VERBOSE,
)
"""Bounds everywhere: a text of a megabyte is searched in no time."""

BARE = re.compile(
    r"(?<![\w/\\:@*.%+-])(?!mailto:)[\w.%+-]{1,200}:(?![/\\*])[^\s@:]\S{0,1000}@(?=[\w\[])", re.IGNORECASE
)
"""user:password@host without a scheme. C:\\… is none."""

VALUE = re.compile(
    r"""
    (?P<name> (?: pass(?:word|wd|phrase|code)? | token | secret | api-?key
      | (?<![a-z]) (?: pwd | pw | (?:\w{0,40}[_-])? key ) ) = )
    (?P<value> [^\s&]+ )
    """,
    re.IGNORECASE | re.VERBOSE,
)

CLOSING = "'\")]>;:,."
"""What may follow a value in a sentence."""

UNSEEN = {"Cc", "Cf", "Cs", "Zl", "Zp"}
"""Unicode categories that are shown by their number: control characters, direction overrides, half characters."""


class Shown(str):
    """A message that holds a secret because its reader needs it: the page's address with the token.

    given: the reader has chosen the secret, so that a journal or a file need not hold it.
    """

    given: bool

    def __new__(cls, text: str, *, given: bool = False) -> "Shown":
        """As a str."""
        shown = super().__new__(cls, text)
        shown.given = given
        return shown


def masked(text: str) -> str:
    """The text with `***` in place of passwords: in addresses (the last @ counts), `pass…=`, `token=`, `key=`."""
    text = ADDRESS.sub(_without_login, text)
    text = BARE.sub(f"{MASK}@", text)
    return VALUE.sub(_without_value, text)


def escaped(text: str) -> str:
    """The text on one line: line ends and tabs are blanks, and other characters that draw nothing are `\\x1b`."""
    text = re.sub(r"\s*[\n\r\v\f\x85\u2028\u2029]+\s*|\t", " ", text.rstrip())
    return "".join(_visible(sign) if unicodedata.category(sign) in UNSEEN else sign for sign in text)


def one_line(text: str) -> str:
    """The text as a message may leave this program."""
    line = masked(escaped(text))
    return line if len(line) <= LONGEST else f"{line[:LONGEST]}…"


def without_secrets(value: Any) -> Any:
    """A JSON value with `masked` texts; names stay as they are."""
    if isinstance(value, str):
        return masked(value)
    if isinstance(value, dict):
        return {name: without_secrets(part) for name, part in value.items()}
    if isinstance(value, (list, tuple)):
        return [without_secrets(part) for part in value]
    return value


def _without_login(found: re.Match[str]) -> str:
    whole, user = found.group(0), found.group("user")
    if user and not whole.endswith("@"):
        return f"{found.group('scheme')}{user}{MASK}"
    return f"{found.group('scheme')}{MASK}@"


def _without_value(found: re.Match[str]) -> str:
    value = found.group("value")
    return f"{found.group('name')}{MASK}{value[len(value.rstrip(CLOSING)) :]}"


def _visible(sign: str) -> str:
    return sign.encode("ascii", "backslashreplace").decode() if not sign.isascii() else f"\\x{ord(sign):02x}"
