import pytest

from fer_edge.system.clocks import Meter, Stages, TypicalInterval, moment


@pytest.mark.parametrize("ticks", [2, 5, 30])
def test_ten_frames_a_second_read_ten(ticks):
    times = iter(index / 10 for index in range(ticks))
    meter = Meter(clock=lambda: next(times))
    for _ in range(ticks):
        meter.tick()
    assert meter.fps == pytest.approx(10)


def test_one_tick_is_no_rate():
    meter = Meter(clock=lambda: 1.0)
    meter.tick()
    assert meter.fps == 0


def test_a_stage_keeps_its_last_times():
    times = iter(range(100))
    stages = Stages(clock=lambda: next(times) ** 2, kept=3)
    for _ in range(5):
        with stages.time("crop"):
            pass
    assert list(stages.seconds["crop"]) == [9, 13, 17]


def test_a_stage_that_fails_counts_no_time():
    stages = Stages()
    with pytest.raises(ZeroDivisionError), stages.time("crop"):
        raise ZeroDivisionError
    assert stages.seconds == {}


def test_a_usual_interval_is_not_changed_by_a_long_one_or_a_clock_that_went_back():
    usual = TypicalInterval()
    assert [usual.update(time) for time in (0, 5, 10, 90, 95, 20, 25)] == [0, 5, 5, 5, 5, 5, 5]


def test_what_was_asked_for_is_known_before_the_first_frame_and_gives_way_to_what_comes():
    usual = TypicalInterval(5.0)
    assert usual.update(0) == 5 and [usual.update(time) for time in range(1, 6)][-1] == 1


def test_a_moment_is_of_this_start_and_steady():
    one, other = moment(), moment()
    assert one.boot == other.boot and other.steady >= one.steady and other.wall > 1.7e9
