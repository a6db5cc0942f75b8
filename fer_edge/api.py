"""What Python programs use: a model by its name, and the pipelines from pictures and frames to faces.

from fer_edge import FacePipeline, Frame, load_model, open_detector

model = load_model("edge")
model.predict(faces)                    # uint8 [N, 48, 48, 1] to probabilities [N, 7], columns as model.card.labels
pipeline = FacePipeline(open_detector(), model)
pipeline.read(Frame(index=0, time=0.0, image=image))
"""

import warnings
from pathlib import Path

from fer_edge.artifact.store import find_model_file
from fer_edge.runtime.detection.opening import open_detector
from fer_edge.runtime.engines.fallback import open_model
from fer_edge.runtime.pipeline import FacePipeline
from fer_edge.runtime.settings import PipelineSettings
from fer_edge.runtime.stills.pipeline import StillPipeline
from fer_edge.runtime.types import Engine, Face, Frame

__all__ = [
    "Engine",
    "Face",
    "FacePipeline",
    "Frame",
    "PipelineSettings",
    "StillPipeline",
    "load_model",
    "open_detector",
]


def load_model(name: str | Path | None = None, threads: int = 1) -> Engine:
    """Open a model by its name, folder or file; None is the one trained last here, else the shipped one.

    A file that answers otherwise on this machine than at its export makes way for the next of its folder, with a
    warning. Raises MissingError when it is not there, ModelError when its file is damaged or carries no card,
    ProbeError when no file answers as it did.
    """
    opened = open_model(find_model_file(None if name is None else str(name)), threads)
    if opened.notice:
        warnings.warn(opened.notice, RuntimeWarning, stacklevel=2)
    return opened.engine
