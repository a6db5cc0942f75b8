"""What lies in files: a video, a folder of images, one image. Every frame is given, none is dropped."""

from collections.abc import Iterator
from pathlib import Path

import cv2

from fer_edge.errors import FerEdgeError, MissingError
from fer_edge.runtime.stills.source import Pictures, names_pictures, open_pictures
from fer_edge.runtime.types import Frame, Report, SourceCounts


class Video:
    """A video file; times are its own, frame by frame. Raises FerEdgeError when it is none.

    fps: as the file promises, which of a recording without a fixed rate, as browsers make, may be 1000.
    """

    live = False

    def __init__(self, path: Path, report: Report = lambda line: None) -> None:
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


def open_files(path: Path, report: Report = lambda line: None) -> Video | Pictures:
    """A video, an image, or all images of a folder. report: is told what of them could not be read.

    Raises MissingError when nothing is there.
    """
    if not path.is_dir() and not path.is_file():
        raise MissingError(f"nothing at {path}: expected a video, an image or a folder of images")
    return open_pictures(path, report) if names_pictures(path) else Video(path, report)
