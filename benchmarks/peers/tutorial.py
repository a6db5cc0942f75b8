"""The plain loop of tutorials, as in the starting system: Haar on every frame, Keras' `predict` for each face.

`python -m benchmarks.peers.tutorial faces|frames FILE` has its network with weights drawn at random: they change no
time, and its authors publish none.
"""

import os

import cv2
import numpy as np

from benchmarks.peers.serving import serve

os.environ.setdefault("TF_CPP_MIN_LOG_LEVEL", "3")

LABELS = ("angry", "disgust", "fear", "happy", "neutral", "sad", "surprise")


class Tutorial:
    """Its network of 4.5 million parameters on Keras, behind Haar as it calls it."""

    def __init__(self) -> None:
        import tensorflow

        from fer_edge.training.networks import build

        tensorflow.config.threading.set_intra_op_parallelism_threads(1)
        tensorflow.config.threading.set_inter_op_parallelism_threads(1)
        self._network = build("baseline", (48, 48, 1), len(LABELS)).inference_model
        self._cascade = cv2.CascadeClassifier(cv2.data.haarcascades + "haarcascade_frontalface_default.xml")
        cv2.setNumThreads(1)

    def read_face(self, face: np.ndarray) -> str:
        """One `predict`."""
        return LABELS[int(self._network.predict(face[None, ..., None], verbose=0).argmax())]

    def read_frame(self, frame: np.ndarray) -> int:
        """Every face of the frame, one after another."""
        grey = cv2.cvtColor(frame, cv2.COLOR_BGR2GRAY)
        boxes = self._cascade.detectMultiScale(grey, 1.3, 5)
        for x, y, width, height in boxes:
            self.read_face(cv2.resize(grey[y : y + height, x : x + width], (48, 48)))
        return len(boxes)


if __name__ == "__main__":
    serve(Tutorial)
