"""The faces a benchmark is made on: real ones where there are some, drawn ones where not, and it says which."""

from dataclasses import dataclass, field
from pathlib import Path

import cv2
import numpy as np

from fer_edge.data.faces import FaceSet
from fer_edge.data.loading import AS_IT_IS, check_data_set, load_split
from fer_edge.data.settings import DataSettings, ReadingSettings
from fer_edge.data.synthetic import SYNTHETIC, draw_split
from fer_edge.errors import MissingError

DRAWN = "drawn faces"

SAMPLE = 64
"""Faces that are taken in turn."""


@dataclass(frozen=True, kw_only=True)
class BenchFaces:
    """faces: to be read while the clock runs. called: what they are, for people. labelled: accuracy is read on them."""

    faces: FaceSet = field(repr=False)
    called: str
    labelled: bool = False

    def sample(self, side: int, channels: int) -> np.ndarray:
        """Some of them as a model takes them: uint8 [N, side, side, channels]."""
        return fit_faces(self.faces.sample(SAMPLE).faces, side, channels)


def find_faces(data: str | None, split: str, reading: ReadingSettings = AS_IT_IS) -> BenchFaces:
    """The faces that are asked for, or of data/ as `train` would look for it, or drawn.

    Raises what `load_split` does when those that are asked for cannot be read.
    """
    if data is not None:
        check_data_set(data)
        return BenchFaces(faces=load_split(data, split, reading), called=_called(data, split), labelled=True)
    usual = DataSettings().data
    try:
        if Path(usual).exists():
            return BenchFaces(faces=load_split(usual, split, reading), called=_called(usual, split))
    except MissingError:  # Nobody asked for them.
        pass
    return BenchFaces(faces=draw_split("test", per_class=8), called=DRAWN)


def _called(data: str, split: str) -> str:
    return f"{DRAWN} ({split})" if data == SYNTHETIC else f"{data} ({split})"


def fit_faces(faces: np.ndarray, side: int, channels: int) -> np.ndarray:
    """Faces uint8 [N, S, S, K] of any size and colour as a model takes them: uint8 [N, side, side, channels]."""
    if faces.shape[1:] == (side, side, channels):
        return faces
    sized = [cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA).reshape(side, side, -1) for face in faces]
    stacked = np.stack(sized)
    return (
        stacked
        if stacked.shape[3] == channels
        else stacked.mean(axis=3, keepdims=True).astype(np.uint8).repeat(channels, axis=3)
    )
