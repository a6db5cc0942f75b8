import numpy as np

from fer_edge.runtime.sources.latest import LatestFrame
from fer_edge.runtime.types import Frame


def frame(index: int) -> Frame:
    return Frame(index=index, time=0.0, image=np.zeros((1, 1, 3), np.uint8))


def test_the_newest_frame_wins_and_the_dropped_are_counted():
    latest = LatestFrame()
    for index in range(3):
        latest.put(frame(index))
    assert latest.take(0.0).index == 2
    assert latest.dropped == 2


def test_nothing_new_is_none():
    latest = LatestFrame()
    assert latest.take(0.0) is None
    latest.put(frame(0))
    latest.take(0.0)
    assert latest.take(0.0) is None and latest.dropped == 0
