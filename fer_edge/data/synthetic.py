"""Drawn faces: seven cartoon expressions, for tests, dry runs and first steps without a data set.

They are no substitute for photographs: a model trained on them knows nothing of people.
"""

from dataclasses import dataclass, fields

import cv2
import numpy as np

from fer_edge.data.faces import FaceSet, check_split
from fer_edge.data.labels import LABELS, SIDE
from fer_edge.data.settings import SPLITS
from fer_edge.errors import UsageError

SYNTHETIC = "synthetic"
"""What stands for these faces where a data set is named."""

CANVAS = 4 * SIDE
"""Side of the drawing in pixels, before it is brought down to a face."""


@dataclass(frozen=True, kw_only=True)
class Look:
    """A pose of the features, as differences from a neutral face.

    raised: brows, up. frown: inner ends of the brows, down. wide: eyes, open. smile: corners of the mouth, up.
    gape: mouth, open. broad: mouth, wider. wrinkle: of the nose, with a lifted upper lip. Each about -1 to 1.
    """

    raised: float = 0.0
    frown: float = 0.0
    wide: float = 0.0
    smile: float = 0.0
    gape: float = 0.0
    broad: float = 0.0
    wrinkle: float = 0.0


LOOKS = {
    "angry": Look(raised=-0.7, frown=1.0, wide=-0.2, smile=-0.4, gape=0.1, broad=0.1, wrinkle=0.3),
    "disgust": Look(raised=-0.4, frown=0.5, wide=-0.7, smile=-0.5, gape=0.2, broad=-0.2, wrinkle=1.0),
    "fear": Look(raised=0.7, frown=-0.7, wide=0.8, smile=-0.3, gape=0.4, broad=0.3),
    "happy": Look(raised=0.1, wide=-0.3, smile=1.0, gape=0.35, broad=0.6),
    "neutral": Look(),
    "sad": Look(raised=0.1, frown=-0.9, wide=-0.4, smile=-0.8, broad=-0.3),
    "surprise": Look(raised=1.0, wide=0.9, gape=1.0, broad=-0.5),
}


def draw_split(split: str, per_class: int = 150, seed: int = 0) -> FaceSet:
    """Draw `per_class` faces of each expression, in mixed order; the same for the same split and seed.

    split: "train", "validation" or "test", which share no face. Raises UsageError when it is none of these.
    """
    check_split(split)
    if per_class < 1:
        raise UsageError(f"{per_class} faces of each expression: expected at least 1")
    rng = np.random.default_rng([seed, SPLITS.index(split)])
    labels = rng.permutation(np.repeat(np.arange(len(LABELS)), per_class))
    faces = np.stack([_finish(_draw(_pose(LABELS[label], rng), rng), rng) for label in labels])
    return FaceSet(faces=faces[..., None], labels=labels.astype(np.int64), rows=np.full(len(labels), -1, np.int64))


def _pose(label: str, rng: np.random.Generator) -> Look:
    """An expression of random intensity, with a trace of another one and a person's own deviations."""
    other = LOOKS[LABELS[rng.integers(len(LABELS))]]
    intensity, trace = rng.uniform(0.35, 1.1), rng.uniform(0, 0.25)
    names = [field.name for field in fields(Look)]
    return Look(
        **{
            name: intensity * getattr(LOOKS[label], name) + trace * getattr(other, name) + rng.normal(0, 0.16)
            for name in names
        }
    )


def _draw(look: Look, rng: np.random.Generator) -> np.ndarray:
    """A face uint8 [192, 192], upright and evenly lit."""
    skin, back = rng.uniform(120, 225), rng.uniform(20, 230)
    dark = skin * rng.uniform(0.15, 0.45)
    image = np.full((CANVAS, CANVAS), back, np.uint8)
    head = (rng.uniform(64, 76), rng.uniform(80, 92))
    _ellipse(image, (96, 82), (head[0] + 8, head[1] + 4), dark * rng.uniform(0.4, 1.6))
    _ellipse(image, (96, 100), head, skin)
    apart, height = rng.uniform(27, 34), rng.uniform(76, 84)
    for side in (-1, 1):
        _draw_eye(image, look, (96 + side * apart, height), dark)
        _draw_brow(image, look, (96 + side * apart, height - 20, side), dark)
    _draw_nose(image, look, skin * 0.72)
    _draw_mouth(image, look, 143 + rng.normal(0, 3), (dark, skin))
    return image


