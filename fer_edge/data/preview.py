"""A data set as one picture: some faces of each class."""

import cv2
import numpy as np

from fer_edge.data.faces import FaceSet

ZOOM = 2
MARGIN = 110
GAP = 4


def draw_preview(split: FaceSet, columns: int = 10, seed: int = 0) -> np.ndarray:
    """A picture uint8 [H, W, 3], BGR: one row per class, its name and up to `columns` random faces."""
    rng = np.random.default_rng(seed)
    large = ZOOM * split.side
    cell = large + GAP
    sheet = np.full((GAP + cell * len(split.classes), MARGIN + cell * columns, 3), 255, np.uint8)
    for row, label in enumerate(split.classes):
        top = GAP + row * cell
        cv2.putText(sheet, label, (8, top + cell // 2), cv2.FONT_HERSHEY_SIMPLEX, 0.6, (0, 0, 0), 1, cv2.LINE_AA)
        own = rng.permutation(np.flatnonzero(split.labels == row))[:columns]
        for column, index in enumerate(own):
            left = MARGIN + column * cell
            # R, G, B become B, G, R; the one channel of a grey face fills all three.
            face = split.faces[index, ..., ::-1].repeat(ZOOM, axis=0).repeat(ZOOM, axis=1)
            sheet[top : top + large, left : left + large] = face
    return sheet
