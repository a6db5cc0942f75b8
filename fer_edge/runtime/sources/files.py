"""Recorded frames: a video, a folder of images, one image. Every frame is given, none is dropped."""

from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from fer_edge.errors import FerEdgeError, MissingError
from fer_edge.runtime.types import Frame, SourceCounts

IMAGES = {".png", ".jpg", ".jpeg", ".bmp", ".webp"}


class Video:
    """A video file; times are its own, frame by frame. Raises FerEdgeError when it is none.

    fps: as the file promises, which of a recording without a fixed rate, as browsers make, may be 1000.
    """

    live = False

    def __init__(self, path: Path) -> None:
        self.name, self.counts = str(path), SourceCounts()
        self._capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
        there, self._first = self._capture.read()  # Of a capture that is not open this is (False, None).
        if not there:
            self._capture.release()
            raise FerEdgeError(f"{path} is not a video or image that OpenCV can read; try another file")
        self.fps = float(self._capture.get(cv2.CAP_PROP_FPS)) or 25.0

    def __iter__(self) -> Iterator[Frame]:
        index, time, image, there = 0, 0.0, self._first, True
        while there:
            yield Frame(index=index, time=time, image=image)
            there, image = self._capture.read()
            shown = self._capture.get(cv2.CAP_PROP_POS_MSEC) / 1000
            index, time = index + 1, shown if shown > time else time + 1 / self.fps  # Some files keep no times.

    def close(self) -> None:
        """Free the file."""
        self._capture.release()


class Images:
    """Image files in the order given, one second apart; damaged ones are skipped and counted as failed."""

    live = False

    def __init__(self, paths: list[Path], name: str) -> None:
        self.name, self.fps, self.counts = name, 1.0, SourceCounts()
        self._paths = paths

    def __iter__(self) -> Iterator[Frame]:
        index = 0
        for path in self._paths:
            image = _picture(path)
            if image is None:
                self.counts.failed += 1
                continue
            yield Frame(index=index, time=float(index), image=image)
            index += 1
        if not index:
            raise FerEdgeError(f"{self.name}: no image that OpenCV can read; try another file")

    def close(self) -> None:
        """Nothing is held."""


def _picture(path: Path) -> np.ndarray | None:
    """An image file as uint8 [H, W, 3], BGR; None when it is damaged or too large, or this user may not read it."""
    try:
        data = np.fromfile(path, np.uint8)
        return cv2.imdecode(data, cv2.IMREAD_COLOR) if len(data) else None
    except (OSError, cv2.error):  # OpenCV's own for more than a billion pixels.
        return None


def open_files(path: Path) -> Video | Images:
    """A video, an image, or all images of a folder. Raises MissingError when nothing is there."""
    if path.is_dir():
        images = sorted(file for file in path.iterdir() if file.suffix.lower() in IMAGES and not file.is_dir())
        if not images:
            raise MissingError(f"no images in {path}: expected files that end in {', '.join(sorted(IMAGES))}")
        return Images(images, str(path))
    if not path.is_file():
        raise MissingError(f"nothing at {path}: expected a video, an image or a folder of images")
    return Images([path], str(path)) if path.suffix.lower() in IMAGES else Video(path)
