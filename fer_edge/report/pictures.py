"""Faces as pictures inside the page."""

import base64

import cv2
import numpy as np

LARGEST = 112
"""Pixels of a side in the page; larger faces are shrunk, so that the page stays small."""


def data_uri(face: np.ndarray) -> str:
    """A face uint8 [side, side, channels], grey or R, G, B, as a PNG that stands in the page itself."""
    if face.shape[0] > LARGEST:
        face = cv2.resize(face, (LARGEST, LARGEST), interpolation=cv2.INTER_AREA).reshape(LARGEST, LARGEST, -1)
    encoded = cv2.imencode(".png", np.ascontiguousarray(face[..., ::-1]))[1]
    return f"data:image/png;base64,{base64.b64encode(encoded.tobytes()).decode()}"
