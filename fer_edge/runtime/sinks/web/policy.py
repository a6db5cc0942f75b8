"""Who may ask: the token, and the names by which this machine may be called. For the page and for the metrics."""

import hashlib
import hmac
import secrets
from dataclasses import dataclass
from urllib.parse import quote, urlsplit

from fer_edge.errors import UsageError
from fer_edge.system.messages import Shown

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")

SHORTEST_TOKEN = 8
"""Characters; a shorter one is guessed in minutes over a local network."""


@dataclass(frozen=True, kw_only=True)
class RequestInfo:
    """What a request says of itself. token: in its address, or behind Authorization: Bearer. cookie: the page's."""

    host: str
    origin: str | None = None
    token: str = ""
    cookie: str = ""


@dataclass(frozen=True, kw_only=True)
class AccessPolicy:
    """token: what one has to know, None for nothing. loopback: only this machine can ask."""

    token: str | None
    loopback: bool
    port: int

    @property
    def cookie(self) -> str:
        """Its name; a browser keeps one set of cookies for all ports of a host."""
        return f"fer-edge-{self.port}"

    @property
    def proof(self) -> str:
        """What the cookie holds: that the token was known, not the token."""
        return hashlib.sha256(f"fer-edge {self.token}".encode()).hexdigest()

    def refusal(self, info: RequestInfo) -> tuple[int, str] | None:
        """The status and the reason why this request is not answered, or None when it is."""
        if self.loopback and _name(info.host) not in LOOPBACK_NAMES:  # DNS rebinding: a foreign name that leads here.
            return 403, f"This page is for this machine alone: call it http://127.0.0.1:{self.port}/"
        if info.origin is not None and _place(info.origin) != info.host:
            return 403, "Another page may not read this one."
        if self.token is None or self.knows_token(info) or _same(info.cookie, self.proof):
            return None
        return 401, "This page needs its token: open the address that fer-edge printed, the one with ?token= in it."

    def knows_token(self, info: RequestInfo) -> bool:
        """Whether the request carries the token itself."""
        return self.token is not None and _same(info.token, self.token)


def check_token(token: str | None) -> None:
    """Raises UsageError for one that is easy to guess or cannot be typed."""
    if token is not None and (len(token) < SHORTEST_TOKEN or not token.isascii() or not token.isprintable()):
        raise UsageError(
            f"--token: expected at least {SHORTEST_TOKEN} plain characters, got {len(token)}; "
            "leave it out and one is made"
        )


def make_token() -> str:
    """One that nobody guesses."""
    return secrets.token_urlsafe(16)


def address_with(token: str, url: str, said: str, *, given: bool) -> Shown:
    """The line that tells a person the address to open. given: the token is that person's own."""
    return Shown(f"{said} {url}?token={quote(token, safe='')}", given=given)


def _name(host: str) -> str:
    """The host without its port and brackets, in lower case."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _place(origin: str) -> str | None:
    try:
        return urlsplit(origin).netloc
    except ValueError:
        return None


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode("utf-8", "replace"), right.encode())
