"""Faces as pictures inside the page."""

import base64

import cv2
import numpy as np

LARGEST = 112
"""Pixels of a side in the page; larger faces are shrunk, so that the page stays small."""


GLOW = np.array([255, 120, 0], np.float32)
"""R, G, B of what a network looks at."""

STRONGEST = 0.6
"""Opacity of the glow where it is the strongest."""


def glowing(face: np.ndarray, heat: np.ndarray) -> np.ndarray:
    """A face uint8 [side, side, 1 or 3] in R, G, B with a glow where `heat` [side, side], 0 to 1, is: uint8."""
    opacity = STRONGEST * heat[..., None]
    return np.rint(face * (1 - opacity) + GLOW * opacity).astype(np.uint8)


def data_uri(face: np.ndarray) -> str:
    """A face uint8 [side, side, channels], grey or R, G, B, as a PNG that stands in the page itself."""
    if face.shape[0] > LARGEST:
        face = cv2.resize(face, (LARGEST, LARGEST), interpolation=cv2.INTER_AREA).reshape(LARGEST, LARGEST, -1)
    encoded = cv2.imencode(".png", np.ascontiguousarray(face[..., ::-1]))[1]
    return f"data:image/png;base64,{base64.b64encode(encoded.tobytes()).decode()}"
