"""Against a real broker: mosquitto (apt install mosquitto)."""

import json
import os
import shutil
import socket
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from fer_edge.runtime.sinks.mqtt import connection
from fer_edge.runtime.sinks.mqtt.homeassistant import node_id
from fer_edge.runtime.sinks.mqtt.sink import AGAIN, Mqtt, state
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Face, Frame
from fer_edge.system.secrets import MQTT_PASSWORD
from tests.schemas import conform
from tests.waiting import Clock, promptly, until

paho = pytest.importorskip("paho.mqtt.client", reason="no paho-mqtt: pip install 'fer-edge[mqtt]'")
MOSQUITTO = shutil.which("mosquitto", path=os.environ["PATH"] + ":/usr/sbin")
NODE = node_id("test/cam")
IMAGE = np.zeros((1, 1, 3), np.uint8)


def face(label: str, size: int = 10) -> Face:
    shares = np.eye(7, dtype=np.float32)[LABELS.index(label)]
    return Face(track=1, box=(0, 0, size, size), label=label, confidence=0.9, probabilities=shares)


class Broker:
    """A mosquitto on a port of its own, to be killed and started again."""

    def __init__(self, folder: Path, *more: str):
        with socket.socket() as free:
            free.bind(("127.0.0.1", 0))
            self.port = free.getsockname()[1]
        self.config, self.process = folder / "mosquitto.conf", None
        lines = ("user root", f"listener {self.port} 127.0.0.1", *(more or ("allow_anonymous true",)))
        self.config.write_text("\n".join(lines) + "\n")

    def start(self) -> None:
        self.process = subprocess.Popen([MOSQUITTO, "-c", self.config], stderr=subprocess.DEVNULL)
        until(self.listens)

    def listens(self) -> bool:
        with socket.socket() as probe:
            return probe.connect_ex(("127.0.0.1", self.port)) == 0

    def turn_away(self) -> None:
        """In place of a broker that was killed: take one connection and close it."""
        with socket.create_server(("127.0.0.1", self.port)) as listener:
            listener.settimeout(8)
            listener.accept()[0].close()

    def kill(self) -> None:
        if self.process:
            self.process.kill()
            self.process.wait(5)


class Reader:
    """Another client, which keeps the last message of each topic and when it saw which."""

    def __init__(self, port: int, user: str | None = None, tls: bool = False):
        self.last, self.seen = {}, []
        self.client = paho.Client(paho.CallbackAPIVersion.VERSION2)
        if user:
            self.client.username_pw_set(user, "secret")
        if tls:
            self.client.tls_set()
        self.client.on_connect = lambda client, *_: client.subscribe("#")
        self.client.on_message = self.keep
        self.client.connect("localhost" if tls else "127.0.0.1", port, 10)
        self.client.loop_start()

    def keep(self, client, data, message) -> None:
        self.last[message.topic] = message.payload.decode()
        self.seen.append(message.topic)

    def state(self) -> dict:
        return json.loads(self.last.get("test/cam/state", "{}"))

    def close(self) -> None:
        self.client.disconnect()
        self.client.loop_stop()


def show(sink, faces) -> None:
    with promptly(0.2):
        sink.write(Frame(index=0, time=0.0, image=IMAGE), faces)


@pytest.fixture
def broker(tmp_path):
    if MOSQUITTO is None:
        pytest.skip("no mosquitto: apt install mosquitto")
    broker = Broker(tmp_path)
    broker.start()
    yield broker
    broker.kill()


@pytest.fixture
def told() -> list[str]:
    return []


@pytest.fixture
def sink(broker, told):
    sink = Mqtt(f"mqtt://127.0.0.1:{broker.port}/test/cam", LABELS, Status(), told.append)
    yield sink
    sink.close()


@pytest.fixture
def reader(broker):
    reader = Reader(broker.port)
    yield reader
    reader.close()


def test_the_answer_of_the_largest_face_is_published(sink, reader):
    until(lambda: show(sink, [face("sad", 5), face("happy", 9)]) or reader.state())
    answer = conform("mqtt-state", reader.state())
    assert (answer["faces"], answer["label"], answer["confidence"]) == (2, "happy", 0.9)
    assert list(answer["probabilities"]) == list(LABELS)
    until(lambda: show(sink, []) or reader.state()["label"] is None)
    assert conform("mqtt-state", reader.state())["probabilities"] == {}


