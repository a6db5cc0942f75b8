"""The shifts by their names: eighteen whose mean counts, and a few harder ones beside them.

Lengths in the names are pixels of a face of 48; in faces of another size they grow with the side, as a camera's do.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from zlib import crc32

import numpy as np

from fer_edge.robustness import cover, light, optics, placement

SIDE_OF_NAMES = 48
"""The side, in pixels, of the faces whose lengths the names tell."""

BATCH = 256
"""Faces that are shifted at a time: a split of large faces is never held twice."""

Change = Callable[[np.ndarray, float, np.random.Generator], np.ndarray]
"""From faces uint8 [N, side, side, channels] to as many of the same size. The float: their side over SIDE_OF_NAMES."""


@dataclass(frozen=True, kw_only=True)
class Shift:
    """One shift. counts: in the mean."""

    name: str
    change: Change
    counts: bool = True

    def batches(self, faces: np.ndarray, seed: int = 0) -> Iterator[np.ndarray]:
        """Shifted faces, uint8, BATCH at a time: the same for the same seed, whichever other shifts are made."""
        rng = np.random.default_rng((seed, crc32(self.name.encode())))
        for start in range(0, len(faces), BATCH):
            yield self.change(faces[start : start + BATCH], faces.shape[1] / SIDE_OF_NAMES, rng)

    def __call__(self, faces: np.ndarray, seed: int = 0) -> np.ndarray:
        """Shift faces uint8 [N, side, side, channels], N at least 1, at once."""
        return np.concatenate(list(self.batches(faces, seed)))


def _each(change: Callable[[np.ndarray, float], np.ndarray]) -> Change:
    """A change of single faces as one of many; OpenCV drops a single channel, which comes back here."""
    return lambda faces, unit, rng: np.stack([change(face, unit).reshape(face.shape) for face in faces])


def _turned(degrees: float) -> Change:
    """To the left and to the right by turns."""

    def change(faces: np.ndarray, unit: float, rng: np.random.Generator) -> np.ndarray:
        turned = [placement.turn(face, degrees * (-1) ** index) for index, face in enumerate(faces)]
        return np.stack(turned).reshape(faces.shape)

    return change


def _moved(length: float) -> Change:
    """In a direction of each face's own."""

    def change(faces: np.ndarray, unit: float, rng: np.random.Generator) -> np.ndarray:
        angles = rng.uniform(0, 2 * np.pi, len(faces))
        steps = length * unit * np.stack([np.cos(angles), np.sin(angles)], axis=1)
        return np.stack([placement.move(face, *step) for face, step in zip(faces, steps, strict=True)]).reshape(
            faces.shape
        )

    return change


def _hands(faces: np.ndarray, unit: float, rng: np.random.Generator) -> np.ndarray:
    return np.stack([cover.hand(face, rng) for face in faces])


COUNTED: dict[str, Change] = {
    "gamma 0.4": lambda faces, unit, rng: light.gamma(faces, 0.4),
    "gamma 2.5": lambda faces, unit, rng: light.gamma(faces, 2.5),
    "contrast 0.4": lambda faces, unit, rng: light.contrast(faces, 0.4),
    "blur 1": _each(lambda face, unit: optics.blur(face, unit)),
    "blur 2": _each(lambda face, unit: optics.blur(face, 2 * unit)),
    "noise 15": lambda faces, unit, rng: light.noise(faces, 15, rng),
    "turned 15": _turned(15),
    "turned 30": _turned(30),
    "crop 0.8": _each(lambda face, unit: placement.crop(face, 0.8)),
    "crop 1.25": _each(lambda face, unit: placement.crop(face, 1.25)),
    "moved 5": _moved(5),
    "JPEG 20": _each(lambda face, unit: optics.jpeg(face, 20)),
    "24 pixels": _each(lambda face, unit: optics.far_away(face, 24 * unit)),
    "lower third grey": lambda faces, unit, rng: cover.band(faces, cover.LOWER_THIRD, cover.GREY),
    "lower third black": lambda faces, unit, rng: cover.band(faces, cover.LOWER_THIRD, cover.BLACK),
    "lower third white": lambda faces, unit, rng: cover.band(faces, cover.LOWER_THIRD, cover.WHITE),
    "eyes grey": lambda faces, unit, rng: cover.band(faces, cover.EYES, cover.GREY),
    "eyes black": lambda faces, unit, rng: cover.band(faces, cover.EYES, cover.BLACK),
}
"""What changes a face under each of the shifts in the mean."""

BESIDE: dict[str, Change] = {
    "motion blur 7": _each(lambda face, unit: optics.motion_blur(face, 7 * unit)),
    "low light": lambda faces, unit, rng: light.low_light(faces, 2.0, 60, rng),
    "JPEG 10": _each(lambda face, unit: optics.jpeg(face, 10)),
    "noise 25": lambda faces, unit, rng: light.noise(faces, 25, rng),
    "turned 40": _turned(40),
    "hand at the mouth": _hands,
}
"""The harder ones, which are told beside the mean."""

SHIFTS = tuple(Shift(name=name, change=change) for name, change in COUNTED.items())
EXTRA_SHIFTS = tuple(Shift(name=name, change=change, counts=False) for name, change in BESIDE.items())
