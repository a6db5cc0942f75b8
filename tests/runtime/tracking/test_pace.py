import pytest

from fer_edge.runtime.tracking.pace import ReadingPace


def read(pace: ReadingPace, fps: float, scale: float = 1.0) -> list[int]:
    """Which of twelve frames are read."""
    return [n for n in range(12) if pace.due(n / fps, scale)]


@pytest.mark.parametrize(("fps", "step"), [(10, 1), (24, 2), (30, 2), (50, 3)])
def test_faces_are_read_twenty_times_a_second_at_the_most(fps, step):
    assert read(ReadingPace(), fps) == list(range(0, 12, step))


def test_by_choice_in_every_frame():
    assert read(ReadingPace(paced=False), 240, scale=4.0) == list(range(12))


def test_where_time_is_short_half_as_often_and_not_less():
    assert read(ReadingPace(), 24, scale=2.0) == read(ReadingPace(), 24, scale=4.0) == [0, 3, 6, 9]
    assert read(ReadingPace(), 24, scale=0.25) == list(range(12))


def test_a_clock_that_went_back_began_anew():
    pace = ReadingPace()
    assert pace.due(9.0) and not pace.due(9.01) and pace.due(1.0)
