import socket

import pytest

from fer_edge.runtime.sinks.mqtt import connection
from fer_edge.runtime.sinks.mqtt.broker import parse_broker
from fer_edge.runtime.sinks.mqtt.connection import BrokerConnection
from tests.waiting import until

pytest.importorskip("paho.mqtt.client", reason="no paho-mqtt: pip install 'fer-edge[mqtt]'")


def test_the_thread_outlives_an_error_that_paho_hands_on(monkeypatch):
    monkeypatch.setattr(connection, "CONNECT", 0.1)
    told, greeted = [], []

    def greet():
        greeted.append(None)
        raise ValueError("Invalid topic")

    with socket.create_server(("127.0.0.1", 0)) as listener:
        listener.settimeout(8)
        broker = parse_broker(f"mqtt://127.0.0.1:{listener.getsockname()[1]}")
        link = BrokerConnection(broker, "a", greet, greeted.append, told.append)
        link.start()
        for turn in range(2):
            with listener.accept()[0] as peer:
                peer.sendall(b"\x20\x02\x00\x00")
                until(lambda turn=turn: len(greeted) > turn)
        link.close("a", "bye")
    assert told == [
        f"MQTT broker 127.0.0.1:{broker.port} answers what cannot be understood (ValueError: Invalid topic); trying on"
    ]
