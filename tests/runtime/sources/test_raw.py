import os

import numpy as np
import pytest

from fer_edge.errors import FerEdgeError
from fer_edge.runtime.sources.raw import TURN, Raw

SIZE, BYTES = (4, 2), 24


@pytest.fixture
def pipe():
    reading, writing = os.pipe()
    yield reading, writing
    os.close(reading)


def piped(pipe, data: bytes) -> Raw:
    os.write(pipe[1], data)
    os.close(pipe[1])
    return Raw(pipe[0], SIZE, 10.0)


def test_every_frame_comes_whole_and_in_time(pipe):
    frames = list(piped(pipe, bytes(range(BYTES)) + bytes(BYTES)))
    assert [(frame.index, frame.time) for frame in frames] == [(0, 0.0), (1, 0.1)]
    assert np.array_equal(frames[0].image, np.arange(BYTES, dtype=np.uint8).reshape(2, 4, 3))


def test_a_cut_off_last_frame_is_counted(pipe):
    source = piped(pipe, bytes(BYTES + 5))
    assert len(list(source)) == 1
    assert source.counts.failed == 1


def test_a_whole_last_frame_is_not(pipe):
    source = piped(pipe, bytes(2 * BYTES))
    assert len(list(source)) == 2
    assert source.counts.failed == 0


def test_not_one_whole_frame_fails(pipe):
    with pytest.raises(FerEdgeError, match=r"after 5 bytes.*4x2"):
        list(piped(pipe, bytes(5)))


def test_a_silent_pipe_gives_the_loop_its_turn(pipe):
    source = Raw(pipe[0], SIZE, 10.0, turn=0.01)
    assert next(iter(source)) is None
    assert TURN <= 0.5  # At least twice a second.
    source.close()
    os.close(pipe[1])


def test_a_frame_that_comes_in_pieces_is_one(pipe):
    os.write(pipe[1], bytes(14))
    turns = iter(Raw(pipe[0], SIZE, 10.0, turn=0.01))
    assert next(turns) is None
    os.write(pipe[1], bytes(10))
    os.close(pipe[1])
    assert [turn.index for turn in turns] == [0]
