"""A recorded video, read to its end past what is damaged in it."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from fer_edge.errors import FerEdgeError
from fer_edge.runtime.sources.opencv import LIKELY
from fer_edge.runtime.types import Frame, Report, SourceCounts

IN_A_ROW, JUMPS = 250, 8
"""Reads in succession that may fail, and places in the rest of the file that are tried after them."""

FAR_FEWER = 0.95
"""Share of the promised frames below which it is told how many came; some files promise a few too many."""

STEADY = 0.8
"""Share of the steps from frame to frame that are as long as the rate says, from which the promise can be believed."""


class Video:
    """A video file; times are its own, frame by frame. Raises FerEdgeError when it is none.

    fps: as the file promises, which of a recording without a fixed rate, as browsers make, may be 1000.
    counts.failed: frames that could not be read, and at the end those that never came. report: is told of them.
    path: of a file, or an address, which then has a `name` for people and OpenCV's `limits` of waiting.
    """

    live = False

    def __init__(
        self, path: Path | str, report: Report = lambda line: None, name: str = "", limits: list[int] | None = None
    ) -> None:
        self.name, self.counts, self._report = name or str(path), SourceCounts(), report
        # A name with a colon would be a protocol, to FFmpeg.
        address = str(path.absolute()) if isinstance(path, Path) else path
        self._capture = cv2.VideoCapture(address, cv2.CAP_FFMPEG, limits or [])
        self.fps = float(self._capture.get(cv2.CAP_PROP_FPS)) or 25.0
        count = self._capture.get(cv2.CAP_PROP_FRAME_COUNT)
        self._promised = round(count) if 0 < count < 1e9 and self.fps <= LIKELY else 0
        first = self._next(0) if self._capture.isOpened() else None
        if first is None:
            self._capture.release()
            raise FerEdgeError(f"{self.name} is not a video or image that OpenCV can read; try another file")
        self._first = first

    def __iter__(self) -> Iterator[Frame]:
        image, failed = self._first
        index, time, given, steady = failed, failed / self.fps, 0, 0
        while True:
            self.counts.failed += failed
            yield Frame(index=index, time=time, image=image)
            given += 1
            found = self._next(index + 1) or self._skip(index + 1, time)
            if found is None:
                break
            image, failed = found
            shown = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
            step = (1 + failed) / self.fps
            later = shown if shown > time else time + step  # Some files keep no times.
            steady += abs(later - time - step) < step / 2
            index, time = index + 1 + failed, later
        self._conclude(given, believed=steady >= STEADY * (given - 1))

    def close(self) -> None:
        """Free the file."""
        self._capture.release()

    def _read(self) -> np.ndarray | None:
        try:
            there, image = self._capture.read()
        except cv2.error:  # A picture so damaged that its decoder gives up, or no memory for it.
            return None
        return image if there else None

    def _next(self, position: int) -> tuple[np.ndarray, int] | None:
        """The next picture that can be read, and how many before it could not; None at the end."""
        for failed in range(IN_A_ROW):
            image = self._read()
            if image is not None:
                return image, failed
            if self._promised and position + failed >= self._promised:
                return None
        return None

    def _skip(self, position: int, time: float) -> tuple[np.ndarray, int] | None:
        """The first picture that can be read in the rest of the file, later than `time` (seconds), as `_next`."""
        rest = self._promised - position
        if rest < IN_A_ROW:
            return None
        for jump in range(1, JUMPS + 1):
            at = position + rest * jump // (JUMPS + 1)
            self._capture.set(cv2.CAP_PROP_POS_FRAMES, at)
            image = self._read()
            if image is not None and self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000 > time:
                return image, at - position
        return None

    def _conclude(self, given: int, believed: bool) -> None:
        """Tell what is missing of what the file promised."""
        missing = self._promised - given if believed else 0
        if given < FAR_FEWER * (given + missing):
            self.counts.failed = max(self.counts.failed, missing)
            self._report(
                f"{self.name} promises {self._promised} frames and gave {given}: it is damaged, or was cut short"
            )
        elif self.counts.failed:
            self._report(f"{self.name}: {self.counts.failed} of its frames could not be read, it is damaged")
