"""A detector for tests and dry runs: the same boxes in every picture."""

import numpy as np

from fer_edge.runtime.detection.regions import Region


class FixedDetector:
    """The fake that ships: the same boxes [N, 4] in every picture."""

    name = "fixed"

    def __init__(self, boxes: np.ndarray) -> None:
        self._boxes = np.asarray(boxes, np.float32).reshape(-1, 4)

    def detect(self, image: np.ndarray, region: Region | None = None) -> np.ndarray:
        """The boxes, whatever the image and the region."""
        return self._boxes.copy()
