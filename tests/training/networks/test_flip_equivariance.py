"""Flip-equivariance: a face and its mirror image have the same probabilities, before training and after."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.training.keras_engine import predict  # noqa: E402 - after the skip
from fer_edge.training.networks import Networks, TrainingSpec, build  # noqa: E402
from fer_edge.training.networks.flip_equivariance import (  # noqa: E402
    is_symmetric,
    mirror_weights,
    symmetrize,
    symmetrize_weights,
)
from tests.training.networks.examples import CLASSES, FACES, SHAPE, with_statistics  # noqa: E402


def trained_a_step(spec: TrainingSpec) -> Networks:
    """A network after one step, on faces that look to one side."""
    networks = build("nano", SHAPE, CLASSES, spec)
    networks.training_model.compile(
        keras.optimizers.SGD(0.1), {"expression": "categorical_crossentropy"}, jit_compile=False
    )
    before = networks.train_core.get_weights()
    networks.training_model.fit(FACES, {"expression": np.eye(CLASSES, dtype=np.float32)[:4]}, verbose=0)
    networks.inference_model.set_weights(networks.train_core.get_weights())
    assert any(
        np.abs(old - new).max() > 1e-3 for old, new in zip(before, networks.train_core.get_weights(), strict=True)
    )
    return networks


def gap(model: keras.Model) -> float:
    """Between the probabilities of faces and of their mirror images, the largest."""
    return float(np.abs(predict(model, FACES) - predict(model, FACES[:, :, ::-1])).max())


@pytest.mark.parametrize("quantization_aware", [True, False])
def test_a_face_and_its_mirror_image_have_the_same_probabilities(quantization_aware):
    spec = TrainingSpec(precision="mixed_bfloat16", quantization_aware=quantization_aware, flip_equivariant=True)
    networks = trained_a_step(spec)
    assert gap(networks.inference_model) < 1e-5
    assert np.ptp(predict(networks.inference_model, FACES), axis=0).max() > 1e-4


def test_in_another_network_they_have_not():
    assert gap(trained_a_step(TrainingSpec()).inference_model) > 1e-4


def test_weights_of_another_network_are_told_from_symmetric_ones():
    train_core = build("nano", SHAPE, CLASSES, TrainingSpec(flip_equivariant=True)).train_core
    assert is_symmetric(train_core)
    train_core.set_weights(with_statistics("nano").get_weights())
    assert not is_symmetric(train_core)
    symmetrize_weights(train_core)
    assert is_symmetric(train_core)


@pytest.mark.parametrize("shape", [(3, 3, 1, 8), (3, 3, 3, 8), (3, 3, 8, 8), (8, 7), (8,)])
def test_the_mirror_image_of_a_mirror_image_is_the_thing_itself(shape):
    weights = np.random.default_rng(0).normal(size=shape).astype(np.float32)
    assert np.array_equal(np.asarray(mirror_weights(mirror_weights(weights))), weights)
    assert np.allclose(np.asarray(mirror_weights(symmetrize(weights))), np.asarray(symmetrize(weights)))


def test_a_picture_s_colours_stay_in_their_places():
    kernel = np.random.default_rng(0).normal(size=(3, 3, 3, 8)).astype(np.float32)
    mirrored = np.asarray(mirror_weights(kernel))
    assert np.array_equal(mirrored[:, :, 0, 4:], kernel[:, ::-1, 0, :4])
