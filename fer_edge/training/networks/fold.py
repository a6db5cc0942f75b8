"""Batch norm folded into the convolution or dense layer before it: an integer graph has no place for it."""

from collections import Counter
from typing import Any

import keras
import numpy as np

FOLDING = (keras.layers.Conv2D, keras.layers.DepthwiseConv2D, keras.layers.Dense)
"""Layers, of these very classes, into which a batch norm after them goes."""

ELEMENTWISE = ("Add", "Subtract", "Multiply", "TrueDivide")
"""Operations that take numbers."""


def fold_batch_norm(
    model: keras.Model, input_dtype: str = "uint8", precision: str = "float32", arrays: bool = False
) -> keras.Model:
    """A network of the same function without batch norm or dropout, that takes faces as `input_dtype`.

    model: an inference model. A batch norm that does not follow a convolution or a dense layer directly stays.
    precision: of the arithmetic, a Keras dtype policy. arrays: numbers in sums and products become arrays of one. Of a
    number tf2onnx gives up making a graph smaller: its transposes stay, and it shows a traceback. Of an array oneDNN
    fails, where TensorFlow fuses it into a convolution: such a network is to be converted, not run.
    """
    norms = _folding(model)
    folded_norms = {norm.name for norm in norms.values()}

    def clone(layer: keras.Layer) -> keras.Layer:
        if not isinstance(layer, keras.Layer):  # An operation, such as a sum, has neither weights nor precision.
            return layer
        config = layer.get_config() | {"dtype": precision}
        if layer.name in norms:
            config["use_bias"] = True
        return type(layer).from_config(config)

    def call(layer: keras.Layer, *args: Any, **kwargs: Any) -> keras.KerasTensor:
        gone = layer.name in folded_norms or isinstance(layer, keras.layers.Dropout)
        if arrays and type(layer).__name__ in ELEMENTWISE:
            args = tuple(np.array([each], np.float32) if isinstance(each, int | float) else each for each in args)
        return args[0] if gone else layer(*args, **kwargs)

    faces = keras.Input(model.input_shape[1:], dtype=input_dtype, name="faces")
    folded = keras.models.clone_model(model, input_tensors=faces, clone_function=clone, call_function=call)
    for layer in folded.layers:
        if layer.weights:
            layer.set_weights(_folded_weights(model.get_layer(layer.name), norms.get(layer.name)))
    return folded


def _folding(model: keras.Model) -> dict[str, keras.Layer]:
    """The batch norms that can be folded, by the names of the layers before them, which nothing else reads."""
    readers = Counter(
        id(tensor) for layer in model.operations for node in layer._inbound_nodes for tensor in node.input_tensors
    )
    norms = {}
    for layer in model.layers:
        if not isinstance(layer, keras.layers.BatchNormalization) or readers[id(layer.input)] > 1:
            continue
        before = layer.input._keras_history.operation
        if type(before) in FOLDING and before.activation is keras.activations.linear:
            norms[before.name] = layer
    return norms


def _folded_weights(layer: keras.Layer, norm: keras.Layer | None) -> list[np.ndarray]:
    weights = layer.get_weights()
    if norm is None:
        return weights
    mean, variance = (np.asarray(moving) for moving in (norm.moving_mean, norm.moving_variance))
    gamma = np.asarray(norm.gamma) if norm.scale else 1.0
    beta = np.asarray(norm.beta) if norm.center else 0.0
    factor = gamma / np.sqrt(variance + norm.epsilon)
    bias = weights[1] if len(weights) > 1 else 0.0
    # The outputs of a depthwise kernel are its last two axes.
    depthwise = isinstance(layer, keras.layers.DepthwiseConv2D)
    kernel = weights[0] * (factor.reshape(weights[0].shape[2:]) if depthwise else factor)
    return [kernel, beta + (bias - mean) * factor]
