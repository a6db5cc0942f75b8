import itertools
import threading
import time
from dataclasses import replace

import pytest

from fer_edge.errors import MissingError
from fer_edge.runtime.sources.fake import FakeDevice
from fer_edge.runtime.sources.live import ABANDONED, LiveSettings, LiveSource
from tests.runtime.sources.watching import Watching

QUICK = LiveSettings(silence=0.4, opening=2.0, frozen=0.4, first_wait=0.1, longest_wait=0.4, closing=1.0)


@pytest.fixture
def device():
    return FakeDevice()


@pytest.fixture
def told():
    return []


@pytest.fixture
def watching(device, told):
    source = LiveSource("camera 0", device.open, told.append, QUICK)
    yield Watching(source)
    device.blocked = 0.0
    source.close()


def test_indices_and_times_increase(watching):
    watching.more(5)
    frames = watching.frames
    assert frames[0].time < 0.2
    assert all(a.index < b.index and a.time < b.time for a, b in itertools.pairwise(frames))


def test_a_healthy_source_reports_nothing(watching, told):
    watching.more(100)
    assert not told
    assert (watching.source.counts.reconnects, watching.source.counts.blind_seconds) == (0, 0.0)


def test_a_slow_loop_gets_the_newest_and_the_rest_are_counted(watching):
    watching.more()
    time.sleep(0.3)
    watching.more(2)
    first, second = watching.frames[0].index, watching.frames[2].index
    assert second - first > 10
    assert watching.source.counts.dropped >= second - first - 2


def test_a_camera_that_goes_is_reported_once_and_opened_again(watching, device, told):
    watching.more(3)
    device.there = False
    noticed = watching.until(lambda: bool(told))
    watching.until(lambda: watching.source.counts.blind_seconds > 0.8)  # It grows while there is nothing to see.
    assert noticed < 0.5
    assert told == ["camera 0 gives no more pictures; opening it again until it is back"]
    last, device.there = watching.frames[-1], True
    watching.more(2)
    assert len(told) == 2 and told[1].startswith("camera 0 is back after ")
    counts = watching.source.counts
    assert counts.reconnects == 1
    assert watching.frames[-2].index > last.index
    assert counts.blind_seconds == pytest.approx(watching.frames[-2].time - last.time, abs=0.15)
    assert watching.slowest < 0.5


def test_a_stalled_read_is_left_behind_and_what_it_brings_late_is_ignored(watching, device, told):
    watching.more(3)
    device.blocked = 1.5
    watching.until(lambda: bool(told))
    device.blocked = 0.0
    back = watching.more(3)
    assert told[0].startswith("camera 0 has given no picture for 0.4 s")
    assert back < 1.0  # Before the blocked read returned.
    watching.until(lambda: device.released == 1)
    watching.more(20)
    openings = [int(frame.image[0, 1, 0]) for frame in watching.frames]
    assert openings == sorted(openings) and openings[-1] == 2
    assert len(told) == 2


def test_ten_seconds_of_stall_are_noticed_within_about_two(device, told):
    source = LiveSource("camera 0", device.open, told.append)
    watching = Watching(source)
    watching.more(3)
    device.blocked = 10.0
    assert 1.9 < watching.until(lambda: bool(told)) < 2.6
    device.blocked = 0.0
    watching.more(3)
    assert told[1].startswith("camera 0 is back after ")
    assert 2.0 < source.counts.blind_seconds < 3.5
    source.close()


def test_a_frozen_picture_is_noticed_and_back_only_when_it_moves(watching, device, told):
    watching.more(3)
    device.moving = False
    watching.until(lambda: bool(told))
    came = len(watching.frames)
    watching.until(lambda: watching.source.counts.blind_seconds > 1.5)
    assert device.opened > 1 and len(told) == 1
    assert len(watching.frames) <= came + 1  # The one that was under way.
    assert "the very same picture for 0.4 s" in told[0]
    device.moving = True
    watching.more(3)
    assert len(told) == 2
    assert watching.source.counts.reconnects == 1


def test_a_picture_that_may_stand_still_is_no_trouble(device, told):
    device.moving = False
    source = LiveSource("pattern", device.open, told.append, LiveSettings(frozen=0.0, silence=0.4))
    Watching(source).more(80)
    source.close()
    assert not told and device.opened == 1


def test_a_few_damaged_pictures_are_counted_and_no_loss(watching, device, told):
    watching.more(3)
    device.torn = 3
    watching.more(10)
    assert watching.source.counts.failed == 3
    assert not told


def test_what_cannot_be_opened_at_first_is_missing(device):
    device.there = False
    with pytest.raises(MissingError, match="no such camera"):
        LiveSource("camera 0", device.open, print, QUICK)


def test_what_opens_but_gives_nothing_is_missing(device):
    device.blocked = 5.0
    with pytest.raises(MissingError, match="gives no picture"):
        LiveSource("camera 0", device.open, print, LiveSettings(opening=0.3, closing=0.2))


def test_closing_does_not_wait_for_a_blocked_read(device):
    source = LiveSource("camera 0", device.open, print)
    device.blocked = 10.0
    time.sleep(0.1)
    began = time.monotonic()
    source.close()
    source.close()
    assert time.monotonic() - began < 2.5
    assert list(source) == []


def test_closing_frees_the_device(device):
    source = LiveSource("camera 0", device.open, print)
    source.close()
    assert device.released == 1


def test_it_is_back_with_its_first_picture_not_when_it_is_open(device, told):
    source = LiveSource("pattern", device.open, told.append, replace(QUICK, frozen=0.0))
    watching = Watching(source)
    device.there = False
    watching.until(lambda: bool(told))
    device.there, device.blocked = True, 0.6
    watching.until(lambda: len(told) == 2)
    source.close()
    assert source.counts.blind_seconds > 0.6


def test_a_device_that_blocks_for_ever_does_not_collect_threads(device, told):
    source = LiveSource(
        "camera 0", device.open, told.append, replace(QUICK, opening=0.1, longest_wait=0.1, closing=0.1)
    )
    before, device.blocked = threading.active_count(), 4.0
    Watching(source).until(lambda: source.counts.blind_seconds > 2.5)
    source.close()
    assert device.opened > 1
    assert threading.active_count() < before + ABANDONED


def test_a_defect_in_our_own_code_reaches_the_loop(watching, device):
    device.blocked = "soon"  # time.sleep refuses it.
    with pytest.raises(TypeError):
        watching.more(1000)
    device.blocked = 0.0
