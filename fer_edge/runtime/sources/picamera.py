"""A Raspberry Pi's ribbon-cable (CSI) camera, through Picamera2.

One RGB888 stream, which in Picamera2's naming is B, G, R in memory: the camera's own processor converts the colours, at
no cost to the CPU. The grey plane of a YUV420 stream is not used, though it looks free: it is in video range (16 to
235), flatter than what the networks were trained on, and the colour picture would have to be computed instead.
"""

from functools import partial
from typing import Any

import numpy as np

from fer_edge.errors import MissingError
from fer_edge.runtime.sources.live import LiveSettings, LiveSource
from fer_edge.runtime.types import Report

SIZE = (640, 480)
"""(width, height) in pixels unless asked otherwise; enough for faces, and a width that needs no padding."""

PATIENCE = 2.0
"""Seconds to wait for a picture before a read has failed, so that a stalled camera is let go of."""


def open_csi(
    report: Report, size: tuple[int, int] | None = None, fps: float = 0.0, settings: LiveSettings | None = None
) -> LiveSource:
    """Open the first CSI camera. Raises MissingError when Picamera2 or the camera is missing."""
    return LiveSource("camera csi", partial(PiCapture, size or SIZE, fps), report, settings)


class PiCapture:
    """Pictures of the first camera that libcamera knows. size: (width, height). fps: 0 for the camera's own."""

    def __init__(self, size: tuple[int, int], fps: float) -> None:
        self.fps = fps
        self._camera = _first_camera()
        try:
            controls = {"FrameRate": fps} if fps else {}
            main = {"size": size, "format": "RGB888"}
            self._camera.configure(self._camera.create_video_configuration(main=main, controls=controls))
            self._camera.start()
        except (RuntimeError, ValueError, OSError) as error:
            self._camera.close()
            raise MissingError(f"camera csi does not start ({error}); is another program using it?") from error

    def read(self) -> np.ndarray | None:
        """The next picture, uint8 [H, W, 3], BGR; None when it failed or took too long."""
        try:
            job = self._camera.capture_array("main", wait=False)
            picture: np.ndarray = self._camera.wait(job, timeout=PATIENCE)
            return picture
        except (TimeoutError, RuntimeError, OSError):
            return None

    def release(self) -> None:
        """Stop and free the camera."""
        self._camera.stop()
        self._camera.close()


def _first_camera() -> Any:
    try:
        from picamera2 import Picamera2
    except ImportError as error:
        raise MissingError(
            "camera csi needs Picamera2, which is not here; sudo apt install python3-picamera2, and use a virtual "
            "environment made with: python3 -m venv --system-site-packages"
        ) from error
    if not Picamera2.global_camera_info():
        raise MissingError(
            "no csi camera: libcamera finds none; check the ribbon cable, and rpicam-hello --list-cameras"
        )
    try:
        return Picamera2(0)
    except (RuntimeError, IndexError, OSError) as error:
        raise MissingError(f"camera csi cannot be opened ({error}); is another program using it?") from error
