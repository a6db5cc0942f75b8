"""A peer's network in ONNX Runtime: what the runtime wins for it, apart from what the network wins.

`python -m benchmarks.peers.converted faces FILE NETWORK.onnx` reads faces; `write_converted` makes the files.
"""

import sys
from pathlib import Path

import cv2
import numpy as np
import onnxruntime

from benchmarks.peers.serving import serve
from benchmarks.peers.tutorial import LABELS

FER_LABELS = ("angry", "disgust", "fear", "happy", "sad", "surprise", "neutral")
"""The order of the package `fer`."""

FER_SIDE = 64


class Converted:
    """A network whose file is argv[3]: mini_XCEPTION takes float faces of 64 pixels, -1 to 1; else uint8 of 48.

    It has no loop of its own.
    """

    def __init__(self) -> None:
        options = onnxruntime.SessionOptions()
        options.intra_op_num_threads = 1
        self._session = onnxruntime.InferenceSession(sys.argv[3], options, providers=["CPUExecutionProvider"])
        self._input = self._session.get_inputs()[0]
        cv2.setNumThreads(1)

    def read_face(self, face: np.ndarray) -> str:
        """Sized and scaled as its own package does."""
        floats = "float" in self._input.type
        taken = cv2.resize(face, (FER_SIDE, FER_SIDE)).astype(np.float32) / 127.5 - 1 if floats else face
        answer = self._session.run(None, {self._input.name: taken[None, ..., None]})[0]
        return (FER_LABELS if floats else LABELS)[int(answer.argmax())]


def write_converted(folder: Path, fer_weights: Path | None) -> None:
    """Write mini_xception.onnx, where the package's .hdf5 file is there, and tutorial.onnx. Needs the train extra."""
    import keras

    from fer_edge.export.onnx import write_onnx
    from fer_edge.training.networks import build
    from fer_edge.training.networks.fold import fold_batch_norm

    if fer_weights is not None:
        network = keras.models.load_model(fer_weights, compile=False)
        network(np.zeros((1, FER_SIDE, FER_SIDE, 1), np.float32))  # Keras exports only what has been called.
        network.export(str(folder / "mini_xception.onnx"), format="onnx", verbose=False)
    write_onnx(fold_batch_norm(build("baseline", (48, 48, 1), len(LABELS)).inference_model), folder / "tutorial.onnx")


if __name__ == "__main__":
    serve(Converted)
