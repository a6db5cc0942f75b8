"""MQTT: the answer as a retained message, and Home Assistant finds it by itself."""

import json
import time
from collections.abc import Callable
from typing import Any

from fer_edge.runtime.sinks.mqtt.broker import parse_broker
from fer_edge.runtime.sinks.mqtt.connection import BrokerConnection
from fer_edge.runtime.sinks.mqtt.homeassistant import BIRTH, discovery
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Face, Frame, Report

STEADY, CHANGED = 1.0, 0.5
"""Seconds between two messages at the least: with the same answer; with another one."""

AGAIN = 10.0
"""Seconds between two introductions at the least: anybody may tell the broker that Home Assistant has started."""


class Mqtt:
    """Publish at `topic`/state, at most twice a second; the broker says at `topic`/availability whether it runs.

    address: as `parse_broker` reads it; the password may be in the environment. A broker that is away is reported,
    once, and tried again for ever; meanwhile nothing is kept for it. labels: names of the probabilities. notice: who is
    responsible and whom to ask, kept at `topic`/attributes, with the file that answers and why it is not the one that
    was meant.
    """

    name = "mqtt"

    def __init__(
        self,
        address: str,
        labels: tuple[str, ...],
        status: Status,
        report: Report,
        clock: Callable[[], float] = time.monotonic,
        notice: str | None = None,
    ) -> None:
        self._notice = notice
        self._broker, self._labels, self._status, self._clock = parse_broker(address), labels, status, clock
        self._sent, self._introduced, self._owed = -STEADY, clock(), False
        self._label: str | None = None
        self._connection = BrokerConnection(self._broker, BIRTH, self._introduce, self._heard, report)
        self._connection.start()

    @property
    def connected(self) -> bool:
        """The broker is there."""
        return self._connection.connected

    @property
    def reconnects(self) -> int:
        """How often the broker was there again."""
        return self._connection.reconnects

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Publish when it is time. Never waits."""
        largest = max(faces, key=lambda face: face.box[2] * face.box[3], default=None)
        label = largest.label if largest else None
        now = self._clock()
        if self._owed and self.connected and now - self._introduced >= AGAIN:
            self._introduce()
        if not self.connected or now - self._sent < (STEADY if label == self._label else CHANGED):
            return
        self._sent, self._label = now, label
        self._publish("state", json.dumps(state(largest, len(faces), self._labels, self._status.snapshot())))

    def close(self) -> None:
        """Say that the run has ended, and disconnect; waits a second at the most."""
        self._connection.close(f"{self._broker.topic}/availability", "offline")

    def _publish(self, topic: str, text: str) -> None:
        self._connection.publish(f"{self._broker.topic}/{topic}", text)

    def _introduce(self) -> None:
        self._introduced, self._owed = self._clock(), False
        for topic, message in discovery(self._broker.topic, self._labels).items():
            self._connection.publish(topic, json.dumps(message))
        figures = self._status.snapshot()
        file = {name: figures[name] for name in ("model_file", "fallback")}
        self._publish("attributes", json.dumps({"notice": self._notice} | file))
        self._publish("availability", "online")
        self._sent = -STEADY  # The answer follows with the next frame.

    def _heard(self, message: Any) -> None:
        """Home Assistant has started, or someone says so: the next frame that is late enough brings all again."""
        if message.payload == b"online" and not message.retain:
            self._owed = True


def state(largest: Face | None, faces: int, labels: tuple[str, ...], figures: dict[str, Any]) -> dict[str, Any]:
    """One message: how many faces, what the largest one expresses, and how the run does. figures: a snapshot."""
    shares = zip(labels, largest.probabilities, strict=True) if largest else ()
    return {
        "faces": faces,
        "label": largest.label if largest else None,
        "confidence": round(largest.confidence, 4) if largest else None,
        "uncertain": largest.uncertain if largest else None,
        "probabilities": {label: round(float(share), 4) for label, share in shares},
        "fps": round(figures["fps"], 1),
        **{name: figures[name] for name in ("frames", "dropped", "failed", "reconnects", "temperature")},
        "missed": sum(figures["missed"].values()),
    }
