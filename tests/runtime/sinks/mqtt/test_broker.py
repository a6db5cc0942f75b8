import socket

import pytest

from fer_edge.errors import UsageError
from fer_edge.runtime.sinks.mqtt.broker import parse_broker
from fer_edge.system.secrets import MQTT_PASSWORD as PASSWORD


def test_an_address_is_read(monkeypatch):
    monkeypatch.delenv(PASSWORD, raising=False)
    broker = parse_broker("mqtts://me:p%40ss@host.local/home/cam/")
    assert (broker.host, broker.port, broker.tls, broker.topic) == ("host.local", 8883, True, "home/cam")
    assert (broker.user, broker.password) == ("me", "p@ss")
    assert "p@ss" not in repr(broker)
    assert parse_broker("mqtt://host").topic == f"fer-edge/{socket.gethostname()}"
    assert parse_broker("mqtt://host:1884").port == 1884


@pytest.mark.parametrize(
    "address",
    [
        "host",
        "http://host",
        "mqtt://",
        "mqtt://me:secret@host:port",
        "mqtt://host/a/#",
        "mqtt://host/a/%23",
        "mqtt://host/a?b",
        "mqtt://host/a+b",
        "mqtt://host/$SYS",
        "mqtt://host/a%00b",
        "mqtt://host/a%0ab",
        f"mqtt://host/{'a' * 1001}",
        f"mqtt://{'u' * 70_000}@host",
        f"mqtt://u:{'secret' * 12_000}@host",
        "mqtt://:secret@host",
        "mqtt://me:12?secret@host",
        "mqtt://me:secret@secret/secret@host",
        f"mqtt://{'a' * 64}.local",
    ],
)
def test_an_address_that_cannot_be_meant_is_refused_without_its_password(address):
    with pytest.raises(UsageError) as error:
        parse_broker(address)
    assert "secret" not in str(error.value)


def test_a_password_is_read_up_to_the_last_at():
    broker = parse_broker("mqtt://me:p/w?x#y@host/cam")
    assert (broker.host, broker.topic, broker.password) == ("host", "cam", "p/w?x#y")


def test_a_password_may_be_in_a_file(tmp_path, monkeypatch):
    (tmp_path / "secret").write_text("from a file\n")
    monkeypatch.delenv(PASSWORD, raising=False)
    monkeypatch.setenv(f"{PASSWORD}_FILE", str(tmp_path / "secret"))
    assert parse_broker("mqtt://me@host").password == "from a file"
