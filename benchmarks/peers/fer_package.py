"""The package `fer` from PyPI, as it comes: `python -m benchmarks.peers.fer_package faces|frames FILE [keras]`."""

import logging
import sys

import cv2
import numpy as np

from benchmarks.peers.serving import serve


class FerPackage:
    """Haar and mini_XCEPTION, as its README has them; on TensorFlow Lite, its default, or on Keras."""

    def __init__(self) -> None:
        from fer.fer import FER  # `from fer import FER`, as its README has it, is an ImportError in 25.10.3.

        logging.disable(logging.WARNING)
        lite = "keras" not in sys.argv
        self._whole = FER(use_tflite=lite)
        # A face of the data set is cut out already: the ten pixels it adds around a detected one would be a border.
        self._cut = FER(use_tflite=lite, offsets=(0, 0))

    def read_face(self, face: np.ndarray) -> str:
        """The label with the highest score; the first of those that its rounding to 0.01 makes equal."""
        image = cv2.cvtColor(face, cv2.COLOR_GRAY2BGR)
        scores = self._cut.detect_emotions(image, [(0, 0, face.shape[1], face.shape[0])])[0]["emotions"]
        return max(scores, key=scores.get)

    def read_frame(self, frame: np.ndarray) -> int:
        """Every face of the frame."""
        return len(self._whole.detect_emotions(frame))


if __name__ == "__main__":
    serve(FerPackage)
