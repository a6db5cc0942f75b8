"""A network camera, RTSP or MJPEG over HTTP; and a recording over HTTP."""

import os
from functools import partial

import cv2

from fer_edge.errors import MissingError, UsageError
from fer_edge.runtime.sources.live import LiveSettings, LiveSource
from fer_edge.runtime.sources.opencv import OpenCvCapture
from fer_edge.runtime.sources.video import Video
from fer_edge.runtime.types import Report
from fer_edge.system.logins import join_login, split_login
from fer_edge.system.messages import masked
from fer_edge.system.secrets import SOURCE_PASSWORD, read_secret

SCHEMES = ("rtsp://", "rtsps://", "http://", "https://")

PATIENCE = 2000
"""Milliseconds for the answer to opening, and for a picture. Without it, a read of a frozen server blocks 30 s."""

RECORDED_PATIENCE = 10_000
"""The same for a recording, of which nothing is missed by waiting."""

ERRORS_ALONE = 2
"""OpenCV's level of what it says: no warnings."""


def open_stream(url: str, report: Report, settings: LiveSettings | None = None) -> LiveSource:
    """Open an address. Raises MissingError when it cannot be reached."""
    return LiveSource(shown(url), partial(_capture, url), report, settings)


def open_recording(url: str, report: Report) -> Video:
    """A video of known length: every frame, then the end. Raises FerEdgeError when it is none."""
    _quiet()
    return Video(url, report, name=shown(url), limits=_limits(RECORDED_PATIENCE))


def shown(url: str) -> str:
    """The address without what is secret: user, password (up to the last @) and query."""
    scheme, _, rest = url.partition("://")
    host, sign, path = rest.rpartition("@")[2].partition("/")
    return masked(f"{scheme}://{host}{sign}{path}".partition("?")[0].partition("#")[0])


def with_password(url: str) -> str:
    """The address as FFmpeg and Python read it: its login percent-encoded, a missing password from the environment.

    Raises UsageError where it is not clear what the password is, and what `read_secret` raises.
    """
    try:
        address, user, password = split_login(url)
    except ValueError as error:
        raise UsageError(f"--source {url.partition(':')[0]}://…: {error}") from error
    if user is None:
        return url
    return join_login(address, user, password if password is not None else read_secret(SOURCE_PASSWORD))


def _capture(url: str) -> OpenCvCapture:
    rtsp = url.startswith("rtsp")
    _quiet()
    if rtsp:  # Over UDP, OpenCV's default, lost packets smear the picture. Only the environment reaches its FFmpeg.
        os.environ.setdefault("OPENCV_FFMPEG_CAPTURE_OPTIONS", "rtsp_transport;tcp")
    capture = cv2.VideoCapture(url, cv2.CAP_FFMPEG, _limits(PATIENCE))
    if not capture.isOpened():
        capture.release()
        raise MissingError(
            f"{shown(url)} cannot be reached, or is no video stream; check address, user and password in a player"
        )
    return OpenCvCapture(capture, trust_fps=rtsp)  # MJPEG over HTTP says no rate, and FFmpeg answers 25.


def _limits(patience: int) -> list[int]:
    """They hold only when given at opening, to a back end that is named (opencv/opencv #23207)."""
    return [cv2.CAP_PROP_OPEN_TIMEOUT_MSEC, patience, cv2.CAP_PROP_READ_TIMEOUT_MSEC, patience]


def _quiet() -> None:
    """Keep OpenCV and its FFmpeg from a line of their own on stderr at each try, unless the user asked for more."""
    os.environ.setdefault("OPENCV_FFMPEG_LOGLEVEL", "-8")
    if "OPENCV_LOG_LEVEL" not in os.environ:
        getattr(cv2.utils, "logging", cv2).setLogLevel(ERRORS_ALONE)  # OpenCV 4.11 and older have it at the root.
