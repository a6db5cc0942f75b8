import numpy as np

from fer_edge.runtime.sinks.frame_interval import FrameInterval
from fer_edge.runtime.types import Frame


def test_a_frame_lasts_since_the_one_before_and_a_gap_lasts_a_second():
    elapsed, image = FrameInterval(), np.zeros((1, 1, 3), np.uint8)
    times = [5.0, 5.5, 9.5, 9.25]
    assert [elapsed.until(Frame(index=0, time=time, image=image)) for time in times] == [0.0, 0.5, 1.0, 0.0]
