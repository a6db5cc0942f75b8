"""A clip made of one portrait, panned and zoomed: `python -m benchmarks.portrait_clip OUT.mp4`.

The portrait is Eileen Collins's by NASA, in the public domain, from scikit-image's package.
"""

import sys
from pathlib import Path

import cv2
import numpy as np

from fer_edge.errors import MissingError
from fer_edge.runtime.sinks.video import fourcc

SIZE = (480, 360)
FPS, SECONDS = 24, 8


def pan_and_zoom(portrait: np.ndarray, progress: float) -> np.ndarray:
    """The view at `progress` (0 to 1) of a portrait uint8 [512, 512, 3]: a frame of SIZE (width, height)."""
    zoom = 0.95 + 0.3 * np.sin(np.pi * progress)
    turn = np.array(cv2.getRotationMatrix2D((225, 130), 4 * np.sin(4 * np.pi * progress), zoom), np.float64)
    turn[0, 2] += SIZE[0] / 2 - 225 + 60 * np.sin(2 * np.pi * progress)
    turn[1, 2] += SIZE[1] / 2 - 150
    return cv2.warpAffine(portrait, turn, SIZE, borderMode=cv2.BORDER_REPLICATE)


def portrait() -> np.ndarray:
    """The portrait uint8 [512, 512, 3], BGR. Raises MissingError when scikit-image is not installed."""
    try:
        from skimage.data import astronaut
    except ImportError as error:
        raise MissingError("the portrait comes with scikit-image: pip install 'fer-edge[demo]'") from error
    return cv2.cvtColor(astronaut(), cv2.COLOR_RGB2BGR)


def write_clip(path: Path) -> None:
    """Write the clip. Raises MissingError when scikit-image is not installed."""
    picture = portrait()
    writer = cv2.VideoWriter(str(path), fourcc(), FPS, SIZE)
    for index in range(FPS * SECONDS):
        writer.write(pan_and_zoom(picture, index / (FPS * SECONDS)))
    writer.release()


if __name__ == "__main__":
    write_clip(Path(sys.argv[1]))
