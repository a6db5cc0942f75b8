"""Batch norm folded into the convolution or dense layer before it: an integer graph has no place for it."""

from typing import Any

import keras
import numpy as np


def fold_batch_norm(model: keras.Model, input_dtype: str = "uint8", precision: str = "float32") -> keras.Model:
    """A network of the same function without batch norm or dropout, that takes faces as `input_dtype`.

    model: an inference model in which every batch norm follows a convolution or a dense layer directly.
    precision: of the arithmetic, a Keras dtype policy.
    """
    norms = {_before(layer).name: layer for layer in model.layers if _is_norm(layer)}

    def clone(layer: keras.Layer) -> keras.Layer:
        config = layer.get_config() | {"dtype": precision}
        if layer.name in norms:
            config["use_bias"] = True
        return type(layer).from_config(config)

    def call(layer: keras.Layer, *args: Any, **kwargs: Any) -> keras.KerasTensor:
        gone = _is_norm(layer) or isinstance(layer, keras.layers.Dropout)
        return args[0] if gone else layer(*args, **kwargs)

    faces = keras.Input(model.input_shape[1:], dtype=input_dtype, name="faces")
    folded = keras.models.clone_model(model, input_tensors=faces, clone_function=clone, call_function=call)
    for layer in folded.layers:
        if layer.weights:
            layer.set_weights(_folded_weights(model.get_layer(layer.name), norms.get(layer.name)))
    return folded


def _is_norm(layer: keras.Layer) -> bool:
    return isinstance(layer, keras.layers.BatchNormalization)


def _before(norm: keras.Layer) -> keras.Layer:
    return norm.input._keras_history.operation


def _folded_weights(layer: keras.Layer, norm: keras.Layer | None) -> list[np.ndarray]:
    weights = layer.get_weights()
    if norm is None:
        return weights
    gamma, beta, mean, variance = norm.get_weights()
    factor = gamma / np.sqrt(variance + norm.epsilon)
    bias = weights[1] if len(weights) > 1 else 0.0
    return [weights[0] * factor, beta + (bias - mean) * factor]
