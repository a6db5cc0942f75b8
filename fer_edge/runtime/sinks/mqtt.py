"""MQTT: the answer as a retained message, and Home Assistant finds it by itself."""

import json
import os
import socket
import sys
import threading
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any
from urllib.parse import unquote, urlsplit

from fer_edge.errors import MissingError, UsageError
from fer_edge.runtime.sinks.homeassistant import BIRTH, discovery
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Face, Frame, Report

if TYPE_CHECKING:
    from paho.mqtt.client import Client

STEADY, CHANGED = 1.0, 0.5
"""Seconds between two messages at the least: with the same answer; with another one."""

KEEPALIVE, CONNECT, LATER = 30, 5.0, 30
"""Seconds: of silence after which the broker is asked; for a connection; between two attempts at the most."""

GOODBYE = 0.4
"""Seconds for the last message, and again for the connection to end."""

PASSWORD = "FER_EDGE_MQTT_PASSWORD"

FORM = "mqtt[s]://[user[:password]@]host[:port][/topic]"


@dataclass(frozen=True, kw_only=True)
class Broker:
    """Where a broker is. tls: encrypted, its certificate checked. topic: under which a run publishes."""

    host: str
    port: int
    tls: bool
    topic: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


class Mqtt:
    """Publish at `topic`/state, at most twice a second; the broker says at `topic`/availability whether it runs.

    address: as FORM has it; the password may be in the environment's PASSWORD. A broker that is away is reported,
    once, and tried again for ever; meanwhile nothing is kept for it. labels: names of the probabilities.
    connected: the broker is there.
    """

    name = "mqtt"

    def __init__(
        self,
        address: str,
        labels: tuple[str, ...],
        status: Status,
        report: Report,
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self._broker, self._labels, self._status = parse_broker(address), labels, status
        self._report, self._clock = report, clock
        self.connected, self._told, self._closed = False, False, False
        self._sent = -STEADY
        self._label: str | None = None
        self._client = self._begin()

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Publish when it is time. Never waits."""
        largest = max(faces, key=lambda face: face.box[2] * face.box[3], default=None)
        label = largest.label if largest else None
        now = self._clock()
        if not self.connected or now - self._sent < (STEADY if label == self._label else CHANGED):
            return
        self._sent, self._label = now, label
        self._publish("state", json.dumps(state(largest, len(faces), self._labels, self._status.snapshot())))

    def close(self) -> None:
        """Say that the run has ended, and disconnect; waits a second at the most."""
        if self._closed:
            return
        self._closed = True
        if self.connected:
            goodbye = self._publish("availability", "offline")
            if goodbye.rc == 0:
                goodbye.wait_for_publish(GOODBYE)
        self._client.disconnect()
        # It waits for paho's thread, which may be waiting for a name server: so not in this one.
        end = threading.Thread(target=self._client.loop_stop, daemon=True)
        end.start()
        end.join(GOODBYE)

    def _begin(self) -> "Client":
        broker = self._broker
        client = _paho().Client(_paho().CallbackAPIVersion.VERSION2)
        if broker.user is not None:
            client.username_pw_set(broker.user, broker.password)
        if broker.tls:
            client.tls_set()
        client.will_set(f"{broker.topic}/availability", "offline", qos=1, retain=True)
        client.on_connect, client.on_connect_fail = self._on_connect, self._on_connect_fail
        client.on_disconnect, client.on_message = self._on_disconnect, self._on_message
        client.connect_timeout = CONNECT
        client.reconnect_delay_set(1, LATER)
        client.connect_async(broker.host, broker.port, KEEPALIVE)
        client.loop_start()
        return client

    def _publish(self, topic: str, text: str) -> Any:
        return self._client.publish(f"{self._broker.topic}/{topic}", text, qos=0, retain=True)

    def _introduce(self, client: "Client") -> None:
        for topic, message in discovery(self._broker.topic, self._labels).items():
            client.publish(topic, json.dumps(message), qos=0, retain=True)
        client.publish(f"{self._broker.topic}/availability", "online", qos=0, retain=True)
        self._sent = -STEADY  # The answer follows with the next frame.

    def _on_connect(self, client: "Client", data: Any, flags: Any, reason: Any, properties: Any) -> None:
        if reason.is_failure:
            self._lost(f"refuses ({reason}): check user and password")
            return
        client.subscribe(BIRTH)
        self._introduce(client)
        self.connected = True
        if self._told:
            self._told = False
            self._report(f"MQTT broker {self._where} is back")

    def _on_message(self, client: "Client", data: Any, message: Any) -> None:
        if message.payload == b"online" and not message.retain:
            self._introduce(client)

    def _on_connect_fail(self, client: "Client", data: Any) -> None:
        error = sys.exc_info()[1]  # paho calls this while it handles it, and does not hand it on.
        self._lost(f"cannot be reached ({error or 'no answer'})")

    def _on_disconnect(self, client: "Client", data: Any, flags: Any, reason: Any, properties: Any) -> None:
        self.connected = False
        if not self._closed:
            self._lost(f"is lost ({reason})")

    def _lost(self, why: str) -> None:
        if not self._told:
            self._told = True
            self._report(f"MQTT broker {self._where} {why}; trying on")

    @property
    def _where(self) -> str:
        return f"{self._broker.host}:{self._broker.port}"


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


def parse_broker(address: str) -> Broker:
    """Read an address. Raises UsageError, which does not repeat a password."""
    try:
        parts = urlsplit(address)
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except ValueError as error:
        raise UsageError(f"--mqtt: no address ({type(error).__name__}): expected {FORM}") from None
    topic = unquote(parts.path).strip("/") or f"fer-edge/{socket.gethostname()}"
    if parts.scheme not in ("mqtt", "mqtts") or not host:
        raise UsageError(f"--mqtt: expected {FORM}, such as mqtt://homeassistant.local")
    if "+" in topic or "#" in address:
        raise UsageError("--mqtt: a topic, user or password cannot hold + or # as it is: choose another, or %23 for #")
    user, password = (unquote(text) if text else None for text in (parts.username, parts.password))
    password = password or os.environ.get(PASSWORD) or None
    if password and user is None:
        raise UsageError(f"--mqtt: there is a password but no user: expected {FORM}")
    tls = parts.scheme == "mqtts"
    return Broker(host=host, port=port or (8883 if tls else 1883), tls=tls, topic=topic, user=user, password=password)


def _paho() -> Any:
    try:
        import paho.mqtt.client
    except ImportError as error:
        raise MissingError("paho-mqtt is not installed: pip install 'fer-edge[mqtt]'") from error
    return paho.mqtt.client
