from fer_edge.runtime.detection.rate import LEAST, MOST, RateController
from tests.waiting import Clock


def after(fps: float, seconds: float, frames: int = 100) -> RateController:
    clock = Clock()
    rate = RateController(fps, clock)
    for _ in range(frames):
        with rate.frame():
            clock.now += seconds
    return rate


def test_frames_over_the_budget_stretch_the_intervals_to_a_bound():
    assert 1.0 < after(10, 0.12, frames=5).interval_scale < MOST
    assert after(10, 0.12).interval_scale == MOST and after(10, 0.12).overloaded


def test_room_shortens_them_to_a_bound():
    assert after(10, 0.01).interval_scale == LEAST


def test_between_room_and_the_budget_nothing_changes():
    assert after(10, 0.07).interval_scale == 1.0


def test_without_a_frame_rate_nothing_changes():
    assert after(0, 5.0).interval_scale == 1.0


def test_one_long_search_among_short_frames_does_not_slow_down():
    clock = Clock()
    rate = RateController(10, clock)
    for frame in range(60):
        with rate.frame():
            clock.now += 0.15 if frame % 20 == 19 else 0.06
    assert rate.interval_scale <= 1.0
