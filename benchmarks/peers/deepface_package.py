"""The package `deepface` from PyPI: `python -m benchmarks.peers.deepface_package faces|frames FILE`."""

import cv2
import numpy as np
from deepface import DeepFace

from benchmarks.peers.serving import serve


class DeepFacePackage:
    """Its `analyze`, asked for the emotion alone; a detector is its own choice. Its weights are a download."""

    def __init__(self) -> None:
        DeepFace.build_model("Emotion", task="facial_attribute")

    def read_face(self, face: np.ndarray) -> str:
        """The dominant emotion of a face that is cut out already."""
        image = cv2.cvtColor(face, cv2.COLOR_GRAY2BGR)
        return DeepFace.analyze(image, actions=["emotion"], detector_backend="skip", silent=True)[0]["dominant_emotion"]

    def read_frame(self, frame: np.ndarray) -> int:
        """Every face of the frame; it gives one, the whole frame with a confidence of 0, where it finds none."""
        found = DeepFace.analyze(frame, actions=["emotion"], enforce_detection=False, silent=True)
        return sum(face["face_confidence"] > 0 for face in found)


if __name__ == "__main__":
    serve(DeepFacePackage)
