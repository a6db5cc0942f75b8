"""What people see: boxes, the answer, a bar per expression and frames per second."""

import cv2
import numpy as np

from fer_edge.runtime.types import Face

COLOURS = (
    (60, 60, 230),
    (70, 160, 70),
    (200, 90, 160),
    (60, 200, 250),
    (190, 190, 190),
    (220, 140, 60),
    (90, 220, 220),
)
"""BGR, one per label in order; with more labels they begin anew."""

FONT = cv2.FONT_HERSHEY_SIMPLEX
SMALL = 0.7
"""Size of a label beside its bar, as a share of the frame rate's."""


def annotate(image: np.ndarray, faces: list[Face], labels: tuple[str, ...], fps: float) -> np.ndarray:
    """A copy of the image uint8 [H, W, 3], BGR, with what was found drawn on it."""
    drawn = image.copy()
    unit = max(image.shape[0] / 480, 0.5)
    for face in faces:
        _face(drawn, face, labels, unit)
    if fps:
        _text(drawn, f"{fps:.0f} FPS", (round(8 * unit), round(20 * unit)), unit, (255, 255, 255))
    return drawn


def _face(drawn: np.ndarray, face: Face, labels: tuple[str, ...], unit: float) -> None:
    x, y, width, height = face.box
    colour = COLOURS[labels.index(face.label) % len(COLOURS)]
    cv2.rectangle(drawn, (x, y), (x + width, y + height), colour, max(round(2 * unit), 1), cv2.LINE_AA)
    title = f"{face.label} {face.confidence:.0%}"
    _text(drawn, title, (x, max(y - round(6 * unit), round(14 * unit))), 1.2 * unit, colour)
    step, length, gap = 13 * unit, 70 * unit, 6 * unit
    names = max((_width(label, SMALL * unit) for label in labels), default=0) + gap
    left = x + width + gap
    if left + names + length + gap > drawn.shape[1]:
        left = max(x - names - length - gap, 0)
    for index, (label, share) in enumerate(zip(labels, face.probabilities, strict=True)):
        top = y + index * step
        bar = left + names
        start, end = (round(bar), round(top)), (round(bar + length * float(share)), round(top + step * 0.75))
        cv2.rectangle(drawn, start, end, COLOURS[index % len(COLOURS)], -1)
        _text(drawn, label, (round(left), round(top + step * 0.7)), SMALL * unit, (255, 255, 255))


def _text(drawn: np.ndarray, text: str, where: tuple[int, int], unit: float, colour: tuple[int, int, int]) -> None:
    for shade, weight in (((0, 0, 0), 3), (colour, 1)):
        cv2.putText(drawn, text, where, FONT, 0.5 * unit, shade, weight, cv2.LINE_AA)


def _width(text: str, unit: float) -> int:
    """Pixels that `_text` needs for it."""
    return cv2.getTextSize(text, FONT, 0.5 * unit, 1)[0][0]
