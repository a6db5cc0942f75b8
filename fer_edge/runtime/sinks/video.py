"""The annotated video, in place only when it is whole."""

import os
from pathlib import Path

import cv2

from fer_edge.errors import UsageError
from fer_edge.runtime.seams import Face, Frame
from fer_edge.runtime.sinks.drawing import annotate


class VideoFile:
    """Write MPEG-4 to `path` at `fps` frames per second. labels: names of the probabilities."""

    name = "video"

    def __init__(self, path: Path, fps: float, labels: tuple[str, ...]):
        if path.suffix.lower() not in (".mp4", ".avi", ".mkv"):
            raise UsageError(f"cannot save {path}: expected a name that ends in .mp4, .avi or .mkv")
        if not os.access(path.parent, os.W_OK):
            raise UsageError(f"cannot write to {path.parent}: name another folder")
        self._path, self._part = path, path.with_name(f".part.{path.name}")
        self._fps, self._labels = fps or 25.0, labels
        self._writer: cv2.VideoWriter | None = None

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Add a frame; the first one sets the size."""
        if self._writer is None:
            size = (frame.image.shape[1], frame.image.shape[0])
            self._size, self._writer = size, cv2.VideoWriter(str(self._part), fourcc(), self._fps, size)
        drawn = annotate(frame.image, faces, self._labels, 0.0)
        if (drawn.shape[1], drawn.shape[0]) != self._size:
            drawn = cv2.resize(drawn, self._size)
        self._writer.write(drawn)

    def close(self) -> None:
        """Finish the file and put it in place."""
        if self._writer is not None:
            self._writer.release()
            self._writer = None
            os.replace(self._part, self._path)


def fourcc() -> int:
    """The code of the MPEG-4 codec that OpenCV's wheels carry."""
    return cv2.VideoWriter.fourcc(*"mp4v")
