"""A peer's process: it answers, or dies and leaves its reason."""

import sys

import numpy as np
import pytest

from benchmarks.peers.worker import Worker

PEER = """
import sys
from benchmarks.peers.serving import serve

class Peer:
    def __init__(self):
        print("a word of its own on stdout")
        if sys.argv[1] == "frames":
            raise ValueError("its weights cannot be had")

    def read_face(self, face):
        if not face.any():
            sys.exit("a face all black")
        return "surprised" if face.max() > 9 else "happy"

    def read_frame(self, frame):
        return 1

serve(Peer)
"""


@pytest.fixture
def stored(tmp_path):
    faces = np.full((4, 48, 48), 5, np.uint8)
    faces[2], faces[3] = 200, 0
    np.save(tmp_path / "items.npy", faces)
    return str(tmp_path / "items.npy")


def test_a_peer_answers_for_the_share_it_is_asked_for(stored):
    with Worker([sys.executable, "-c", PEER, "faces", stored]) as worker:
        answer = worker.read(1, 2)
    assert answer is not None
    assert answer["found"] == ["happy", "surprise"]
    assert len(answer["seconds"]) == 2
    assert min(answer["seconds"]) > 0
    assert answer["peak"] > 1_000_000


def test_a_peer_that_dies_leaves_its_last_line(stored):
    with Worker([sys.executable, "-c", PEER, "faces", stored]) as worker:
        assert worker.read(3, 1) is None
        assert worker.reason == "a face all black"
        assert worker.read(0, 1) is None


def test_a_peer_that_cannot_open_says_why(stored):
    with Worker([sys.executable, "-c", PEER, "frames", stored]) as worker:
        assert (worker.read(0, 1), worker.reason) == (None, "ValueError: its weights cannot be had")
