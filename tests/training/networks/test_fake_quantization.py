"""Layers that are trained under the rounding of an integer file."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.training.networks import TrainingSpec, build  # noqa: E402 - after the skip
from fer_edge.training.networks.fake_quantization import (  # noqa: E402
    FakeQuantConv2D,
    FakeQuantReLU,
    fake_quantize,
    fake_quantize_kernel,
)
from tests.training.networks.examples import CLASSES, FACES, SHAPE  # noqa: E402


def test_a_fake_quantized_kernel_lies_on_the_grid_of_each_channel():
    kernel = np.random.default_rng(0).normal(size=(3, 3, 4, 5)).astype(np.float32) * np.arange(1, 6, dtype=np.float32)
    rounded = np.asarray(fake_quantize_kernel(kernel))
    steps = rounded / (np.abs(kernel).max(axis=(0, 1, 2)) / 127)
    assert steps == pytest.approx(np.round(steps), abs=1e-3)
    assert np.abs(steps).max() == pytest.approx(127, abs=1e-3)
    assert rounded == pytest.approx(kernel, abs=float(np.abs(kernel).max()) / 250)


def test_a_fake_quantized_relu_has_256_values():
    outputs = np.asarray(FakeQuantReLU()(np.linspace(-1, 3, 5000, dtype=np.float32)))
    assert len(np.unique(outputs)) == 256
    assert (outputs.min(), outputs.max()) == (0, 3)


def test_rounding_lets_gradients_pass():
    tensorflow = pytest.importorskip("tensorflow")
    values = tensorflow.constant([0.12, 0.57, -0.33])
    with tensorflow.GradientTape() as tape:
        tape.watch(values)
        total = tensorflow.reduce_sum(fake_quantize(values, 0.1) * [1.0, 2.0, 3.0])
    assert tape.gradient(total, values).numpy().tolist() == [1.0, 2.0, 3.0]


def test_a_fake_quantized_convolution_is_one_with_a_rounded_kernel():
    inputs = np.random.default_rng(1).normal(size=(2, 8, 8, 3)).astype(np.float32)
    rounded, plain = FakeQuantConv2D(4, 3, use_bias=False), keras.layers.Conv2D(4, 3, use_bias=False)
    rounded.build(inputs.shape)
    plain.build(inputs.shape)
    plain.set_weights([np.asarray(fake_quantize_kernel(rounded.get_weights()[0]))])
    assert np.asarray(rounded(inputs)) == pytest.approx(np.asarray(plain(inputs)), abs=1e-5)


def test_fake_quantization_is_the_train_core_s_alone():
    networks = build("nano", SHAPE, CLASSES, TrainingSpec(quantization_aware=True))
    kinds = {type(layer) for layer in networks.inference_model.layers}
    assert not kinds & {FakeQuantConv2D, FakeQuantReLU}
    networks.train_core.set_weights(networks.inference_model.get_weights())
    inference_model, train_core = (
        np.asarray(network(FACES)) for network in (networks.inference_model, networks.train_core)
    )
    assert 0 < np.abs(inference_model - train_core).max() < 0.05
