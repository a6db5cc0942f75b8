"""The network that is trained has fake quantization, a precision and a faster batch norm; never other weights."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.training.inputs.augmentation import Augment  # noqa: E402 - after the skip
from fer_edge.training.keras_engine import apply_temperature, predict  # noqa: E402
from fer_edge.training.networks import FEATURES, TrainingSpec, build  # noqa: E402
from fer_edge.training.networks.fake_quantization import (  # noqa: E402
    FakeQuantConv2D,
    FakeQuantReLU,
    fake_quantize,
    fake_quantize_kernel,
)
from fer_edge.training.networks.flip_equivariance import is_symmetric, symmetrize_weights  # noqa: E402
from fer_edge.training.networks.fold import fold_batch_norm  # noqa: E402

SHAPE, CLASSES = (48, 48, 1), 7
FACES = np.random.default_rng(0).integers(0, 255, (4, *SHAPE), np.uint8)


@pytest.mark.parametrize("arch", FEATURES)
def test_train_core_and_inference_model_have_the_same_weights_in_the_same_order(arch):
    networks = build(arch, SHAPE, CLASSES, TrainingSpec(precision="mixed_bfloat16", quantization_aware=True))
    assert [w.path.split("/")[-1] for w in networks.train_core.weights] == [
        w.path.split("/")[-1] for w in networks.inference_model.weights
    ]
    networks.inference_model.set_weights(networks.train_core.get_weights())


def test_a_rounded_kernel_lies_on_the_grid_of_each_channel():
    kernel = np.random.default_rng(0).normal(size=(3, 3, 4, 5)).astype(np.float32) * np.arange(1, 6, dtype=np.float32)
    rounded = np.asarray(fake_quantize_kernel(kernel))
    steps = rounded / (np.abs(kernel).max(axis=(0, 1, 2)) / 127)
    assert steps == pytest.approx(np.round(steps), abs=1e-3)
    assert np.abs(steps).max() == pytest.approx(127, abs=1e-3)
    assert rounded == pytest.approx(kernel, abs=float(np.abs(kernel).max()) / 250)


def test_a_rounded_relu_has_256_answers():
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


def test_a_rounded_convolution_is_one_with_a_rounded_kernel():
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


def a_step(networks) -> None:
    """One step of training, on faces that look to one side."""
    networks.training_model.compile(
        keras.optimizers.SGD(0.1), {"expression": "categorical_crossentropy"}, jit_compile=False
    )
    networks.training_model.fit(FACES, {"expression": np.eye(CLASSES, dtype=np.float32)[:4]}, verbose=0)
    networks.inference_model.set_weights(networks.train_core.get_weights())


@pytest.mark.parametrize("quantization_aware", [True, False])
def test_a_flip_equivariant_network_answers_a_face_and_its_mirror_image_alike(quantization_aware):
    networks = build(
        "nano",
        SHAPE,
        CLASSES,
        TrainingSpec(precision="mixed_bfloat16", quantization_aware=quantization_aware, flip_equivariant=True),
    )
    before = networks.inference_model.get_weights()
    a_step(networks)
    assert any(
        np.abs(old - new).max() > 1e-3 for old, new in zip(before, networks.inference_model.get_weights(), strict=True)
    )
    assert np.ptp(predict(networks.inference_model, FACES), axis=0).max() > 1e-4
    assert predict(networks.inference_model, FACES[:, :, ::-1]) == pytest.approx(
        predict(networks.inference_model, FACES), abs=1e-5
    )


def test_another_network_does_not():
    networks = build("nano", SHAPE, CLASSES)
    a_step(networks)
    assert (
        np.abs(predict(networks.inference_model, FACES[:, :, ::-1]) - predict(networks.inference_model, FACES)).max()
        > 1e-4
    )


def test_weights_of_another_network_are_told_from_symmetric_ones():
    train_core = build("nano", SHAPE, CLASSES, TrainingSpec(flip_equivariant=True)).train_core
    assert is_symmetric(train_core)
    train_core.set_weights(unsettled("nano").get_weights())
    assert not is_symmetric(train_core)
    symmetrize_weights(train_core)
    assert is_symmetric(train_core)


def unsettled(arch: str) -> keras.Model:
    """A network whose batch norms have statistics of their own, as after training."""
    random = np.random.default_rng(3)
    inference_model = build(arch, SHAPE, CLASSES).inference_model
    inference_model.set_weights(
        [w + 0.1 * random.uniform(size=w.shape).astype(np.float32) for w in inference_model.get_weights()]
    )
    return inference_model


@pytest.mark.parametrize("arch", FEATURES)
def test_a_folded_network_answers_the_same_without_batch_norm(arch):
    inference_model = unsettled(arch)
    folded = fold_batch_norm(inference_model)
    assert not [layer for layer in folded.layers if isinstance(layer, keras.layers.BatchNormalization)]
    assert predict(folded, FACES) == pytest.approx(predict(inference_model, FACES), abs=1e-5)


def test_a_temperature_divides_the_logits():
    inference_model = unsettled("nano")
    before = predict(inference_model, FACES)
    apply_temperature(inference_model, 2.0)
    softer = np.sqrt(before)
    assert predict(inference_model, FACES) == pytest.approx(softer / softer.sum(axis=1, keepdims=True), abs=1e-5)


def test_augmentation_is_the_identity_outside_training_and_changes_every_face_in_it():
    augment = Augment(seed=0)
    assert np.array_equal(np.asarray(augment(FACES)), FACES)
    changed = np.asarray(augment(FACES, training=True))
    assert (changed.dtype, changed.shape) == (FACES.dtype, FACES.shape)
    assert all(np.any(a != b) for a, b in zip(changed, FACES, strict=True))


def test_half_the_faces_are_mirrored_when_nothing_else_is_changed():
    augment = Augment(strength=0, seed=0)
    many = np.repeat(FACES[:1], 200, axis=0)
    changed = np.asarray(augment(many, training=True))
    mirrored = (changed == many[:, :, ::-1]).all(axis=(1, 2, 3))
    assert (mirrored | (changed == many).all(axis=(1, 2, 3))).all()
    assert 70 < mirrored.sum() < 130
