"""A camera that the system knows as a device: a USB webcam, by its index or /dev path."""

import os
import sys
from functools import partial
from pathlib import Path

import cv2

from fer_edge.errors import MissingError
from fer_edge.runtime.sources.live import LiveSettings, LiveSource
from fer_edge.runtime.sources.opencv import OpenCvCapture
from fer_edge.runtime.types import Report

PLAIN_PIXELS, PLAIN_FPS = 640 * 480, 30
"""Up to these a webcam's plain pictures fit through USB 2 and need no decoding; beyond, MJPG is much faster."""

BUFFERS = 2
"""One is filled while the other is read; with one alone a webcam loses every other picture, with more they age."""


def open_camera(
    camera: str,
    report: Report,
    size: tuple[int, int] | None = None,
    fps: float = 0.0,
    settings: LiveSettings | None = None,
) -> LiveSource:
    """Open camera "0" or "/dev/video2". size: (width, height) and fps are asked for; the camera gives what it can.

    Raises MissingError, which names the cameras that are here, when it cannot be opened.
    """
    return LiveSource(f"camera {camera}", partial(_capture, camera, size, fps), report, settings)


def cameras_here() -> str:
    """Which cameras this machine has, as a phrase."""
    devices = sorted(str(path) for path in Path("/dev").glob("video*"))
    return f"this machine has {', '.join(devices)}" if devices else "this machine has no camera (no /dev/video*)"


def why_closed(camera: str, path: Path) -> str:
    """Why a camera could not be opened and what to try. path: of its device."""
    if not path.exists():
        return f"no camera {camera}: {cameras_here()}; name another with --camera, or use --source"
    if not os.access(path, os.R_OK | os.W_OK):
        return (
            f"camera {camera}: {path} is there, but this user may not open it; "
            "join the group video (sudo usermod -aG video $USER) and log in again"
        )
    return (
        f"camera {camera}: {path} is there but gives no pictures: another program may be using it, or it is not "
        f"a webcam; {cameras_here()}; a Raspberry Pi's ribbon-cable camera is --camera csi"
    )


def _capture(camera: str, size: tuple[int, int] | None, fps: float) -> OpenCvCapture:
    linux = sys.platform.startswith("linux")
    path = Path(f"/dev/video{camera}" if camera.isdecimal() else camera)
    if linux and not path.exists():  # OpenCV would say so on stderr in its own words, at each try.
        raise MissingError(why_closed(camera, path))
    # V4L2 is asked for by name: other back ends take seconds to say that there is no camera.
    capture = cv2.VideoCapture(int(camera) if camera.isdecimal() else camera, cv2.CAP_V4L2 if linux else cv2.CAP_ANY)
    if not capture.isOpened():
        capture.release()
        raise MissingError(why_closed(camera, path))
    for setting, value in requested_settings(size, fps):
        capture.set(setting, value)
    return OpenCvCapture(capture)


def requested_settings(size: tuple[int, int] | None, fps: float) -> list[tuple[int, float]]:
    """What is requested of the device, as OpenCV's properties and values, in an order that drivers accept."""
    requested: list[tuple[int, float]] = []
    if (size and size[0] * size[1] > PLAIN_PIXELS) or fps > PLAIN_FPS:
        requested.append((cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG")))
    if size:
        requested += [(cv2.CAP_PROP_FRAME_WIDTH, size[0]), (cv2.CAP_PROP_FRAME_HEIGHT, size[1])]
    if fps:
        requested.append((cv2.CAP_PROP_FPS, fps))
    return [*requested, (cv2.CAP_PROP_BUFFERSIZE, BUFFERS)]
