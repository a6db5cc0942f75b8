"""Batch norm as one kernel: Keras's arithmetic, faster."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.training.networks.norm import FusedBatchNormalization  # noqa: E402 - after the skip

INPUTS = np.random.default_rng(0).normal(2, 3, (8, 6, 6, 5)).astype(np.float32)


def normalized(kind: type, training: bool) -> tuple[np.ndarray, list[np.ndarray]]:
    """Outputs of a layer for INPUTS, and its weights afterwards."""
    layer = kind(momentum=0.5)
    layer.build(INPUTS.shape)
    return np.asarray(layer(INPUTS, training=training)), layer.get_weights()


def test_a_frozen_one_keeps_its_statistics():
    layer = FusedBatchNormalization(momentum=0.5)
    layer.build(INPUTS.shape)
    layer.trainable = False
    assert np.asarray(layer(INPUTS, training=True)) == pytest.approx(INPUTS, rel=1e-2, abs=1e-2)
    assert layer.get_weights()[2] == pytest.approx(np.zeros(5))


@pytest.mark.parametrize("training", [True, False])
def test_its_outputs_and_statistics_are_those_of_keras(training):
    (outputs, weights), (expected, theirs) = (
        normalized(kind, training) for kind in (FusedBatchNormalization, keras.layers.BatchNormalization)
    )
    assert outputs == pytest.approx(expected, abs=1e-4)
    # The kernel's variance is that of a sample: more by one in its 288 values.
    for mine, other in zip(weights, theirs, strict=True):
        assert mine == pytest.approx(other, rel=0.004, abs=1e-5)
