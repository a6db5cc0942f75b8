"""Raw pictures on standard input, as another program pipes them: BGR, 8 bits, one after the other."""

import os
import select
import sys
from collections.abc import Iterator

import numpy as np

from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.runtime.types import Frame, SourceCounts

TURN = 0.4
"""Seconds without data after which the loop gets its turn, to see whether it was told to end."""


class Raw:
    """Frames of `size` (width, height) and `fps`, read from a file descriptor; every one is given, none is dropped.

    A last frame that is cut off counts as failed. Raises FerEdgeError when not a single one was whole. turn: seconds
    without data after which the loop gets its turn.
    """

    live = False

    def __init__(self, descriptor: int, size: tuple[int, int], fps: float, turn: float = TURN) -> None:
        self.name, self.fps, self.counts = "standard input", fps, SourceCounts()
        self._descriptor, self._size, self._turn = descriptor, size, turn
        self._closed = False

    def __iter__(self) -> Iterator[Frame | None]:
        width, height = self._size
        index, ended = 0, False
        while not (ended or self._closed):
            image = np.empty((height, width, 3), np.uint8)
            missing, ended = image.data.cast("B"), False
            while missing and not (ended or self._closed):
                if not select.select([self._descriptor], [], [], self._turn)[0]:
                    yield None
                    continue
                got = os.readv(self._descriptor, [missing])
                missing, ended = missing[got:], got == 0
            if not missing:
                yield Frame(index=index, time=index / self.fps, image=image)
                index += 1
            elif ended:
                self._end(index, image.nbytes - len(missing), image.nbytes)

    def _end(self, frames: int, got: int, expected: int) -> None:
        self.counts.failed += got > 0
        if not frames:
            raise FerEdgeError(
                f"standard input ended after {got} bytes, before its first frame of {expected} "
                f"({self._size[0]}x{self._size[1]}, BGR, 8 bits); check --size, and that raw frames are piped in"
            )

    def close(self) -> None:
        """Read no more; standard input itself stays open."""
        self._closed = True


def open_raw(size: tuple[int, int] | None, fps: float) -> Raw:
    """Read standard input. Raises UsageError unless both size and fps are given, for raw frames do not tell them."""
    if size is None or not fps:
        raise UsageError(
            '--source "-" reads raw BGR frames, which do not say their size and rate: add --size and --fps'
        )
    return Raw(sys.stdin.fileno(), size, fps)
