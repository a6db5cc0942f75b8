import http.client
import json
import socket
import urllib.error
import urllib.request
from contextlib import suppress

import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from fer_edge.errors import UsageError
from fer_edge.runtime.sinks.prometheus import PrometheusMetrics, exposition
from fer_edge.runtime.sinks.web import small
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Face, Frame
from tests.schemas import conform

IMAGE = np.zeros((1, 1, 3), np.uint8)
HAPPY = Face(track=1, box=(0, 0, 1, 1), label="happy", confidence=1.0, probabilities=np.eye(7)[3])


@pytest.fixture
def running():
    status = Status()
    sink = PrometheusMetrics("0", LABELS, status)
    for index in range(5):
        status.count([HAPPY])
        sink.write(Frame(index=index, time=index / 4, image=IMAGE), [HAPPY])
    yield sink
    sink.close()


def get(sink, path: str) -> tuple[str, str]:
    with urllib.request.urlopen(f"http://127.0.0.1:{sink.port}{path}", timeout=5) as answer:
        return answer.headers["Content-Type"], answer.read().decode()


def test_prometheus_reads_the_figures(running):
    kind, text = get(running, "/metrics")
    assert kind == "text/plain; version=0.0.4; charset=utf-8"
    lines = text.splitlines()
    assert "# TYPE fer_edge_frames_total counter" in lines
    assert "fer_edge_frames_total 5" in lines
    assert "fer_edge_faces 1" in lines
    assert 'fer_edge_expression_seconds_total{expression="happy"} 1' in lines
    assert 'fer_edge_expression_seconds_total{expression="sad"} 0' in lines


def test_every_figure_has_its_help_and_type_and_is_named_as_prometheus_wants():
    run = Status(model_file="model.onnx").snapshot()
    figures = {**run, "missed": {"jsonl": 3}, "temperature": 48.3, "expression_seconds": {"sad": 1.5}}
    lines = exposition(figures).splitlines()
    types = dict(line.split()[2:] for line in lines if line.startswith("# TYPE"))
    helps = {line.split()[2] for line in lines if line.startswith("# HELP")}
    values = {line.split()[0].partition("{")[0] for line in lines if not line.startswith("#")}
    assert set(types) == helps == values
    assert {name for name, kind in types.items() if kind == "counter"} == {n for n in types if n.endswith("_total")}
    assert 'fer_edge_sink_missed_frames_total{sink="jsonl"} 3' in lines
    assert "fer_edge_processor_temperature_celsius 48.3" in lines


@pytest.mark.parametrize("fallback", [None, 'the "int8" one answers otherwise'])
def test_the_file_that_answers_is_told_with_the_reason_where_it_stands_in(fallback):
    figures = {**Status(model_file="model.onnx", fallback=fallback).snapshot(), "expression_seconds": {}}
    reason = (fallback or "").replace('"', r"\"")
    assert f'fer_edge_model_info{{file="model.onnx",fallback="{reason}"}} 1' in exposition(figures).splitlines()


def test_a_machine_without_a_thermometer_has_no_temperature():
    figures = {**Status().snapshot(), "temperature": None, "expression_seconds": {}}
    assert "temperature" not in exposition(figures)


def test_the_same_figures_are_there_as_json(running):
    kind, text = get(running, "/json")
    figures = conform("status", json.loads(text))
    assert kind == "application/json"
    assert (figures["frames"], figures["expression_seconds"]["happy"]) == (5, 1.0)


def test_other_paths_are_not_there(running):
    with pytest.raises(urllib.error.HTTPError, match="404"):
        get(running, "/")


def test_a_port_that_is_taken_is_named_and_one_that_was_closed_is_free(running):
    with pytest.raises(UsageError, match=f"{running.port} is in use"):
        PrometheusMetrics(str(running.port), LABELS, Status())
    second = PrometheusMetrics("0", LABELS, Status())
    second.close()
    second.close()
    PrometheusMetrics(str(second.port), LABELS, Status()).close()


def test_a_client_that_says_nothing_does_not_hold_up_the_others(running):
    with socket.create_connection(("127.0.0.1", running.port), 5):
        assert "fer_edge_frames_total 5" in get(running, "/metrics")[1]


TOKEN = "a+good&token"


@pytest.fixture
def public():
    lines = []
    sink = PrometheusMetrics("0.0.0.0:0", LABELS, Status(), TOKEN, lines.append)
    yield sink, lines
    sink.close()


def ask(sink, path: str, method: str = "GET", **headers: str) -> tuple[int, bytes]:
    connection = http.client.HTTPConnection("127.0.0.1", sink.port, timeout=5)
    try:
        connection.request(method, path, headers=headers)
        answer = connection.getresponse()
        return answer.status, answer.read()
    finally:
        connection.close()


def test_from_elsewhere_the_token_is_wanted_in_the_address_or_as_bearer(public):
    sink, lines = public
    path = "/metrics" + lines[0].partition("/metrics")[2]
    assert ask(sink, path)[0] == ask(sink, "/json", Authorization=f"Bearer {TOKEN}")[0] == 200
    for refused in ("/metrics", "/json?token=wrong", "/"):
        assert ask(sink, refused)[0] == 401
    assert ask(sink, "/metrics", Authorization="Bearer wrong")[0] == 401


def test_this_machine_needs_no_token_but_the_right_name(running):
    assert ask(running, "/metrics?x=1", Host="localhost")[0] == 200
    assert ask(running, "/metrics", Host="evil.example")[0] == ask(running, "/json", Origin="http://[")[0] == 403


def test_a_head_has_no_body_and_nothing_is_taken_in(running):
    assert ask(running, "/metrics", "HEAD") == (200, b"")
    assert ask(running, "/metrics", "POST")[0] == 405


@pytest.mark.parametrize("head", [b"\r\n\r\n", b"GET\r\n\r\n", b"\xff\x00 \r\n:\r\n\r\n", b"x" * 20_000])
def test_what_is_no_request_harms_nobody(running, head):
    with socket.create_connection(("127.0.0.1", running.port), 5) as odd:
        odd.sendall(head)
        odd.settimeout(5)
        with suppress(ConnectionResetError):
            assert odd.recv(100)[:12] in (b"", b"HTTP/1.1 403")
    assert ask(running, "/metrics")[0] == 200


def test_a_label_is_quoted_as_the_format_wants():
    figures = {**Status().snapshot(), "expression_seconds": {'a"b\\c\nd': 1.0}}
    assert r'fer_edge_expression_seconds_total{expression="a\"b\\c\nd"} 1' in exposition(figures).splitlines()


def test_who_asks_for_nothing_is_closed(running, monkeypatch):
    monkeypatch.setattr(small, "HEAD", 0.2)
    with socket.create_connection(("127.0.0.1", running.port), 5) as idle:
        idle.settimeout(3)
        assert idle.recv(1) == b""
