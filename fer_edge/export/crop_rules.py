"""How training faces are cut, learned: what square each detector's box has to become to show the same.

Each detector searches enlarged training faces; the median transform from its box to the picture is the rule.
"""

from collections.abc import Callable

import cv2
import numpy as np

from fer_edge.artifact.card import CropRule
from fer_edge.data.faces import FaceSet
from fer_edge.errors import MissingError
from fer_edge.runtime.detection.opening import open_detector
from fer_edge.runtime.types import FaceDetector

FACES = 300
ENLARGED = 160
"""Side, in pixels, of a face when it is searched."""

BORDER = 40
"""Pixels of repeated edge around it: a detector wants to see where the face ends."""

ENOUGH = 20
"""Fewer boxes than this tell nothing; such data (drawn faces) gets the plain rule."""


DETECTORS = ("haar", "yunet")


def learn_crop_rules(train: FaceSet, former: dict[str, CropRule], tell: Callable[[str], None]) -> dict[str, CropRule]:
    """A rule for each of DETECTORS that this machine has, by its name; for another the `former` one is kept.

    tell: told, in a line each, which detectors are not here and what that means for the card.
    """
    random = np.random.default_rng(0)
    chosen = train.faces[random.permutation(len(train.faces))[:FACES]]
    rules = dict(former)
    for name in DETECTORS:
        try:
            rules[name] = learn_crop_rule(open_detector(name, None), chosen)
        except MissingError:
            tell(_without(name, name in former))
    return rules


def _without(name: str, kept: bool) -> str:
    if kept:
        return f"no {name} on this machine: its crop rule stays as the card had it"
    return (
        f"no {name} on this machine, so the card has no crop rule for it: fetch it with "
        f"`fer-edge models pull {name}` and export again"
    )


def learn_crop_rule(detector: FaceDetector, faces: np.ndarray) -> CropRule:
    """The median transform from boxes to faces uint8 [N, side, side, channels]."""
    found = []
    for face in faces:
        colours = cv2.COLOR_GRAY2BGR if face.shape[2] == 1 else cv2.COLOR_RGB2BGR
        large = cv2.resize(cv2.cvtColor(face, colours), (ENLARGED, ENLARGED), interpolation=cv2.INTER_CUBIC)
        boxes = detector.detect(cv2.copyMakeBorder(large, BORDER, BORDER, BORDER, BORDER, cv2.BORDER_REPLICATE))
        if len(boxes):
            found.append(_transform(max(boxes, key=lambda box: box[2] * box[3])))
    if len(found) < ENOUGH:
        return CropRule()
    scale, dx, dy = (round(float(value), 3) for value in np.median(found, axis=0))
    return CropRule(scale=scale, dx=dx, dy=dy)


def _transform(box: np.ndarray) -> tuple[float, float, float]:
    x, y, width, height = (float(value) for value in box)
    middle = BORDER + ENLARGED / 2
    return ENLARGED / height, (middle - x - width / 2) / height, (middle - y - height / 2) / height
