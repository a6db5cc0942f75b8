import json
import socket
import urllib.error
import urllib.request

import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from fer_edge.errors import UsageError
from fer_edge.runtime.sinks.prometheus import PrometheusMetrics, exposition
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Face, Frame

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
    figures = {**Status().snapshot(), "missed": {"jsonl": 3}, "temperature": 48.3, "expression_seconds": {"sad": 1.5}}
    lines = exposition(figures).splitlines()
    types = dict(line.split()[2:] for line in lines if line.startswith("# TYPE"))
    helps = {line.split()[2] for line in lines if line.startswith("# HELP")}
    values = {line.split()[0].partition("{")[0] for line in lines if not line.startswith("#")}
    assert set(types) == helps == values
    assert {name for name, kind in types.items() if kind == "counter"} == {n for n in types if n.endswith("_total")}
    assert 'fer_edge_sink_missed_frames_total{sink="jsonl"} 3' in lines
    assert "fer_edge_processor_temperature_celsius 48.3" in lines


def test_a_machine_without_a_thermometer_has_no_temperature():
    figures = {**Status().snapshot(), "temperature": None, "expression_seconds": {}}
    assert "temperature" not in exposition(figures)


def test_the_same_figures_are_there_as_json(running):
    kind, text = get(running, "/json")
    figures = json.loads(text)
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
