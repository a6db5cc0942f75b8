"""A model.keras as an engine, so that it can be scored like the files made from it."""

from pathlib import Path

import keras
import numpy as np

from fer_edge.artifact.card import ModelCard, read_card
from fer_edge.artifact.damage import damage_told
from fer_edge.errors import ModelError

BATCH = 256
"""Faces that a network is shown at once."""


def load_keras(path: Path) -> keras.Model:
    """Load a network that was saved for inference. Raises ModelError when the file is none."""
    with damage_told(path):
        try:
            return keras.models.load_model(path, compile=False)
        except (ValueError, OSError) as error:
            raise ModelError(f"{path} is not a Keras model that can be loaded; train it again") from error


class KerasEngine:
    """A model.keras in the Keras backend; the card lies beside it."""

    runtime = "keras"

    def __init__(self, path: Path) -> None:
        self.card: ModelCard = read_card(path.parent)
        self._model = load_keras(path)

    def predict(self, faces: np.ndarray) -> np.ndarray:
        """Map faces uint8 [N, side, side, channels] to probabilities float32 [N, C]."""
        return predict(self._model, faces)

    def look(self, faces: np.ndarray, answers: np.ndarray) -> np.ndarray | None:
        """Where it looks in faces uint8 [N, side, side, channels] for answers [N], indices of the card's labels.

        Float32 [N, side, side], 0 to 1; None where another backend than TensorFlow runs it.
        """
        if keras.backend.backend() != "tensorflow":
            return None
        from fer_edge.training.networks.grad_cam import grad_cam

        return grad_cam(self._model, faces, answers)


def predict(model: keras.Model, faces: np.ndarray) -> np.ndarray:
    """A network's probabilities float32 [N, C] for faces uint8 [N, side, side, channels]."""
    count = len(faces)
    if count > BATCH:  # The last batch is filled, because some backends compile anew for another size.
        faces = np.concatenate([faces, faces[: -count % BATCH]])
    return np.asarray(model.predict(faces, batch_size=BATCH, verbose=0))[:count]


def count_macs(model: keras.Model) -> int:
    """Multiply-accumulates of the convolutions and dense layers for one face."""
    macs = 0
    for layer in model.layers:
        if isinstance(layer, keras.layers.Conv2D | keras.layers.DepthwiseConv2D):
            macs += int(np.prod(layer.output.shape[1:3])) * int(np.prod(layer.kernel.shape))
        elif isinstance(layer, keras.layers.SeparableConv2D):
            kernels = sum(int(np.prod(kernel.shape)) for kernel in (layer.depthwise_kernel, layer.pointwise_kernel))
            macs += int(np.prod(layer.output.shape[1:3])) * kernels
        elif isinstance(layer, keras.layers.Dense):
            macs += int(np.prod(layer.kernel.shape))
    return macs


def apply_temperature(model: keras.Model, temperature: float) -> None:
    """Divide a network's logits by `temperature`, in its last layer's weights (temperature scaling)."""
    last = model.get_layer("probabilities")
    last.set_weights([weights / temperature for weights in last.get_weights()])
