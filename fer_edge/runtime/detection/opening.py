"""Which face detector is meant: YuNet when its file is there, OpenCV's Haar cascade when not."""

import os
from contextlib import suppress
from pathlib import Path

from fer_edge.errors import MissingError, UsageError
from fer_edge.runtime.detection.haar import Haar
from fer_edge.runtime.detection.yunet import YUNET_FILE, YuNet
from fer_edge.runtime.settings import DETECTORS, SEARCH_WIDTH
from fer_edge.runtime.types import FaceDetector
from fer_edge.system.files import cache_folder
from fer_edge.system.installation import installation

VARIABLE = "FER_EDGE_YUNET"
"""Of the environment: where YuNet's file is."""


def open_detector(choice: str = "auto", path: Path | None = None, width: int = SEARCH_WIDTH) -> FaceDetector:
    """Open "yunet", "haar", or the first of them that is there ("auto"). path: YuNet's file, or None to look for it.

    width: of the picture that is searched, pixels.

    Raises MissingError when YuNet is asked for and its file is nowhere, or a place is named and nothing is there.
    """
    if choice not in DETECTORS:
        raise UsageError(f"no detector named {choice}: expected auto, yunet or haar")
    if path is not None and not path.is_file():
        raise MissingError(_no_yunet("--yunet names", [path]))
    if choice == "haar":
        return Haar(width)
    places = yunet_places() if path is None else [path]
    found = next((place for place in places if place.is_file()), None)
    if found is not None:
        return YuNet(found, width)
    if os.environ.get(VARIABLE):
        raise MissingError(_no_yunet(f"{VARIABLE} names", places))
    if choice == "yunet":
        raise MissingError(_no_yunet("looked for", places))
    return Haar(width)


def _no_yunet(why: str, places: list[Path]) -> str:
    return (
        f"no YuNet file there: {why} {', '.join(map(str, places))}; fetch it with `fer-edge models pull yunet`, "
        "name it with --yunet PATH, or use --detector haar"
    )


def yunet_places() -> list[Path]:
    """Where YuNet's file is looked for, in order; where VARIABLE names a place, there alone."""
    named = os.environ.get(VARIABLE)
    if named:
        return [Path(named)]
    places = [Path("models") / YUNET_FILE]
    if here := installation():
        places.append(here.detectors / YUNET_FILE)
    with suppress(MissingError):  # A service's user may have no home.
        places.append(cache_folder() / YUNET_FILE)
    return places