def _ellipse(image: np.ndarray, centre: tuple[float, float], axes: tuple[float, float], grey: float) -> None:
    middle, half = ([max(1, round(value)) for value in pair] for pair in (centre, axes))
    cv2.ellipse(image, middle, half, 0, 0, 360, min(grey, 255), -1, cv2.LINE_AA)


def _line(image: np.ndarray, points: np.ndarray, grey: float, width: int) -> None:
    cv2.polylines(image, [np.round(points).astype(np.int32)], False, grey, width, cv2.LINE_AA)


def _draw_eye(image: np.ndarray, look: Look, at: tuple[float, float], dark: float) -> None:
    opening = max(1.5, 7 + 6 * look.wide)
    _ellipse(image, at, (15, opening + 2), dark)
    _ellipse(image, at, (13, opening), 240)
    _ellipse(image, at, (6, min(opening, 7)), dark * 0.4)


def _draw_brow(image: np.ndarray, look: Look, at: tuple[float, float, int], dark: float) -> None:
    x, y, side = at
    y -= 8 * look.raised
    inner, outer = y + 8 * look.frown, y - 4 * look.frown + 3
    _line(image, np.array([[x - side * 16, inner], [x, y - 4], [x + side * 17, outer]]), dark * 0.8, 6)


def _draw_nose(image: np.ndarray, look: Look, grey: float) -> None:
    lift = 4 * look.wrinkle
    _line(image, np.array([[96, 88], [90, 116 - lift], [102, 117 - lift]]), grey, 4)
    if look.wrinkle > 0.3:
        for side in (-1, 1):
            _line(image, np.array([[96 + side * 12, 106], [96 + side * 30, 132 - lift]]), grey, 4)


def _draw_mouth(image: np.ndarray, look: Look, y: float, greys: tuple[float, float]) -> None:
    """The mouth as the area between two parabolas through its corners."""
    half, bend, opening = 25 + 9 * look.broad, 14 * look.smile, max(0.0, 26 * look.gape)
    x = np.linspace(-1, 1, 17)
    corners = y - bend * 0.6
    lower = corners + (bend + opening * 0.7) * (1 - x**2)
    upper = corners + (bend - opening * 0.5 - 6 * max(0.0, look.wrinkle)) * (1 - x**2)
    outline = np.concatenate([np.stack([96 + half * x, upper], 1), np.stack([96 + half * x, lower], 1)[::-1]])
    whole = np.round(outline).astype(np.int32)
    cv2.fillPoly(image, [whole], greys[0] * 0.5, cv2.LINE_AA)
    cv2.polylines(image, [whole], True, greys[0], 5, cv2.LINE_AA)


def _finish(image: np.ndarray, rng: np.random.Generator) -> np.ndarray:
    """Pose, light, blur and noise: uint8 [192, 192] to uint8 [48, 48]."""
    turn = np.array(cv2.getRotationMatrix2D((96, 96), rng.normal(0, 9), rng.uniform(0.85, 1.2)), np.float64)
    turn[:, 2] += rng.normal(0, 9, 2)
    small = cv2.warpAffine(image, turn, (CANVAS, CANVAS), borderMode=cv2.BORDER_REPLICATE)
    small = cv2.resize(small, (SIDE, SIDE), interpolation=cv2.INTER_AREA).astype(np.float32)
    angle, across = rng.uniform(0, 2 * np.pi), np.linspace(-1, 1, SIDE)
    light = 1 + rng.uniform(0, 0.4) * (np.cos(angle) * across[None, :] + np.sin(angle) * across[:, None])
    small = cv2.GaussianBlur(small * light.astype(np.float32), (0, 0), rng.uniform(0.3, 1.3))
    small = 128 + (small - 128) * rng.uniform(0.45, 1.1) + rng.normal(0, 18)
    finished: np.ndarray = np.clip(small + rng.normal(0, rng.uniform(2, 14), small.shape), 0, 255).astype(np.uint8)
    return finished
