import pytest

from fer_edge.system.clocks import Meter


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
