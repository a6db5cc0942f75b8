import threading

import pytest

from fer_edge.errors import MissingError
from fer_edge.runtime.sources.capture import FAILURES, CaptureThread
from fer_edge.runtime.sources.fake import FakeDevice
from tests.waiting import until


@pytest.fixture
def device():
    return FakeDevice(fps=500.0)


def reading(device, deliver=lambda thread, image, failures: None) -> CaptureThread:
    thread = CaptureThread(device.open, deliver)
    thread.start()
    return thread


def test_it_reads_until_it_is_abandoned_and_frees_the_device(device):
    came = []
    thread = reading(device, lambda thread, image, failures: came.append(failures))
    until(lambda: len(came) >= 3)
    thread.abandon()
    assert thread.wait(5) and device.released == 1
    assert thread.fps == 500.0 and set(came) == {0}


def test_failures_before_a_picture_are_told_and_several_in_succession_are_the_end(device):
    came = []
    device.torn = FAILURES - 1
    thread = reading(device, lambda thread, image, failures: came.append(failures))
    until(lambda: came)
    device.torn = 1000
    assert thread.wait(5) and thread.ended and thread.error is None
    assert came[0] == FAILURES - 1 and device.released == 1


def test_what_cannot_be_opened_is_decided_at_once(device):
    device.there = False
    thread = reading(device)
    assert thread.decided.wait(5) and isinstance(thread.error, MissingError)


def test_one_that_is_blocked_is_not_waited_for(device):
    device.blocked = threading.Event()
    thread = reading(device)
    until(lambda: device.held)
    thread.abandon()
    assert not thread.wait(0.0)
    device.blocked.set()
    assert thread.wait(5) and device.released == 1
