"""Figures of the run for Prometheus at /metrics, and the same as JSON at /json."""

import json
import threading
from collections.abc import Iterator
from http.server import BaseHTTPRequestHandler
from socket import AF_INET, AF_INET6
from socketserver import TCPServer, ThreadingMixIn
from typing import Any

from fer_edge.errors import UsageError
from fer_edge.runtime.sinks.address import parse_address
from fer_edge.runtime.sinks.frame_interval import FrameInterval
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Face, Frame

FIGURES = (
    ("frames", "frames_total", "counter", "Frames that went through the loop."),
    ("frames_with_face", "frames_with_face_total", "counter", "Frames with at least one face."),
    ("skipped", "frames_skipped_total", "counter", "Frames left out to keep to --fps."),
    ("dropped", "frames_dropped_total", "counter", "Frames that came before the loop was ready for them."),
    ("failed", "frames_failed_total", "counter", "Frames that could not be read or decoded."),
    ("reconnects", "source_reconnects_total", "counter", "How often the source was opened again."),
    ("blind_seconds", "source_blind_seconds_total", "counter", "Time without pictures from a lost source."),
    ("faces", "faces", "gauge", "Faces in the last frame."),
    ("fps", "frames_per_second", "gauge", "Frames per second over the last frames."),
    ("seconds", "run_seconds", "gauge", "How long the run has lasted."),
    ("temperature", "processor_temperature_celsius", "gauge", "Of the processor."),
)
"""Key of a snapshot, name without prefix, type and help."""

PATIENCE = 5.0
"""Seconds for a request."""


class PrometheusMetrics:
    """Answer on `address`, [HOST:]PORT; this machine alone is answered where no host is named.

    labels: names of the expressions. Raises UsageError when the address cannot be listened on.
    """

    name = "metrics"

    def __init__(self, address: str, labels: tuple[str, ...], status: Status) -> None:
        self._status, self._interval = status, FrameInterval()
        self._seconds = dict.fromkeys(labels, 0.0)
        host, port = parse_address(address, "--metrics")
        try:
            self._server = _Server(host, port, self.figures)
        except OSError as error:
            raise UsageError(
                f"--metrics: cannot listen on {host} port {port}: {error.strerror or error}; name another port"
            ) from error
        self.port = self._server.server_address[1]
        every = {"poll_interval": 0.1}
        threading.Thread(target=self._server.serve_forever, kwargs=every, name="metrics", daemon=True).start()

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Add up how long each expression was seen."""
        seconds = self._interval.until(frame)
        for face in faces:
            self._seconds[face.label] += seconds

    def figures(self) -> dict[str, Any]:
        """The snapshot of the run, and the seconds of each expression, over all faces."""
        return {**self._status.snapshot(), "expression_seconds": dict(self._seconds)}

    def close(self) -> None:
        """Stop listening and free the port."""
        self._server.shutdown()
        self._server.server_close()


def exposition(figures: dict[str, Any]) -> str:
    """The figures in Prometheus' text format, version 0.0.4."""
    return "".join(line + "\n" for line in _lines(figures))


def _lines(figures: dict[str, Any]) -> Iterator[str]:
    for key, name, kind, text in FIGURES:
        if figures.get(key) is not None:
            yield from _head(name, kind, text)
            yield f"fer_edge_{name} {float(figures[key]):.10g}"
    yield from _head("sink_missed_frames_total", "counter", "Frames an output was too slow or too broken for.")
    for sink, missed in figures["missed"].items():
        yield f'fer_edge_sink_missed_frames_total{{sink="{sink}"}} {missed}'
    yield from _head("expression_seconds_total", "counter", "How long each expression was seen, over all faces.")
    for label, seconds in figures["expression_seconds"].items():
        yield f'fer_edge_expression_seconds_total{{expression="{label}"}} {seconds:.10g}'


def _head(name: str, kind: str, text: str) -> tuple[str, str]:
    return f"# HELP fer_edge_{name} {text}", f"# TYPE fer_edge_{name} {kind}"


class _Server(ThreadingMixIn, TCPServer):
    """Not HTTPServer: that one asks a name server for its own name, which may take long."""

    daemon_threads, allow_reuse_address = True, True

    def __init__(self, host: str, port: int, figures: Any) -> None:
        self.address_family = AF_INET6 if ":" in host else AF_INET
        self.figures = figures
        super().__init__((host, port), _Handler)

    def handle_error(self, request: Any, client_address: Any) -> None:
        """A client that goes away in the middle is nobody's concern."""


class _Handler(BaseHTTPRequestHandler):
    timeout = PATIENCE
    server: _Server

    def do_GET(self) -> None:
        """Answer one request."""
        if self.path == "/metrics":
            self._answer("text/plain; version=0.0.4; charset=utf-8", exposition(self.server.figures()))
        elif self.path == "/json":
            self._answer("application/json", json.dumps(self.server.figures()))
        else:
            self.send_error(404, "There are /metrics and /json")

    def _answer(self, kind: str, text: str) -> None:
        body = text.encode()
        self.send_response(200)
        self.send_header("Content-Type", kind)
        self.send_header("Content-Length", str(len(body)))
        self.end_headers()
        self.wfile.write(body)

    def log_message(self, format: str, *args: Any) -> None:
        """A request is not worth a line."""