def test_whom_to_ask_and_the_file_that_answers_are_kept_as_attributes(broker, told, reader):
    status, address = Status(model_file="b.onnx", fallback="a.onnx lies"), f"mqtt://127.0.0.1:{broker.port}/test/cam"
    sink = Mqtt(address, LABELS, status, told.append, notice="Ada, ask@example.org")
    until(lambda: "test/cam/attributes" in reader.last)
    kept = {"notice": "Ada, ask@example.org", "model_file": "b.onnx", "fallback": "a.onnx lies"}
    assert conform("mqtt-attributes", json.loads(reader.last["test/cam/attributes"])) == kept
    sink.close()


def test_messages_are_at_most_two_a_second_however_fast_answers_change(broker, told, reader):
    clock = Clock()
    sink = Mqtt(f"mqtt://127.0.0.1:{broker.port}/test/cam", LABELS, Status(), told.append, clock)
    until(lambda: show(sink, [face("sad")]) or reader.state())
    reader.seen.clear()
    for turn in range(120):
        clock.now += 0.01
        show(sink, [face(LABELS[turn % 7])])
    sink.close()
    until(lambda: "test/cam/availability" in reader.seen)  # The last word, after every state.
    assert 2 <= reader.seen.count("test/cam/state") <= 3


def test_home_assistant_is_told_and_told_again_when_it_starts_anew(broker, told, reader):
    clock = Clock()
    sink = Mqtt(f"mqtt://127.0.0.1:{broker.port}/test/cam", LABELS, Status(), told.append, clock)
    topic = f"homeassistant/sensor/{NODE}/expression/config"
    until(lambda: sum(name.startswith("homeassistant/sensor/") for name in reader.seen) == 4)
    assert json.loads(reader.last[topic])["state_topic"] == "test/cam/state"
    until(lambda: "test/cam/availability" in reader.seen)
    reader.seen.clear()
    clock.now += AGAIN
    reader.client.publish("homeassistant/status", "online")
    until(lambda: show(sink, []) or sum(name.startswith("homeassistant/sensor/") for name in reader.seen) == 4)
    sink.close()


def test_who_says_again_and_again_that_home_assistant_starts_is_answered_seldom(broker, told, reader):
    clock = Clock()
    sink = Mqtt(f"mqtt://127.0.0.1:{broker.port}/test/cam", LABELS, Status(), told.append, clock)
    until(lambda: "test/cam/availability" in reader.seen)
    reader.seen.clear()
    for _ in range(300):
        reader.client.publish("homeassistant/status", "online")
        clock.now += AGAIN / 150
        show(sink, [])
    sink.close()
    until(lambda: reader.last["test/cam/availability"] == "offline")
    assert reader.seen.count(f"homeassistant/sensor/{NODE}/fps/config") <= 2


def test_a_run_that_ends_says_so_and_of_one_that_dies_the_broker_says_it(broker, told, reader):
    sink = Mqtt(f"mqtt://127.0.0.1:{broker.port}/test/cam", LABELS, Status(), told.append)
    until(lambda: reader.last.get("test/cam/availability") == "online")
    sink.close()
    sink.close()
    until(lambda: reader.last["test/cam/availability"] == "offline")
    code = f"""
import signal
from fer_edge.runtime.sinks.mqtt.sink import Mqtt
from fer_edge.runtime.status import Status
Mqtt("mqtt://127.0.0.1:{broker.port}/test/cam", (), Status(), print)
signal.pause()
"""
    process = subprocess.Popen([sys.executable, "-c", code])
    try:
        until(lambda: reader.last["test/cam/availability"] == "online")
    finally:
        process.kill()
        process.wait(5)
    until(lambda: reader.last["test/cam/availability"] == "offline")
    assert told == []


def test_a_broker_that_dies_is_reported_once_and_everything_is_there_when_it_is_back(broker, sink, told):
    until(lambda: sink.connected)
    broker.kill()
    until(lambda: told)
    for _ in range(50):
        show(sink, [face("sad")])
    broker.turn_away()  # An attempt fails meanwhile.
    assert len(told) == 1
    assert f"127.0.0.1:{broker.port} is lost" in told[0]
    broker.start()
    until(lambda: len(told) == 2)
    assert told[1].endswith("is back") and sink.reconnects == 1
    reader = Reader(broker.port)
    until(lambda: show(sink, [face("happy")]) or reader.state().get("label") == "happy")
    assert reader.last["test/cam/availability"] == "online"
    until(lambda: f"homeassistant/sensor/{NODE}/fps/config" in reader.last)
    reader.close()


def test_a_broker_that_is_not_there_yet_does_not_end_the_run(broker, told):
    broker.kill()
    sink = Mqtt(f"mqtt://127.0.0.1:{broker.port}/test/cam", LABELS, Status(), told.append)
    until(lambda: told)
    assert "refused" in told[0]
    show(sink, [face("sad")])
    broker.start()
    until(lambda: len(told) == 2)
    sink.close()


