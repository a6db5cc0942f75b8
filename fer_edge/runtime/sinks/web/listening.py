"""Where the page or the metrics are served: from "[HOST:]PORT" to an open socket."""

import errno
import ipaddress
import os
import socket
from dataclasses import dataclass

from fer_edge.errors import UsageError
from fer_edge.runtime.sinks.address import parse_address

SEND_BUFFER = 128 * 1024
"""Bytes the system keeps for a viewer: a few pictures. With more, a slow phone would see the past."""


@dataclass(frozen=True, kw_only=True)
class Place:
    """An open socket. loopback: only this machine reaches it. url: what a person types, ending in "/"."""

    socket: socket.socket
    loopback: bool
    port: int
    url: str


def listen(text: str, option: str = "--web") -> Place:
    """Listen on [HOST:]PORT, on loopback where no host is named. option: for the message. Raises UsageError."""
    host, port = parse_address(text, option)
    try:
        family, kind, protocol, _, address = socket.getaddrinfo(host, port, type=socket.SOCK_STREAM)[0]
        listener = socket.socket(family, kind, protocol)
    except OSError as error:
        reason = f"no such host here ({error.strerror}); try {port} or 0.0.0.0:{port}"
        raise UsageError(f"{option} {text}: {reason}") from error
    try:
        if os.name == "posix":  # A page that is started again need not wait; on Windows it would share the port.
            listener.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
        listener.setsockopt(socket.SOL_SOCKET, socket.SO_SNDBUF, SEND_BUFFER)
        listener.bind(address)
        listener.listen()
    except OSError as error:
        listener.close()
        raise UsageError(f"{option} {text}: {_reason(port, error)}") from error
    bound, port = listener.getsockname()[:2]
    ip = ipaddress.ip_address(bound.partition("%")[0])
    shown = _own_address() if ip.is_unspecified else bound
    url = f"http://[{shown}]:{port}/" if ":" in shown else f"http://{shown}:{port}/"
    return Place(socket=listener, loopback=ip.is_loopback, port=port, url=url)


def _reason(port: int, error: OSError) -> str:
    if error.errno == errno.EADDRINUSE:
        return f"port {port} is in use; stop what listens there or take another, such as {port + 1}"
    if error.errno == errno.EACCES:
        return f"port {port} is for the administrator; take one from 1024 up, such as 8080"
    return f"cannot listen there ({error.strerror}); name an address of this machine or 0.0.0.0"


def _own_address() -> str:
    """The address by which others most likely reach this machine. No packet is sent to find it."""
    with socket.socket(socket.AF_INET, socket.SOCK_DGRAM) as probe:
        try:
            probe.connect(("192.0.2.1", 9))  # Reserved for examples (RFC 5737): it picks the way out, nothing more.
            return str(probe.getsockname()[0])
        except OSError:
            return socket.gethostname()
