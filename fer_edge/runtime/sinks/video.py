"""The annotated video, in place only when it is whole."""

import os
import shutil
from collections import deque
from contextlib import suppress
from itertools import pairwise
from pathlib import Path
from statistics import median

import cv2
import numpy as np

from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.runtime.sinks.drawing import annotate
from fer_edge.runtime.types import Face, Frame, Report
from fer_edge.system.files import free_path
from fer_edge.system.writing.locks import open_locked

SUFFIXES = (".mp4", ".avi", ".mkv")

PART = ".part."
"""What the name of a video begins with that is not whole yet."""

HELD = 10
"""Frames from which the rate is learned before the file begins."""

MARGIN, INDEX = 20_000_000, 32
"""Bytes left free on a disk, as OpenCV keeps 256 kB to itself and does not say when a write fails; bytes of index
per frame, which are written last."""


class VideoFile:
    """Write MPEG-4 to `path`, as fast as the frames' own times, at `fps` frames per second at the most.

    fps: what the source says of itself, 0 when it does not know. labels: names of the probabilities.
    Until it is closed the file is called .part.NAME; after a kill or a power cut that of an .avi
    or .mkv can still be played, that of an .mp4 cannot. A video that is there is kept: the new one, and what killed
    runs left in the folder, get free names. report: told of both. Raises UsageError when the name is none of a video,
    the folder cannot be written to, or another run saves under this name.
    """

    name = "video"

    def __init__(self, path: Path, fps: float, labels: tuple[str, ...], report: Report = lambda text: None) -> None:
        if path.suffix.lower() not in SUFFIXES:
            raise UsageError(f"cannot save {path}: expected a name that ends in .mp4, .avi or .mkv")
        if not os.access(path.parent, os.W_OK):
            raise UsageError(f"cannot write to {path.parent}: name another folder")
        rescue_parts(path.parent, report)
        self._path, self._part, self._report = path, path.with_name(PART + path.name), report
        self._lock = _claim(self._part, path)
        if path.exists():
            report(f"{path} is there already: the video of this run will be {free_path(path)}")
        self._nominal, self._labels = fps or 25.0, labels
        self._held: deque[tuple[float, np.ndarray]] = deque(maxlen=HELD)
        self._writer: cv2.VideoWriter | None = None
        self._fps, self._start, self._written, self._size = 0.0, 0.0, 0, (0, 0)

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Add a frame. Raises FerEdgeError when the disk is full or the file cannot be made."""
        self._held.append((frame.time, annotate(frame.image, faces, self._labels, 0.0)))
        if self._writer is not None or len(self._held) == HELD:
            self._flush()

    def close(self) -> None:
        """Finish the file and put it in place."""
        try:
            if self._held:
                self._flush()
        finally:
            if self._writer is not None:
                self._finish(self._writer)
            else:
                self._give_up()

    def _flush(self) -> None:
        writer = self._writer = self._writer or self._open()
        while self._held:
            self._add(writer, *self._held.popleft())

    def _open(self) -> cv2.VideoWriter:
        """Begin the file; the first frame sets its size."""
        self._start, first = self._held[0]
        self._fps, self._size = rate(self._nominal, [time for time, _ in self._held]), (first.shape[1], first.shape[0])
        writer = cv2.VideoWriter(str(self._part), fourcc(), self._fps, self._size)
        if not writer.isOpened():
            writer.release()
            width, height = self._size
            raise FerEdgeError(
                f"cannot save {self._path}: OpenCV cannot begin an MPEG-4 file of {width}x{height}; "
                "try another folder or .avi"
            )
        return writer

    def _add(self, writer: cv2.VideoWriter, time: float, drawn: np.ndarray) -> None:
        disk = shutil.disk_usage(self._part.parent)
        if disk.free < min(MARGIN, disk.total // 2) + INDEX * self._written:
            raise FerEdgeError(f"cannot write {self._path}: {disk.free / 1e6:.1f} MB free on its disk; make room")
        if (drawn.shape[1], drawn.shape[0]) != self._size:
            drawn = cv2.resize(drawn, self._size)
        for _ in range(self._due(time)):
            writer.write(drawn)

    def _due(self, time: float) -> int:
        """How often a frame is written so that the video takes as long as what it shows; a gap counts a second."""
        due = max(round((time - self._start) * self._fps) + 1 - self._written, 0)
        most = max(round(self._fps), 1)
        if due > most:
            self._start += (due - most) / self._fps
            due = most
        self._written += due
        return due

    def _finish(self, writer: cv2.VideoWriter) -> None:
        writer.release()
        self._writer = None
        if not _plays(self._part):
            self._give_up()
            raise FerEdgeError(f"{self._path} could not be finished and is left out: was its disk full?")
        if os.name != "posix":  # Elsewhere a file that is open has to keep its name.
            self._unlock()
        free = free_path(self._path)
        try:
            os.replace(self._part, free)
        except OSError as error:
            raise FerEdgeError(f"cannot put {self._part} in place: {error.strerror or error}") from error
        finally:
            self._unlock()
        if free != self._path:
            self._report(f"the video is {free}")

    def _give_up(self) -> None:
        """Remove the part, in which nothing is, and let go of its name."""
        if self._lock is not None:
            self._part.unlink(missing_ok=True)
            self._unlock()

    def _unlock(self) -> None:
        if self._lock is not None:
            os.close(self._lock)
            self._lock = None


def _claim(part: Path, path: Path) -> int | None:
    """Lock a part, so that no other run saves under its name."""
    try:
        lock = open_locked(part)
    except OSError as error:
        raise UsageError(f"cannot write {part}: {error.strerror or error}; name another file") from error
    if lock is None:
        raise UsageError(f"{path} is being saved by another run: stop that one, or name another file")
    if os.fstat(lock).st_size:
        os.close(lock)
        raise UsageError(f"{part}, left by a run that was killed, cannot be renamed: move it, or name another file")
    return lock


def rescue_parts(folder: Path, report: Report) -> None:
    """Give the parts that killed runs left in a folder free names, and tell; those in which nothing is are removed."""
    for part in sorted(folder.glob(f"{PART}*")):
        if part.suffix.lower() not in SUFFIXES or not part.is_file():
            continue
        with suppress(OSError):  # Another user's.
            lock = open_locked(part)
            if lock is None:
                continue  # Its run is alive.
            try:
                _rescue(part, folder / part.name.removeprefix(PART), report)
            finally:
                os.close(lock)


def _rescue(part: Path, path: Path, report: Report) -> None:
    plays = _plays(part)
    if not plays and (path.suffix.lower() != ".mp4" or not part.stat().st_size):
        part.unlink()
        return
    free = free_path(path)
    part.rename(free)
    what = "can be played" if plays else "has no index, and needs a program that repairs videos"
    report(f"{free} is what a run that was killed had saved; it {what}")


def rate(nominal: float, times: list[float]) -> float:
    """Frames per second of a video of frames at these seconds: `nominal`, or less where they come more slowly."""
    between = median([later - sooner for sooner, later in pairwise(times)] or [0.0])
    return nominal if between * nominal < 1.1 else max(round(1 / between, 1), 1.0)


def _plays(path: Path) -> bool:
    capture = cv2.VideoCapture(str(path), cv2.CAP_FFMPEG)
    there, _ = capture.read()
    capture.release()
    return bool(there)


def fourcc() -> int:
    """The code of the MPEG-4 codec that OpenCV's wheels carry."""
    return cv2.VideoWriter.fourcc(*"mp4v")
