"""A live source on a device that fails on demand. Its thread is real; its clock goes on where a test says so."""

import itertools
import threading
from dataclasses import replace

import pytest

from fer_edge.errors import MissingError
from fer_edge.runtime.sources.fake import FakeDevice
from fer_edge.runtime.sources.live import ABANDONED, LiveSettings, LiveSource
from tests.runtime.sources.watching import TURN, Watching
from tests.waiting import BUSY, Clock, promptly, until

SETTINGS = LiveSettings(silence=2.0, opening=1000.0, frozen=2.0, first_wait=0.5, closing=0.1, turn=0.01)
"""With the limits of a real run, but for `opening`: how long a thread takes to begin is the machine's affair."""


@pytest.fixture
def device():
    device = FakeDevice(fps=500.0)
    yield device
    if device.blocked:
        device.blocked.set()


@pytest.fixture
def told():
    return []


@pytest.fixture
def open_watching(device, told):
    """Opens the device with a clock of its own."""
    opened = []

    def begin(**settings):
        clock = Clock()
        source = LiveSource("camera 0", device.open, told.append, replace(SETTINGS, **settings), clock)
        opened.append(source)
        return Watching(source, clock)

    yield begin
    for source in opened:
        source.close()


@pytest.fixture
def watching(open_watching):
    return open_watching()


def block(device) -> threading.Event:
    """Reads wait from now on; setting the event lets them go."""
    device.blocked = threading.Event()
    until(lambda: device.held)
    return device.blocked


def test_indices_and_times_increase(watching):
    watching.more(5, step=0.1)
    frames = watching.frames
    assert frames[0].time == 0.0
    assert all(a.index < b.index and a.time < b.time for a, b in itertools.pairwise(frames))


def test_a_healthy_source_reports_nothing(watching, told):
    watching.more(100, step=0.1)  # Ten seconds, far beyond every limit.
    assert not told
    assert (watching.source.counts.reconnects, watching.source.counts.blind_seconds) == (0, 0.0)


def test_a_slow_loop_gets_the_newest_and_the_rest_are_counted(watching, device):
    watching.more()
    came = device.pictures
    until(lambda: device.pictures > came + 20)
    watching.more(2)
    first, second = watching.frames[0].index, watching.frames[2].index
    assert second - first > 10
    assert watching.source.counts.dropped >= second - first - 2


def test_a_camera_that_goes_is_reported_once_and_opened_again(watching, device, told):
    watching.more(3)
    device.there = False
    assert watching.until(lambda: bool(told)) < 2.0  # By its failed reads, and not by the clock, which stands.
    watching.until(lambda: watching.source.counts.blind_seconds > 0.8, step=0.1)  # While there is nothing to see.
    assert told == ["camera 0 gives no more pictures; opening it again until it is back"]
    last, device.there = watching.frames[-1], True
    watching.until(lambda: len(told) == 2, step=0.1)
    assert told[1].startswith("camera 0 is back after ")
    watching.more(2)
    counts = watching.source.counts
    assert counts.reconnects == 1
    back = next(frame for frame in watching.frames if frame.time > last.time)
    assert back.index > last.index
    assert counts.blind_seconds == pytest.approx(back.time - last.time)
    assert watching.slowest < BUSY * TURN


def test_a_stalled_read_is_left_behind_and_what_it_brings_late_is_ignored(watching, device, told):
    watching.more(3)
    stalled = block(device)
    watching.until(lambda: bool(told), step=0.1)
    device.blocked = None
    watching.until(lambda: device.opened == 2, step=0.1)
    watching.more(3)
    assert told[0].startswith("camera 0 has given no picture for 2 s")
    assert device.held == 1  # It is back before the blocked read returned.
    stalled.set()
    watching.until(lambda: device.released == 1)
    watching.more(20)
    openings = [int(frame.image[0, 1, 0]) for frame in watching.frames]
    assert openings == sorted(openings) and openings[-1] == 2
    assert len(told) == 2


