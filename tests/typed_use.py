"""A program that uses fer-edge as docs say: `make types` reads it, and fails where the public names have no types."""

import numpy as np

from fer_edge import FacePipeline, Frame, load_model, open_detector


def happiest(picture: np.ndarray) -> float:
    """The greatest probability of `happy` among the faces of a picture, uint8 [H, W, 3], BGR; 0 without a face."""
    model = load_model("edge")
    pipeline = FacePipeline(open_detector(), model)
    faces = pipeline.read(Frame(index=0, time=0.0, image=picture))
    happy = model.card.labels.index("happy")
    return max((float(face.probabilities[happy]) for face in faces), default=0.0)
