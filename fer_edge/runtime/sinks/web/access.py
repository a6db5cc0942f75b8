"""The page's access control: refused or let through by the policy, and what a browser may do with the page."""

from starlette.datastructures import MutableHeaders
from starlette.requests import Request
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

from fer_edge.runtime.sinks.web.policy import AccessPolicy, RequestInfo

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


class AccessControl:
    """Refuse by the policy, or let through; every answer carries HEADERS, and the cookie once the token was shown.

    A connection that is let through is admitted, where the server keeps strangers apart ("admit" in the state).
    """

    def __init__(self, app: ASGIApp, policy: AccessPolicy) -> None:
        self._app, self._policy = app, policy

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """One request."""
        info = self._request_info(Request(scope))
        refused = self._policy.refusal(info)
        app = self._app if refused is None else PlainTextResponse(refused[1] + "\n", refused[0])
        added = dict(HEADERS)
        if refused is None:
            scope.get("state", {}).get("admit", lambda: None)()
            if self._policy.knows_token(info):
                # No redirect to hide the token: after a click elsewhere a browser would follow it without the cookie.
                cookie = f"{self._policy.cookie}={self._policy.proof}"
                added["Set-Cookie"] = f"{cookie}; Path=/; Max-Age={MONTH}; HttpOnly; SameSite=Strict"

        async def guarded(message: Message) -> None:
            """Send on, with the headers added to the head of the answer."""
            if message["type"] == "http.response.start":
                MutableHeaders(scope=message).update(added)
            await send(message)

        await app(scope, receive, guarded)

    def _request_info(self, request: Request) -> RequestInfo:
        return RequestInfo(
            host=request.headers.get("host", ""),
            origin=request.headers.get("origin"),
            token=request.query_params.get("token", ""),
            cookie=request.cookies.get(self._policy.cookie, ""),
        )
