"""The frames that are shown to an emulated board: decoded here, so that every machine sees the same pixels."""

from collections.abc import Iterable, Iterator
from itertools import islice
from pathlib import Path

import cv2
import numpy as np

from benchmarks.measured import name_file
from benchmarks.portrait_clip import FPS, pan_and_zoom, portrait
from fer_edge.errors import FerEdgeError
from fer_edge.runtime.sources.files import open_files

SIZE = (640, 360)
"""Width and height of a frame, pixels."""

COUNT = 96
"""Four seconds of a film of 24 frames per second."""


def read_frames(clip: Path | None, count: int = COUNT) -> np.ndarray:
    """Frames uint8 [count, 360, 640, 3], BGR, of a clip, or of the portrait where there is none."""
    taken = list(islice(_fitted(_clip(clip) if clip else _portrait(count)), count))
    if len(taken) < count:
        raise FerEdgeError(f"{clip} has {len(taken)} frames, {count} are needed: name a longer one")
    return np.stack(taken)


def named_clip(clip: Path | None) -> dict[str, str]:
    """Which clip it was, for a record."""
    return name_file(clip) if clip else {"file": "the portrait of benchmarks/portrait_clip.py"}


def write_lossless(path: Path, frames: np.ndarray) -> None:
    """Write frames as FFV1: each machine that decodes it gets the same pixels, unlike of H.264."""
    height, width = frames.shape[1:3]
    writer = cv2.VideoWriter(str(path), cv2.CAP_FFMPEG, cv2.VideoWriter.fourcc(*"FFV1"), FPS, (width, height))
    for frame in frames:
        writer.write(frame)
    writer.release()
    if not path.is_file():
        raise FerEdgeError(f"{path} was not written: this OpenCV has no FFV1")


def _clip(path: Path) -> Iterator[np.ndarray]:
    video = open_files(path)
    try:
        yield from (frame.image for frame in video if frame is not None)
    finally:
        video.close()


def _portrait(count: int) -> Iterator[np.ndarray]:
    picture = portrait()
    return (pan_and_zoom(picture, at / count) for at in range(count))


def _fitted(images: Iterable[np.ndarray]) -> Iterator[np.ndarray]:
    """Images of any size, the middle of each cut out and scaled so that it fills SIZE."""
    width, height = SIZE
    for image in images:
        scale = max(width / image.shape[1], height / image.shape[0])
        large = image if scale == 1 else cv2.resize(image, None, fx=scale, fy=scale)
        top, left = (large.shape[0] - height) // 2, (large.shape[1] - width) // 2
        yield large[top : top + height, left : left + width]
