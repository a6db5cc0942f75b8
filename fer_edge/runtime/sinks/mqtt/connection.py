"""A connection to an MQTT broker that is opened again for ever, and whose thread does not die."""

import socket
import sys
import threading
from collections.abc import Callable
from contextlib import suppress
from typing import TYPE_CHECKING, Any

from fer_edge.errors import MissingError
from fer_edge.runtime.sinks.mqtt.broker import Broker
from fer_edge.runtime.types import Report

if TYPE_CHECKING:
    from paho.mqtt.client import Client

KEEPALIVE, CONNECT, LATER = 30, 5.0, 30
"""Seconds: of silence after which the broker is asked; for a connection; between two attempts at the most."""

GOODBYE = 0.4
"""Seconds for the last message, and again for the connection to end."""


class BrokerConnection:
    """To a broker, with a last will. One that is away, silent or talks nonsense is reported once, and once when back.

    connected: it is there. reconnects: how often it came back. greet: called when it is there, heard: with each message
    of the topic `listen`; both in paho's thread. Nothing is kept for a broker that is away.
    """

    def __init__(
        self,
        broker: Broker,
        listen: str,
        greet: Callable[[], None],
        heard: Callable[[Any], None],
        report: Report,
    ) -> None:
        self._broker, self._listen, self._greet, self._heard, self._report = broker, listen, greet, heard, report
        self.connected, self._told, self.reconnects = False, False, 0
        self._closed = threading.Event()
        self._socket: socket.socket | None = None
        self._deadline: threading.Timer | None = None
        self._client = self._make()

    def start(self) -> None:
        """Begin to connect; from now on it calls."""
        self._client.connect_async(self._broker.host, self._broker.port, KEEPALIVE)
        self._client.loop_start()

    def publish(self, topic: str, text: str) -> Any:
        """Hand over a retained message."""
        return self._client.publish(topic, text, qos=0, retain=True)

    def close(self, topic: str, text: str) -> None:
        """Send a last message, and disconnect; waits a second at the most. Safe to call twice."""
        if self._closed.is_set():
            return
        self._closed.set()
        if self.connected:
            goodbye = self.publish(topic, text)
            if goodbye.rc == 0:
                with suppress(ValueError, RuntimeError):  # It was dropped meanwhile.
                    goodbye.wait_for_publish(GOODBYE)
        self._stop_waiting()
        self._client.disconnect()
        # It waits for paho's thread, which may be waiting for a name server: so not in this one.
        end = threading.Thread(target=self._client.loop_stop, daemon=True)
        end.start()
        end.join(GOODBYE)

    def _make(self) -> "Client":
        broker = self._broker
        client = _steady_client(self._fault)
        if broker.user is not None:
            client.username_pw_set(broker.user, broker.password)
        if broker.tls:
            client.tls_set()
        client.will_set(f"{broker.topic}/availability", "offline", qos=1, retain=True)
        client.on_pre_connect, client.on_socket_open = self._on_pre_connect, self._on_socket_open
        client.on_connect, client.on_connect_fail = self._on_connect, self._on_connect_fail
        client.on_disconnect, client.on_message = self._on_disconnect, self._on_message
        client.connect_timeout = CONNECT
        client.reconnect_delay_set(1, LATER)
        return client

    def _on_pre_connect(self, client: "Client", data: Any) -> None:
        self._stop_waiting()
        self._socket = None
        self._deadline = threading.Timer(CONNECT, self._silent)
        self._deadline.daemon = True
        self._deadline.start()

    def _on_socket_open(self, client: "Client", data: Any, opened: Any) -> None:
        self._socket = opened

    def _on_connect(self, client: "Client", data: Any, flags: Any, reason: Any, properties: Any) -> None:
        self._stop_waiting()
        if reason.is_failure:
            self._lost(f"refuses ({reason}): check user and password")
            return
        client.subscribe(self._listen)
        self._greet()
        self.connected = True
        if self._told:
            self._told = False
            self.reconnects += 1
            self._report(f"MQTT broker {self._where} is back")

    def _on_message(self, client: "Client", data: Any, message: Any) -> None:
        self._heard(message)

    def _on_connect_fail(self, client: "Client", data: Any) -> None:
        self._stop_waiting()
        error = sys.exc_info()[1]  # paho calls this while it handles it, and does not hand it on.
        if isinstance(error, TimeoutError):  # It came before the timer's own.
            self._lost(_no_answer())
            return
        self._lost(f"cannot be reached ({error or 'no answer'})")

    def _on_disconnect(self, client: "Client", data: Any, flags: Any, reason: Any, properties: Any) -> None:
        self._stop_waiting()
        self.connected = False
        if not self._closed.is_set():
            self._lost(f"is lost ({reason})")

    def _silent(self) -> None:
        """CONNECT seconds have passed: paho itself would wait for as long as KEEPALIVE, and say nothing."""
        if self.connected or self._closed.is_set():
            return
        self._lost(_no_answer())
        if self._socket is not None:
            with suppress(OSError):
                self._socket.shutdown(socket.SHUT_RDWR)

    def _stop_waiting(self) -> None:
        if self._deadline is not None:
            self._deadline.cancel()

    def _fault(self, error: Exception) -> bool:
        """paho's thread has met what it does not handle. Whether to go on, after a while."""
        self._stop_waiting()
        self.connected = False
        if self._closed.is_set():
            return False
        self._lost(f"answers what cannot be understood ({type(error).__name__}: {error})")
        if self._closed.wait(CONNECT):
            return False
        self._client.connect_async(self._broker.host, self._broker.port, KEEPALIVE)
        return True

    def _lost(self, why: str) -> None:
        if not self._told:
            self._told = True
            self._report(f"MQTT broker {self._where} {why}; trying on")

    @property
    def _where(self) -> str:
        return f"{self._broker.host}:{self._broker.port}"


def _no_answer() -> str:
    return f"has not answered within {CONNECT:g} s: is it a broker, and is mqtt or mqtts right?"


def _steady_client(fault: Callable[[Exception], bool]) -> "Client":
    """A client whose thread survives what a broker sends. fault: told of an error; False ends the thread."""
    try:
        from paho.mqtt import client as paho
        from paho.mqtt.enums import CallbackAPIVersion
    except ImportError as error:
        raise MissingError("paho-mqtt is not installed: pip install 'fer-edge[mqtt]'") from error

    class SteadyClient(paho.Client):
        def loop_forever(self, timeout: float = 1.0, retry_first_connection: bool = False) -> Any:
            """As paho's, which its thread runs."""
            while True:
                try:
                    return super().loop_forever(timeout, retry_first_connection)
                except Exception as error:  # noqa: BLE001  Whatever it is, it came from outside and must not end this.
                    if not fault(error):
                        return paho.MQTT_ERR_SUCCESS

    return SteadyClient(CallbackAPIVersion.VERSION2)
