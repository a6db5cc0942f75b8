"""The loop at work, as an animated picture: `fer-edge run` on the portrait's clip, with every other frame shown."""

import subprocess
import sys
import tempfile
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np
from PIL import Image

from benchmarks.pictures import FOLDER
from benchmarks.portrait_clip import FPS, write_clip

EVERY, QUALITY = 3, 55
"""Which frames of the clip are shown, and how well; so it stays below 1 MB."""


def draw() -> None:
    """Write loop.webp."""
    with tempfile.TemporaryDirectory() as folder:
        clip, seen = Path(folder) / "clip.mp4", Path(folder) / "seen.mp4"
        write_clip(clip)
        run = ("run", "--model", "edge", "--source", clip, "--headless", "--save", seen)
        subprocess.run([sys.executable, "-m", "fer_edge", *run], check=True)
        frames = [Image.fromarray(cv2.cvtColor(frame, cv2.COLOR_BGR2RGB)) for frame in shown(seen)]
    first, *others = frames
    first.save(
        FOLDER / "loop.webp",
        save_all=True,
        append_images=others,
        duration=round(1000 * EVERY / FPS),
        loop=0,
        quality=QUALITY,
        method=6,
    )


def shown(video: Path) -> Iterator[np.ndarray]:
    """The frames of a video that are shown, BGR."""
    capture = cv2.VideoCapture(str(video))
    index = 0
    while True:
        there, frame = capture.read()
        if not there:
            return
        if index % EVERY == 0:
            yield frame
        index += 1
