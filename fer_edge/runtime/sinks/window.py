"""The window."""

import os
import sys

import cv2

from fer_edge.runtime.seams import Face, Frame, StopLoop
from fer_edge.runtime.sinks.drawing import annotate
from fer_edge.timing import Meter

TITLE = "fer-edge (q ends)"


def available() -> bool:
    """Whether there is a display and an OpenCV that can open a window on it."""
    display = not sys.platform.startswith("linux") or os.environ.get("DISPLAY") or os.environ.get("WAYLAND_DISPLAY")
    return bool(display) and "GUI:                           NONE" not in cv2.getBuildInformation()


class Window:
    """Show the annotated frames; q, Esc or closing it ends the loop. labels: names of the probabilities."""

    name = "window"

    def __init__(self, labels: tuple[str, ...]):
        self._labels, self._meter = labels, Meter()
        cv2.namedWindow(TITLE, cv2.WINDOW_NORMAL)

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Show a frame. Raises StopLoop when the user wants to end."""
        self._meter.tick()
        cv2.imshow(TITLE, annotate(frame.image, faces, self._labels, self._meter.fps))
        if cv2.waitKey(1) & 0xFF in (ord("q"), 27) or cv2.getWindowProperty(TITLE, cv2.WND_PROP_VISIBLE) < 1:
            raise StopLoop

    def close(self) -> None:
        """Close the window."""
        cv2.destroyAllWindows()
