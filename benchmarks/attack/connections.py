"""What comes over a connection: requests to the page and the metrics, and a broker's replies."""

import http.client
import socket
import threading
import time
from contextlib import closing, suppress
from functools import cache
from pathlib import Path

from benchmarks.attack.files import Seed
from fer_edge.data.labels import LABELS
from fer_edge.runtime.status import Status

TOKEN = "a-planted-token"

PATIENCE = 4.0
"""Seconds for an answer, or for the connection's end."""


def read_page_request(path: Path) -> None:
    """A request to the live page, which is answered or cut, and never with a fault of ours."""
    _request(page_server(), path.read_bytes())


def read_metrics_request(path: Path) -> None:
    """A request to the metrics, likewise."""
    _request(metrics_server(), path.read_bytes())


def read_replies(path: Path) -> None:
    """A broker's replies: the connection to it is lost, which is told, and its thread goes on."""
    from fer_edge.runtime.sinks.mqtt import connection as mqtt
    from fer_edge.runtime.sinks.mqtt.broker import Broker

    mqtt.CONNECT, mqtt.GOODBYE = 0.2, 0.001  # Thousands of runs end here, and none has anything left to say.
    told: list[str] = []
    faults: list[BaseException] = []
    before, threading.excepthook = threading.excepthook, lambda about: faults.append(about.exc_value or SystemExit())
    try:
        with socket.create_server(("127.0.0.1", 0)) as listener:
            listener.settimeout(PATIENCE)
            broker = Broker(host="127.0.0.1", port=listener.getsockname()[1], tls=False, topic="t")
            connection = mqtt.BrokerConnection(
                broker, "birth", lambda: None, lambda message: str(message.payload), told.append
            )
            connection.start()
            with closing(listener.accept()[0]) as peer:
                _reply(peer, path.read_bytes())
            end = time.monotonic() + PATIENCE
            while not told and not faults and time.monotonic() < end:
                time.sleep(0.001)
            connection.close("t/availability", "offline")
    finally:
        threading.excepthook = before
    if faults:
        raise faults[0]
    if not told:
        raise TimeoutError("a connection that is lost was not told")


def seeds() -> dict[str, Seed]:
    """By reader."""
    request = f"GET /?token={TOKEN}&a=%2f HTTP/1.1\r\nHost: 127.0.0.1:80\r\nCookie: fer-edge-80=x; a=b\r\n"
    request += f"Authorization: Bearer {TOKEN}\r\nOrigin: http://127.0.0.1:80\r\nContent-Length: 2\r\nRange: bytes=0-1"
    heads = request.encode() + b"\r\n\r\nab"
    figures = heads.replace(b"GET /?", b"GET /metrics?")
    replies = b"\x20\x02\x00\x00" + b"\x90\x03\x00\x01\x00" + b"\x30\x0d\x00\x05birthonline" + b"\xd0\x00"
    return {
        "page": ("request", heads, read_page_request),
        "metrics": ("request", figures, read_metrics_request),
        "mqtt": ("replies", replies, read_replies),
    }


class Told:
    """A server's port, and what it reports."""

    def __init__(self) -> None:
        self.port, self.lines = 0, list[str]()


@cache
def page_server() -> Told:
    """A live page that is there for as long as this process is."""
    from fer_edge.runtime.sinks.web.sink import WebPage

    told = Told()
    told.port = WebPage("127.0.0.1:0", TOKEN, LABELS, Status(), told.lines.append).port
    return told


@cache
def metrics_server() -> Told:
    """Metrics, likewise."""
    from fer_edge.runtime.sinks.prometheus import PrometheusMetrics

    told = Told()
    told.port = PrometheusMetrics("127.0.0.1:0", LABELS, Status(), TOKEN, told.lines.append).port
    return told


def _request(server: Told, content: bytes) -> None:
    """Send, and read the head of the answer if there is one. Raises ValueError for one that is a fault of ours."""
    with socket.create_connection(("127.0.0.1", server.port), PATIENCE) as peer:
        with suppress(ConnectionError, BrokenPipeError):  # It has heard enough.
            peer.sendall(content)
            peer.shutdown(socket.SHUT_WR)
        answer = http.client.HTTPResponse(peer)
        with closing(answer), suppress(ConnectionError, http.client.RemoteDisconnected):
            answer.begin()
            if answer.status >= 500:
                raise ValueError(f"it answered {answer.status}")
    if any("failed" in line or "failures" in line or "stopped" in line for line in server.lines):
        raise ValueError(f"it reported {server.lines.pop()}")


def _reply(peer: socket.socket, content: bytes) -> None:
    """Answer a client's greeting, and wait until it goes."""
    peer.settimeout(PATIENCE)
    with suppress(OSError):
        peer.recv(4096)
        peer.sendall(content)
        peer.shutdown(socket.SHUT_WR)
        while peer.recv(4096):
            pass
