"""The seams of the loop: what a frame and a face are, and what finds, brings and takes them."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Protocol

import numpy as np


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One picture. index: from 0. time: seconds from the start. image: uint8 [H, W, 3], BGR."""

    index: int
    time: float
    image: np.ndarray


@dataclass(frozen=True, kw_only=True)
class Face:
    """One person's face in one frame.

    track: the person's number, from 1. box: x, y, width, height in pixels of the frame. label: the answer, smoothed.
    confidence: of that label, 0 to 1. probabilities: float32 [7], smoothed, in the order of the card's labels.
    """

    track: int
    box: tuple[int, int, int, int]
    label: str
    confidence: float
    probabilities: np.ndarray


class FaceDetector(Protocol):
    """Finds faces. name: the key of its crop rule in a card."""

    name: str

    def detect(self, image: np.ndarray) -> np.ndarray:
        """Map an image uint8 [H, W, 3], BGR, to boxes float32 [N, 4]: x, y, width, height in its pixels."""


class FrameSource(Protocol):
    """Brings frames until its end. name: for people. fps: frames per second, 0 when unknown."""

    name: str
    fps: float

    def __iter__(self) -> Iterator[Frame]: ...

    def close(self) -> None:
        """Free the device or file; safe to call twice."""


class Sink(Protocol):
    """Takes what the loop found."""

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Take one frame and its faces; may raise StopLoop."""

    def close(self) -> None:
        """Flush and free; safe to call twice."""


class StopLoop(Exception):
    """A sink asks the loop to end, as a window does when it is closed."""
