"""The window."""

import ctypes
import os
import sys
import time

import cv2

from fer_edge.runtime.sinks.drawing import annotate
from fer_edge.runtime.types import Face, Frame, StopLoop
from fer_edge.system.clocks import Meter

TITLE = "fer-edge (q ends)"


def available() -> bool:
    """Whether there is a display that answers, and an OpenCV that can open a window on it."""
    about = cv2.getBuildInformation()
    if "GUI:                           NONE" in about:
        return False
    if not sys.platform.startswith("linux"):
        return True
    if "GUI:                           QT" in about:  # The one of the wheels, which speaks X11 alone.
        return bool(os.environ.get("DISPLAY")) and _x11_answers()
    return bool(os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY"))


def _x11_answers() -> bool:
    """Whether the X server lets this program in. Where it does not, Qt would end the whole process with an abort."""
    try:
        xcb = ctypes.CDLL("libxcb.so.1")
    except OSError:  # Without it Qt cannot either.
        return False
    xcb.xcb_connect.restype = ctypes.c_void_p
    connection = ctypes.c_void_p(xcb.xcb_connect(None, None))
    refused = xcb.xcb_connection_has_error(connection)
    xcb.xcb_disconnect(connection)
    return not refused


class Window:
    """Show the annotated frames; q, Esc or closing it ends the loop.

    labels: names of the probabilities. live: frames are shown as they come; else at the recording's own rate.
    """

    name = "window"

    def __init__(self, labels: tuple[str, ...], live: bool) -> None:
        self._labels, self._live, self._meter = labels, live, Meter()
        self._began: float | None = None
        cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL | cv2.WINDOW_KEEPRATIO | cv2.WINDOW_GUI_NORMAL)

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Show a frame. Raises StopLoop when the user wants to end."""
        if self._began is None:
            self._began = time.monotonic() - frame.time
            cv2.resizeWindow(TITLE, frame.image.shape[1], frame.image.shape[0])
        self._meter.tick()
        cv2.imshow(TITLE, annotate(frame.image, faces, self._labels, self._meter.fps))
        early = 0.0 if self._live else self._began + frame.time - time.monotonic()
        pressed = cv2.waitKey(max(round(1000 * early), 1)) & 0xFF
        if pressed in (ord("q"), 27) or cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) < 1:
            raise StopLoop

    def close(self) -> None:
        """Close the window."""
        cv2.destroyAllWindows()
