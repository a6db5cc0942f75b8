"""Damaged files, a few of each kind; `python -m benchmarks.attack damaged` makes thousands."""

import argparse
import random
import socket

import pytest

from benchmarks.attack import connections, damaged, trees

NATIVE = {"onnx", "tflite", "keras"}
"""Their runtimes might take the tests with them."""


@pytest.mark.parametrize("reader", sorted(set(damaged.seeds()) - NATIVE))
def test_a_reader_ends_in_a_result_or_one_line(reader, capsys):
    damaged.work(reader, 0, 40 if reader in connections.seeds() | trees.seeds() else 200)
    assert [line for line in capsys.readouterr().out.splitlines() if line.startswith("failed")] == []


@pytest.mark.parametrize("reader", ["onnx", "tflite"])
def test_a_runtime_s_errors_are_ours_in_a_process_of_its_own(reader):
    outcome = damaged.attack(argparse.Namespace(work=None, readers=[reader], cases=40))
    assert (outcome.cases, outcome.failures) == (40, [])


@pytest.mark.parametrize("reader", ["page", "metrics"])
def test_a_request_that_is_not_damaged_is_answered(reader):
    server = {"page": connections.page_server, "metrics": connections.metrics_server}[reader]()
    with socket.create_connection(("127.0.0.1", server.port), 5) as peer:
        peer.sendall(connections.seeds()[reader][1])
        assert peer.recv(99).startswith(b"HTTP/1.1 200 OK")


def test_a_fault_over_a_connection_is_seen(tmp_path, monkeypatch):
    (tmp_path / "request").write_bytes(connections.seeds()["metrics"][1])
    monkeypatch.setattr(connections.metrics_server(), "lines", ["metrics: 1 failures (last: ValueError)"])
    with pytest.raises(ValueError, match="it reported metrics: 1 failures"):
        connections.read_metrics_request(tmp_path / "request")


def test_a_reader_that_stumbles_is_seen(monkeypatch, capsys):
    def stumble(path):
        raise KeyError("b")

    monkeypatch.setattr(damaged, "seeds", lambda: {"one": ("a", b"abc", stumble)})
    damaged.work("one", 0, 2)
    assert capsys.readouterr().out.count("failed") == 2


def test_damage_changes_a_file_and_the_same_dice_the_same_way():
    right = bytes(range(256)) * 4
    wrong = [damaged.damage(right, random.Random(number)) for number in range(20)]
    assert all(one != right for one in wrong[:3]) and wrong[0] == damaged.damage(right, random.Random(0))
