"""A page on an address of this machine: who may look at it, and the line that says where it is."""

from collections.abc import Callable

from starlette.types import ASGIApp

from fer_edge.runtime.sinks.web.app import Sender
from fer_edge.runtime.sinks.web.listening import listen
from fer_edge.runtime.sinks.web.pictures import PictureStream
from fer_edge.runtime.sinks.web.policy import AccessPolicy, address_with, check_token, make_token
from fer_edge.runtime.sinks.web.server import WebServer
from fer_edge.runtime.types import Report


def serve(
    address: str,
    token: str | None,
    pictures: PictureStream,
    build: Callable[[AccessPolicy, Sender], ASGIApp],
    report: Report,
    patience: float,
) -> tuple[WebServer, int]:
    """Begin to serve an application; returns its server, which `close` ends, and the port.

    address: [HOST:]PORT; without a host only this machine can look. token: what a viewer has to know; None makes a
    new one where others can reach the page. build: makes the application, behind its access control. patience:
    seconds after which a viewer that does not read is let go. report: told where it is. Raises UsageError.
    """
    check_token(token)
    place, given = listen(address), token is not None
    if token is None and not place.loopback:
        token = make_token()
    server = WebServer(place.socket, pictures, report)
    server.start(build(AccessPolicy(token=token, loopback=place.loopback, port=place.port), server.sender(patience)))
    report(address_with(token, place.url, "watch at", given=given) if token else f"watch at {place.url}")
    return server, place.port
