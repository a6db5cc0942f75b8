import pytest

from fer_edge.system.clocks import Meter, Stages


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
