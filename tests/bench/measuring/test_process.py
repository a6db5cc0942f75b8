"""The processes that are measured: asked, ended, and what is told when they end by themselves."""

import os
import signal

import pytest

from fer_edge.bench.measuring.process import Worker, open_file, why_it_ended
from fer_edge.bench.measuring.rounds import SubjectError
from tests.standin import GREY


@pytest.fixture
def worker():
    opened = open_file(GREY, 1, (1, 8))
    yield opened
    opened.close()


def alive(pid: int) -> bool:
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    return True


def test_it_is_asked_and_is_gone_when_it_is_closed(worker):
    assert worker.hello["model"] == "standin" and worker.works == (1, 8)
    calls = worker.call(8, 3)
    assert len(calls.took) == 3 and calls.cpu > 0
    worker.close()
    assert not alive(worker._process.pid)


def test_what_does_not_open_is_a_reason_and_leaves_no_process(tmp_path):
    (tmp_path / "model.onnx").write_bytes(b"no model")
    with pytest.raises(SubjectError, match="not an ONNX model"):
        open_file(tmp_path / "model.onnx", 1, (1,))


def test_a_process_that_dies_meanwhile_is_a_reason(worker):
    os.kill(worker._process.pid, signal.SIGSEGV)
    with pytest.raises(SubjectError, match="died of SIGSEGV"):
        worker.call(1, 3)


def test_a_process_that_hangs_is_given_up(monkeypatch):
    monkeypatch.setattr("fer_edge.bench.measuring.process.LONGEST", 0.0)
    with pytest.raises(SubjectError, match="not done after"):
        Worker({"path": str(GREY), "threads": 1}, (1,)).call(1, 10**9)


def test_the_reason_is_its_last_line_or_its_signal():
    assert why_it_ended(1, ["Traceback", "RuntimeError: odd"]) == "RuntimeError: odd"
    assert why_it_ended(3, []) == "exit code 3" and why_it_ended(-6, ["x"]) == "its runtime died of SIGABRT"
