"""The messages to systemd, on a real datagram socket."""

import os
import socket

import pytest

from fer_edge.deploy.notify import Notifier
from tests.waiting import Clock


@pytest.fixture
def listener(tmp_path):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(tmp_path / "notify"))
        server.settimeout(5)
        yield server


@pytest.fixture
def began():
    """Keep a notifier to end it after the test."""
    notifiers = []

    def keep(notifier: Notifier) -> Notifier:
        notifiers.append(notifier)
        return notifier

    yield keep
    for notifier in notifiers:
        notifier.stopping()


def heard(listener) -> list[str]:
    listener.setblocking(False)
    found = []
    while True:
        try:
            found.append(listener.recv(4096).decode())
        except BlockingIOError:
            return found


def test_ready_comes_with_the_first_turn_and_the_watchdog_each_half_period(listener, began):
    clock = Clock(100.0)
    notifier = began(Notifier(listener.getsockname(), 30.0, clock))
    assert heard(listener) == []
    notifier.alive()
    assert heard(listener) == ["READY=1\nWATCHDOG=1"]
    for clock.now in (101.0, 114.9):
        notifier.alive()
    assert heard(listener) == []
    for clock.now in (115.0, 116.0, 130.0):
        notifier.alive()
    assert heard(listener) == ["WATCHDOG=1", "WATCHDOG=1"]


def test_stopping_is_the_last_word(listener, began):
    notifier = began(Notifier(listener.getsockname()))
    notifier.stopping()
    notifier.alive()
    notifier.stopping()
    assert heard(listener) == ["STOPPING=1"]


def test_no_watchdog_is_fed_where_none_is_asked_for(listener, began):
    clock = Clock(100.0)
    notifier = began(Notifier(listener.getsockname(), 0.0, clock))
    for clock.now in (100.0, 200.0, 300.0):
        notifier.alive()
    assert heard(listener) == ["READY=1\nWATCHDOG=1"]


def test_an_abstract_socket_is_reached(began):
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(f"\0fer-edge-test-{os.getpid()}")
        began(Notifier(f"@fer-edge-test-{os.getpid()}")).alive()
        assert heard(server) == ["READY=1\nWATCHDOG=1"]


def test_what_could_not_be_sent_is_tried_again(tmp_path, began):
    notifier = began(Notifier(str(tmp_path / "later"), 30.0, Clock(100.0)))
    notifier.alive()
    with socket.socket(socket.AF_UNIX, socket.SOCK_DGRAM) as server:
        server.bind(str(tmp_path / "later"))
        notifier.alive()
        assert heard(server) == ["READY=1\nWATCHDOG=1"]


def test_the_environment_says_where_and_how_often(listener, began):
    environment = {"NOTIFY_SOCKET": listener.getsockname(), "WATCHDOG_USEC": "1", "WATCHDOG_PID": str(os.getpid())}
    notifier = began(Notifier.from_environment(environment))
    notifier.alive()
    notifier.alive()
    assert heard(listener) == ["READY=1\nWATCHDOG=1", "WATCHDOG=1"]


def test_another_process_s_watchdog_is_left_alone(listener, began):
    environment = {"NOTIFY_SOCKET": listener.getsockname(), "WATCHDOG_USEC": "1", "WATCHDOG_PID": "1"}
    notifier = began(Notifier.from_environment(environment))
    notifier.alive()
    notifier.alive()
    assert heard(listener) == ["READY=1\nWATCHDOG=1"]


def test_nothing_happens_without_systemd(began):
    notifier = began(Notifier.from_environment({}))
    notifier.alive()
    notifier.stopping()