@pytest.mark.parametrize("scheme", ["mqtt", "mqtts"])
def test_a_broker_that_says_nothing_is_told_in_time(told, monkeypatch, scheme):
    monkeypatch.setattr(connection, "CONNECT", 0.3)
    with socket.create_server(("127.0.0.1", 0)) as silent:
        sink = Mqtt(f"{scheme}://127.0.0.1:{silent.getsockname()[1]}", LABELS, Status(), told.append)
        until(lambda: told, 3)
        sink.close()
    assert "has not answered within 0.3 s" in told[0] and not sink.connected


# What paho 2 cannot read: a message shorter than it says, a topic longer than its message, no such packet.
@pytest.mark.parametrize("nonsense", [b"\x30\x01\x00", b"\x30\x03\xff\xff\x61", b"\x90\x00", b"\xf0\x00", b"\x20\x00"])
def test_a_broker_that_talks_nonsense_is_told_and_tried_again(told, monkeypatch, nonsense):
    monkeypatch.setattr(connection, "CONNECT", 0.2)
    with socket.create_server(("127.0.0.1", 0)) as odd:
        odd.settimeout(8)
        sink = Mqtt(f"mqtt://127.0.0.1:{odd.getsockname()[1]}", LABELS, Status(), told.append)
        for _ in range(2):  # It comes again.
            with odd.accept()[0] as peer:
                peer.recv(1024)
                peer.sendall(b"\x20\x02\x00\x00" + nonsense)
                until(lambda: told)
        sink.close()
    assert "trying on" in told[0]


def test_the_end_does_not_wait_for_a_broker_that_does_not_answer(told):
    with socket.socket() as silent:
        silent.bind(("127.0.0.1", 0))
        silent.listen()
        sink = Mqtt(f"mqtt://127.0.0.1:{silent.getsockname()[1]}", LABELS, Status(), told.append)
        silent.settimeout(8)
        with silent.accept()[0]:
            show(sink, [])
            with promptly(1.0):
                sink.close()


def test_a_wrong_password_is_told_and_the_right_one_may_be_in_the_environment(tmp_path, told, monkeypatch):
    if MOSQUITTO is None:
        pytest.skip("no mosquitto: apt install mosquitto")
    users = tmp_path / "users"
    subprocess.run(["mosquitto_passwd", "-b", "-c", users, "me", "secret"], check=True, timeout=10)
    broker = Broker(tmp_path, "allow_anonymous false", f"password_file {users}")
    broker.start()
    try:
        address = f"mqtt://me@127.0.0.1:{broker.port}/test/cam"
        sink = Mqtt(address.replace("me@", "me:wrong@"), LABELS, Status(), told.append)
        until(lambda: told)
        sink.close()
        assert "user and password" in told[0]
        assert "wrong" not in told[0]
        monkeypatch.setenv(MQTT_PASSWORD, "secret")
        sink, reader = Mqtt(address, LABELS, Status(), told.append), Reader(broker.port, "me")
        until(lambda: show(sink, [face("sad")]) or reader.state().get("label") == "sad")
        sink.close()
        reader.close()
    finally:
        broker.kill()


def test_an_encrypted_broker_is_believed_only_with_a_certificate_that_holds(tmp_path, told, monkeypatch):
    if MOSQUITTO is None or not shutil.which("openssl"):
        pytest.skip("no mosquitto or no openssl: apt install mosquitto openssl")
    key, certificate = tmp_path / "key.pem", tmp_path / "certificate.pem"
    words = "openssl req -x509 -newkey rsa:2048 -nodes -days 2 -subj /CN=localhost -addext subjectAltName=DNS:localhost"
    files = ["-keyout", str(key), "-out", str(certificate)]
    subprocess.run([*words.split(), *files], check=True, timeout=20, capture_output=True)
    broker = Broker(tmp_path, f"certfile {certificate}", f"keyfile {key}", "allow_anonymous true")
    broker.start()
    try:
        address = f"mqtts://localhost:{broker.port}/test/cam"
        sink = Mqtt(address, LABELS, Status(), told.append)
        until(lambda: told)
        sink.close()
        assert "certificate" in told[0]
        monkeypatch.setenv("SSL_CERT_FILE", str(certificate))
        sink, reader = Mqtt(address, LABELS, Status(), told.append), Reader(broker.port, tls=True)
        until(lambda: show(sink, [face("sad")]) or reader.state().get("label") == "sad")
        sink.close()
        reader.close()
    finally:
        broker.kill()


def test_a_message_without_a_face_says_so():
    message = state(None, 0, LABELS, Status().snapshot())
    assert (message["faces"], message["label"], message["confidence"]) == (0, None, None)
