"""Figures of the run for Prometheus at /metrics, and the same as JSON at /json."""

import json
from collections.abc import Iterator
from typing import Any

from fer_edge.runtime.sinks.frame_interval import FrameInterval
from fer_edge.runtime.sinks.web.listening import listen
from fer_edge.runtime.sinks.web.policy import AccessPolicy, address_with, check_token, make_token
from fer_edge.runtime.sinks.web.small import SmallServer
from fer_edge.runtime.sinks.web.strangers import Notices
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Face, Frame, Report

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

KIND = "text/plain; version=0.0.4; charset=utf-8"


class PrometheusMetrics:
    """Answer on `address`, [HOST:]PORT; this machine alone is answered where no host is named.

    labels: names of the expressions. token: what others than this machine have to know, as ?token= or as Bearer; None
    makes a new one where others can ask. Raises UsageError when the address cannot be listened on.
    """

    name = "metrics"

    def __init__(
        self, address: str, labels: tuple[str, ...], status: Status, token: str | None = None, report: Report = print
    ) -> None:
        self._status, self._interval = status, FrameInterval()
        self._seconds = dict.fromkeys(labels, 0.0)
        check_token(token)
        place, given = listen(address, "--metrics"), token is not None
        token = None if place.loopback else token or make_token()
        self.port = place.port
        answers = {
            "/metrics": lambda: (KIND, exposition(self.figures())),
            "/json": lambda: ("application/json", json.dumps(self.figures())),
        }
        policy = AccessPolicy(token=token, loopback=place.loopback, port=place.port)
        self._server = SmallServer(place, policy, answers, Notices("metrics", report))
        if token:
            report(address_with(token, f"{place.url}metrics", "figures at", given=given))

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
        self._server.close()


def exposition(figures: dict[str, Any]) -> str:
    """The figures in Prometheus' text format, version 0.0.4."""
    return "".join(line + "\n" for line in _lines(figures))


def _lines(figures: dict[str, Any]) -> Iterator[str]:
    for key, name, kind, text in FIGURES:
        if figures.get(key) is not None:
            yield from _head(name, kind, text)
            yield f"fer_edge_{name} {float(figures[key]):.10g}"
    if figures.get("model_file"):
        yield from _head("model_info", "gauge", "Which model file answers, and why it is not the one that was meant.")
        labels = f"file={_quoted(figures['model_file'])},fallback={_quoted(figures['fallback'] or '')}"
        yield f"fer_edge_model_info{{{labels}}} 1"
    yield from _head("sink_missed_frames_total", "counter", "Frames an output was too slow or too broken for.")
    for sink, missed in figures["missed"].items():
        yield f"fer_edge_sink_missed_frames_total{{sink={_quoted(sink)}}} {missed}"
    yield from _head("expression_seconds_total", "counter", "How long each expression was seen, over all faces.")
    for label, seconds in figures["expression_seconds"].items():
        yield f"fer_edge_expression_seconds_total{{expression={_quoted(label)}}} {seconds:.10g}"


def _head(name: str, kind: str, text: str) -> tuple[str, str]:
    return f"# HELP fer_edge_{name} {text}", f"# TYPE fer_edge_{name} {kind}"


def _quoted(text: str) -> str:
    """A label's value as the format wants it."""
    return '"' + text.replace("\\", r"\\").replace('"', r"\"").replace("\n", r"\n") + '"'
