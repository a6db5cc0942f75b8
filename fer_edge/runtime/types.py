"""The types of the loop: a frame, a face, and the protocols of what brings, finds, classifies and takes them."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np

from fer_edge.artifact.card import ModelCard
from fer_edge.system.clocks import Stages


@dataclass(frozen=True, kw_only=True)
class Frame:
    """One picture. index: from 0. time: seconds from the start. image: uint8 [H, W, 3], BGR.

    file: the name of a still picture's file; None: it is one of a camera's or a recording's.
    """

    index: int
    time: float
    image: np.ndarray
    file: str | None = None


@dataclass(frozen=True, kw_only=True)
class Face:
    """One person's face in one frame.

    track: the person's number, from 1; in a still picture the face's. box: x, y, width, height in pixels of the frame.
    label: the answer, smoothed. confidence: of that label, 0 to 1. probabilities: float32 [C], smoothed, in the order
    of the card's labels. uncertain: the confidence is below what the card says an answer needs.
    """

    track: int
    box: tuple[int, int, int, int]
    label: str
    confidence: float
    probabilities: np.ndarray
    uncertain: bool = False


class FaceDetector(Protocol):
    """Finds faces. name: the key of its crop rule in a card."""

    name: str

    def detect(self, image: np.ndarray, region: tuple[float, float, float] | None = None) -> np.ndarray:
        """Map an image uint8 [H, W, 3], BGR, to boxes float32 [N, 4]: x, y, width, height in its pixels.

        region: left, top and side of the square in which a face is known to be; None searches the whole image.
        """


@runtime_checkable
class RollReader(FaceDetector, Protocol):
    """A detector that sees eyes, and so how far a face is turned."""

    def detect(
        self, image: np.ndarray, region: tuple[float, float, float] | None = None, turned: float = 0.0
    ) -> np.ndarray:
        """As of FaceDetector. turned: degrees, clockwise, by which the face in the region is known to be turned.

        A turned face's box is upright, with the width and height of the face itself.
        """

    def roll(self, image: np.ndarray, box: np.ndarray, turned: float = 0.0) -> float:
        """Degrees, clockwise, by which the face in a box x, y, width, height of an image uint8 [H, W, 3] is turned.

        turned: the degrees expected; the nearer they are, the more exact is the answer. Not a number where no eyes are
        seen that can be a face's.
        """


class Engine(Protocol):
    """A loaded model. runtime: the name of what runs it. card: what its file says of it."""

    runtime: str
    card: ModelCard

    def predict(self, faces: np.ndarray) -> np.ndarray:
        """Map faces uint8 [N, side, side, channels] to probabilities float32 [N, C]; N may be 0."""


@dataclass(kw_only=True)
class SourceCounts:
    """What became of a source's frames besides those the loop got.

    dropped: came before the loop was ready for them. failed: could not be read or decoded. reconnects: how often
    the source was opened again. blind_seconds: time without pictures between losing it and having it back.
    """

    dropped: int = 0
    failed: int = 0
    reconnects: int = 0
    blind_seconds: float = 0.0


class FrameSource(Protocol):
    """Brings frames until its end.

    name: for people. fps: frames per second, 0 when unknown. live: its frames come whether or not the loop is
    ready, and the newest counts; of a source that is not live no frame is left out.
    """

    name: str
    fps: float
    live: bool
    counts: SourceCounts

    def __iter__(self) -> Iterator[Frame | None]:
        """Yield frames; None, at least twice a second, says that a live source has none at the moment."""

    def close(self) -> None:
        """Free the device or file; safe to call twice."""


class Pipeline(Protocol):
    """Reads frames. stages: how long each part took. failed: answers so far that were no numbers."""

    stages: Stages
    failed: int

    @property
    def card(self) -> ModelCard:
        """What the model's file says of itself."""

    @property
    def labels(self) -> tuple[str, ...]:
        """What each column of the probabilities means."""

    def read(self, frame: Frame) -> list[Face]:
        """The faces of a frame and what they express."""


class Sink(Protocol):
    """Takes what the loop found. name: for people and counters, such as "jsonl"."""

    name: str

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Take one frame and its faces; may raise StopLoop."""

    def close(self) -> None:
        """Flush and free; safe to call twice."""


Report = Callable[[str], None]
"""Tells a person one line about what happened to a source or a sink."""


class StopLoop(Exception):
    """A sink asks the loop to end, as a window does when it is closed."""
