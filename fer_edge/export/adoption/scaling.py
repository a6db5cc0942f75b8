"""How a network wants its pixels: names that people use, and numbers of one's own."""

from dataclasses import dataclass

import numpy as np

from fer_edge.errors import UsageError

Numbers = tuple[float, ...]


@dataclass(frozen=True)
class Scaling:
    """(pixel - mean) / deviation of pixels from 0 to 255; one number for all channels, or one for each, in its order.

    order: "rgb" or "bgr", how three channels follow each other where the network takes them.
    """

    mean: Numbers
    deviation: Numbers
    order: str = "rgb"

    def apply(self, faces: np.ndarray) -> np.ndarray:
        """Map faces uint8 [N, side, side, channels], R, G, B, to what the network takes: float32, channels last."""
        turned = faces[..., ::-1] if self.order == "bgr" and faces.shape[3] == 3 else faces
        mean, deviation = (np.array(numbers, np.float32) for numbers in (self.mean, self.deviation))
        return (turned.astype(np.float32) - mean) / deviation


NAMED: dict[str, tuple[Numbers, Numbers, str | None]] = {
    "0..1": ((0.0,), (255.0,), None),
    "-1..1": ((127.5,), (127.5,), None),
    "0..255": ((0.0,), (1.0,), None),
    # Of ILSVRC 2012's training pictures, as torchvision and keras.applications have them.
    "imagenet": ((123.675, 116.28, 103.53), (58.395, 57.12, 57.375), None),
    "caffe": ((103.939, 116.779, 123.68), (1.0,), "bgr"),
}
"""Mean, deviation and, where the name fixes it, order."""


def scalings(pixels: str, order: str, channels: int) -> dict[str, Scaling]:
    """The scaling that --pixels names, by its name; of "auto" all that fit a network of so many channels.

    Raises UsageError where it names none, or one of three channels for a network of one.
    """
    if pixels == "auto":
        return {name: _named(name, order) for name in NAMED if _fits(_named(name, order), channels)}
    found = _named(pixels, order) if pixels in NAMED else _parse(pixels, order)
    if not _fits(found, channels):
        raise UsageError(f"--pixels {pixels} has a number for each of three channels: the network takes {channels}")
    return {pixels: found}


def _named(name: str, order: str) -> Scaling:
    mean, deviation, fixed = NAMED[name]
    return Scaling(mean, deviation, fixed or order)


def _fits(scaling: Scaling, channels: int) -> bool:
    return {len(scaling.mean), len(scaling.deviation)} <= {1, channels}


def _parse(text: str, order: str) -> Scaling:
    try:
        mean, deviation = (tuple(float(number) * 255 for number in part.split(",")) for part in text.split("/"))
    except ValueError:
        mean, deviation = (), ()
    sized = all(len(part) in (1, 3) and np.isfinite(part).all() for part in (mean, deviation))
    if not sized or min(deviation) <= 0:
        names = ", ".join(("auto", *NAMED))
        raise UsageError(f'--pixels {text}: expected one of {names}, or MEAN/DEVIATION of 0..1 as in "0.5/0.25"')
    return Scaling(mean, deviation, order)