def test_ten_seconds_of_stall_are_noticed_after_two(watching, device, told):
    watching.more(3)
    stalled, began = block(device), watching.clock.now
    watching.until(lambda: bool(told) or watching.clock.now > began + 1.95, step=0.1)
    assert not told
    watching.until(lambda: bool(told), step=0.1)
    assert watching.clock.now - began < 2.5
    device.blocked = None
    watching.until(lambda: len(told) == 2, step=0.1)
    assert told[1].startswith("camera 0 is back after ")
    assert watching.source.counts.blind_seconds > 2.0
    stalled.set()


def test_a_frozen_picture_is_noticed_and_back_only_when_it_moves(open_watching, device, told):
    watching = open_watching(silence=1000.0)  # A thread that is slow to run must not look like silence.
    watching.more(3)
    device.moving = False
    watching.until(lambda: bool(told), step=0.1)
    came = len(watching.frames)
    watching.until(lambda: watching.source.counts.blind_seconds > 8, step=0.5)
    watching.until(lambda: device.opened > 1)
    assert len(told) == 1
    assert len(watching.frames) <= came + 1  # The one that was under way.
    assert "the very same picture for 2 s" in told[0]
    device.moving = True
    watching.until(lambda: len(told) == 2, step=0.1)
    watching.more(3)
    assert watching.source.counts.reconnects == 1


def test_a_picture_that_may_stand_still_is_no_trouble(open_watching, device, told):
    device.moving = False
    open_watching(frozen=0.0).more(80, step=0.1)
    assert not told and device.opened == 1


def test_a_few_damaged_pictures_are_counted_and_no_loss(watching, device, told):
    watching.more(3)
    device.torn = 3
    watching.until(lambda: watching.source.counts.failed == 3)
    watching.more(10)
    assert watching.source.counts.failed == 3
    assert not told


def test_what_cannot_be_opened_at_first_is_missing(device):
    device.there = False
    with pytest.raises(MissingError, match="no such camera"):
        LiveSource("camera 0", device.open, print, SETTINGS)


def test_what_opens_but_gives_nothing_is_missing(device):
    device.blocked = threading.Event()
    with pytest.raises(MissingError, match="gives no picture"):
        LiveSource("camera 0", device.open, print, LiveSettings(opening=0.05, closing=0.05))


def test_closing_does_not_wait_for_a_blocked_read(watching, device):
    block(device)
    with promptly(1.0):
        watching.source.close()
        watching.source.close()
    assert list(watching.source) == []


def test_closing_frees_the_device(device):
    source = LiveSource("camera 0", device.open, print)
    source.close()
    assert device.released == 1


def test_it_is_back_with_its_first_picture_not_when_it_is_open(open_watching, device, told):
    watching = open_watching(frozen=0.0, silence=1000.0)
    device.there = False
    watching.until(lambda: bool(told))
    device.there, device.blocked = True, threading.Event()
    watching.until(lambda: device.held == 1, step=0.1)
    watching.clock.now += 10
    watching.turn()
    assert len(told) == 1
    device.blocked.set()
    device.blocked = None
    watching.until(lambda: len(told) == 2)
    assert watching.source.counts.blind_seconds > 10


def test_a_device_that_blocks_for_ever_does_not_collect_threads(open_watching, device):
    watching = open_watching(opening=1.0, longest_wait=1.0)
    before = threading.active_count()
    block(device)
    watching.until(lambda: watching.source.counts.blind_seconds > 20, step=0.5)
    watching.until(lambda: device.held == ABANDONED)
    assert device.opened == ABANDONED
    assert threading.active_count() < before + ABANDONED


def test_a_defect_in_our_own_code_reaches_the_loop(watching, device):
    device.blocked = "soon"  # It has no `wait`.
    with pytest.raises(AttributeError):
        watching.more(1000)
    device.blocked = None
