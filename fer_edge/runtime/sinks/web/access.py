"""Who may look: the token, the names by which this machine may be called, and what a browser may do with the page."""

import hashlib
import hmac
from dataclasses import dataclass
from urllib.parse import urlsplit

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

LOOPBACK_NAMES = ("localhost", "127.0.0.1", "::1")
MONTH = 30 * 24 * 3600

HEADERS = {
    "Cache-Control": "no-store",
    "Content-Security-Policy": (
        "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' blob:; connect-src 'self'; "
        "base-uri 'none'; form-action 'none'; frame-ancestors 'none'"
    ),
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Permissions-Policy": "camera=(), microphone=(), geolocation=()",
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
}


@dataclass(frozen=True, kw_only=True)
class AccessPolicy:
    """token: what a viewer has to know, None for nothing. loopback: only this machine reaches the page."""

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

    def refusal(self, request: Request) -> tuple[int, str] | None:
        """The status and the reason why this request is not answered, or None when it is."""
        host = request.headers.get("host", "")
        if self.loopback and _name(host) not in LOOPBACK_NAMES:  # DNS rebinding: a foreign name that leads here.
            return 403, f"This page is for this machine alone: call it http://127.0.0.1:{self.port}/"
        origin = request.headers.get("origin")
        if origin is not None and urlsplit(origin).netloc != host:
            return 403, "Another page may not read this one."
        if self.token is None or self.knows_token(request) or self._has_cookie(request):
            return None
        return 401, "This page needs its token: open the address that fer-edge printed, the one with ?token= in it."

    def knows_token(self, request: Request) -> bool:
        """Whether the address carries the token."""
        return self.token is not None and _same(request.query_params.get("token", ""), self.token)

    def _has_cookie(self, request: Request) -> bool:
        return _same(request.cookies.get(self.cookie, ""), self.proof)


class AccessControl:
    """Refuse by the policy, or let through; every answer carries HEADERS, and the cookie once the token was shown."""

    def __init__(self, app: ASGIApp, policy: AccessPolicy) -> None:
        self._app, self._policy = app, policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        request = Request(scope)
        refused = self._policy.refusal(request)
        app = self._app if refused is None else PlainTextResponse(refused[1] + "\n", refused[0])
        added = dict(HEADERS)
        if refused is None and self._policy.knows_token(request):
            # No redirect that hides the token: after a click elsewhere a browser would follow it without the cookie.
            cookie = f"{self._policy.cookie}={self._policy.proof}; Path=/; Max-Age={MONTH}; HttpOnly; SameSite=Strict"
            added["Set-Cookie"] = cookie

        async def guarded(message: Message) -> None:
            """Send on, with the headers added to the head of the answer."""
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(added)
            await send(message)

        await app(scope, receive, guarded)


def _name(host: str) -> str:
    """The host without its port and brackets, in lower case."""
    try:
        return urlsplit(f"//{host}").hostname or ""
    except ValueError:
        return ""


def _same(given: str, right: str) -> bool:
    return hmac.compare_digest(given.encode(), right.encode())
