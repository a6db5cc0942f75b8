"""Facial expression recognition for small devices."""

import os
from typing import TYPE_CHECKING

from fer_edge.system.version import VERSION as __version__

if TYPE_CHECKING:  # What is imported late has its types all the same.
    from fer_edge.api import Face, FacePipeline, Frame, PipelineSettings, StillPipeline, load_model, open_detector

# OpenCV reads this once, when it is loaded: a picture of a few kilobytes may claim pixels for gigabytes.
os.environ.setdefault("OPENCV_IO_MAX_IMAGE_PIXELS", str(1 << 27))

# So does ONNX Runtime: from 1.29 on it else gives a device a number and reports its models to its maker.
os.environ.setdefault("ORT_DISABLE_TELEMETRY", "1")

__all__ = [
    "Face",
    "FacePipeline",
    "Frame",
    "PipelineSettings",
    "StillPipeline",
    "__version__",
    "load_model",
    "open_detector",
]


def __getattr__(name: str) -> object:
    """The public names, imported when they are first used: the version alone costs nothing."""
    if name in __all__:
        from fer_edge import api

        return getattr(api, name)
    raise AttributeError(f"module {__name__!r} has no attribute {name!r}")


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})
