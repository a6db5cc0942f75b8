import numpy as np

from fer_edge.runtime.sinks.frame_interval import FrameInterval
from fer_edge.runtime.types import Frame


def test_a_frame_lasts_since_the_one_before_and_a_gap_lasts_a_second():
    elapsed, image = FrameInterval(), np.zeros((1, 1, 3), np.uint8)
    times = [5.0, 5.5, 9.5, 9.25]
    assert [elapsed.until(Frame(index=0, time=time, image=image)) for time in times] == [0.0, 0.5, 1.0, 0.0]


def seconds(*times: float) -> float:
    elapsed, image = FrameInterval(), np.zeros((1, 1, 3), np.uint8)
    return sum(elapsed.until(Frame(index=0, time=time, image=image)) for time in times)


def test_of_a_time_lapse_every_second_counts():
    assert seconds(*range(0, 36, 5)) == 35
    assert seconds(0, 4, 8.5, 12, 16) == 16


def test_nobody_is_seen_while_one_is_away():
    assert seconds(*range(0, 16, 5), 1000, 1005) == 15 + 7.5 + 5


def test_a_source_that_was_away_after_its_first_frame_is_no_time_lapse():
    assert seconds(0, 20, 20.1, 20.2) < 1.3
