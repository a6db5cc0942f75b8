from fer_edge.runtime.cadence import LEAST, MOST, Cadence


class Clock:
    now = 0.0

    def __call__(self) -> float:
        return self.now


def after(fps: float, seconds: float, frames: int = 100) -> Cadence:
    clock = Clock()
    cadence = Cadence(fps, clock)
    for _ in range(frames):
        with cadence.frame():
            clock.now += seconds
    return cadence


def test_frames_over_the_budget_stretch_the_intervals_to_a_bound():
    assert 1.0 < after(10, 0.12, frames=5).pace < MOST
    assert after(10, 0.12).pace == MOST and after(10, 0.12).strained


def test_room_shortens_them_to_a_bound():
    assert after(10, 0.01).pace == LEAST


def test_between_room_and_the_budget_nothing_changes():
    assert after(10, 0.07).pace == 1.0


def test_without_an_asked_rate_the_pace_is_the_default():
    assert after(0, 5.0).pace == 1.0


def test_one_long_search_among_short_frames_does_not_slow_down():
    clock = Clock()
    cadence = Cadence(10, clock)
    for frame in range(60):
        with cadence.frame():
            clock.now += 0.15 if frame % 20 == 19 else 0.06
    assert cadence.pace <= 1.0
