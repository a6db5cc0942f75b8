"""One peer in a process of its own: it reads faces or frames when it is asked to, and says how long each took.

It runs in the peer's own environment, where fer-edge is not installed: NumPy and the standard library, no more.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import Protocol

import numpy as np

SPELLINGS = {"surprised": "surprise", "fearful": "fear", "disgusted": "disgust", "sadness": "sad", "happiness": "happy"}
"""Labels as some peers spell them, and as the data does."""


class FaceReader(Protocol):
    """A peer's network, as its package asks it."""

    def read_face(self, face: np.ndarray) -> str:
        """The label of a face, uint8 [48, 48], grey, already cut out."""


class FrameReader(Protocol):
    """A peer's whole loop."""

    def read_frame(self, frame: np.ndarray) -> int:
        """Find and read the faces of a frame, uint8 [H, W, 3], BGR; how many there were."""


def serve(open_peer: Callable[[], FaceReader | FrameReader]) -> None:
    """Open a peer and read what stdin asks for: a line "first count" of the array that argv[2] names, until it ends.

    argv[1]: "faces" or "frames". Answers are lines of JSON; everything else that is printed goes to stderr.
    """
    answers = os.fdopen(os.dup(1), "w")
    os.dup2(2, 1)
    what, stored = sys.argv[1:3]
    os.sched_setaffinity(0, {max(os.sched_getaffinity(0))})  # Some runtimes take more threads than they are told to.
    began = time.perf_counter()
    peer = open_peer()
    read = getattr(peer, {"faces": "read_face", "frames": "read_frame"}[what])
    items = np.load(stored, mmap_mode="r")
    _answer(answers, {"load": time.perf_counter() - began})
    for line in sys.stdin:
        first, count = map(int, line.split())
        _answer(answers, _read(read, items[first : first + count]))


def _read(read: Callable, items: np.ndarray) -> dict:
    seconds, found = [], []
    for item in items:
        taken = np.array(item)
        began = time.perf_counter()
        given = read(taken)
        seconds.append(time.perf_counter() - began)
        found.append(SPELLINGS.get(given, given))
    return {"seconds": seconds, "found": found, "peak": peak_memory()}


def peak_memory() -> int:
    """Peak resident memory of this process, in bytes."""
    lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024


def _answer(answers, record: dict) -> None:
    answers.write(json.dumps(record) + "\n")
    answers.flush()
