"""What a learner has that a served network has not: rounding, a precision, a faster batch norm; never other weights."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.training.augment import Augment  # noqa: E402 - after the skip
from fer_edge.training.engine import answer, cool  # noqa: E402
from fer_edge.training.networks import FEATURES, Lesson, build  # noqa: E402
from fer_edge.training.networks.fold import fold_batch_norm  # noqa: E402
from fer_edge.training.networks.mirror import is_tied, tie_weights  # noqa: E402
from fer_edge.training.networks.rounding import RoundedConv2D, RoundedReLU, on_grid, round_kernel  # noqa: E402

FACES = np.random.default_rng(0).integers(0, 255, (4, 48, 48, 1), np.uint8)


@pytest.mark.parametrize("arch", FEATURES)
def test_learner_and_served_have_the_same_weights_in_the_same_order(arch):
    networks = build(arch, Lesson(precision="mixed_bfloat16", rounded=True))
    assert [w.path.split("/")[-1] for w in networks.learner.weights] == [
        w.path.split("/")[-1] for w in networks.served.weights
    ]
    networks.served.set_weights(networks.learner.get_weights())


def test_a_rounded_kernel_lies_on_the_grid_of_each_channel():
    kernel = np.random.default_rng(0).normal(size=(3, 3, 4, 5)).astype(np.float32) * np.arange(1, 6, dtype=np.float32)
    rounded = np.asarray(round_kernel(kernel))
    steps = rounded / (np.abs(kernel).max(axis=(0, 1, 2)) / 127)
    assert steps == pytest.approx(np.round(steps), abs=1e-3)
    assert np.abs(steps).max() == pytest.approx(127, abs=1e-3)
    assert rounded == pytest.approx(kernel, abs=float(np.abs(kernel).max()) / 250)


def test_a_rounded_relu_has_256_answers():
    outputs = np.asarray(RoundedReLU()(np.linspace(-1, 3, 5000, dtype=np.float32)))
    assert len(np.unique(outputs)) == 256
    assert (outputs.min(), outputs.max()) == (0, 3)


def test_rounding_lets_gradients_pass():
    tensorflow = pytest.importorskip("tensorflow")
    values = tensorflow.constant([0.12, 0.57, -0.33])
    with tensorflow.GradientTape() as tape:
        tape.watch(values)
        total = tensorflow.reduce_sum(on_grid(values, 0.1) * [1.0, 2.0, 3.0])
    assert tape.gradient(total, values).numpy().tolist() == [1.0, 2.0, 3.0]


def test_a_rounded_convolution_is_one_with_a_rounded_kernel():
    inputs = np.random.default_rng(1).normal(size=(2, 8, 8, 3)).astype(np.float32)
    rounded, plain = RoundedConv2D(4, 3, use_bias=False), keras.layers.Conv2D(4, 3, use_bias=False)
    rounded.build(inputs.shape)
    plain.build(inputs.shape)
    plain.set_weights([np.asarray(round_kernel(rounded.get_weights()[0]))])
    assert np.asarray(rounded(inputs)) == pytest.approx(np.asarray(plain(inputs)), abs=1e-5)


def test_the_rounding_is_the_learner_s_alone():
    networks = build("nano", Lesson(rounded=True))
    kinds = {type(layer) for layer in networks.served.layers}
    assert not kinds & {RoundedConv2D, RoundedReLU}
    networks.learner.set_weights(networks.served.get_weights())
    served, learner = (np.asarray(network(FACES)) for network in (networks.served, networks.learner))
    assert 0 < np.abs(served - learner).max() < 0.05


def a_step(networks) -> None:
    """One step of training, on faces that look to one side."""
    networks.trained.compile(keras.optimizers.SGD(0.1), {"expression": "categorical_crossentropy"}, jit_compile=False)
    networks.trained.fit(FACES, {"expression": np.eye(7, dtype=np.float32)[:4]}, verbose=0)
    networks.served.set_weights(networks.learner.get_weights())


@pytest.mark.parametrize("rounded", [True, False])
def test_a_mirrored_network_answers_a_face_and_its_mirror_image_alike(rounded):
    networks = build("nano", Lesson(precision="mixed_bfloat16", rounded=rounded, mirrored=True))
    before = networks.served.get_weights()
    a_step(networks)
    assert any(np.abs(old - new).max() > 1e-3 for old, new in zip(before, networks.served.get_weights(), strict=True))
    assert np.ptp(answer(networks.served, FACES), axis=0).max() > 1e-4
    assert answer(networks.served, FACES[:, :, ::-1]) == pytest.approx(answer(networks.served, FACES), abs=1e-5)


def test_another_network_does_not():
    networks = build("nano")
    a_step(networks)
    assert np.abs(answer(networks.served, FACES[:, :, ::-1]) - answer(networks.served, FACES)).max() > 1e-4


def test_weights_of_another_network_are_told_from_tied_ones():
    learner = build("nano", Lesson(mirrored=True)).learner
    assert is_tied(learner)
    learner.set_weights(unsettled("nano").get_weights())
    assert not is_tied(learner)
    tie_weights(learner)
    assert is_tied(learner)


def unsettled(arch: str) -> keras.Model:
    """A served network whose batch norms have statistics of their own, as after training."""
    random = np.random.default_rng(3)
    served = build(arch).served
    served.set_weights([w + 0.1 * random.uniform(size=w.shape).astype(np.float32) for w in served.get_weights()])
    return served


@pytest.mark.parametrize("arch", FEATURES)
def test_a_folded_network_answers_the_same_without_batch_norm(arch):
    served = unsettled(arch)
    folded = fold_batch_norm(served)
    assert not [layer for layer in folded.layers if isinstance(layer, keras.layers.BatchNormalization)]
    assert answer(folded, FACES) == pytest.approx(answer(served, FACES), abs=1e-5)


def test_a_cooled_network_is_less_sure_by_the_temperature_in_its_logits():
    served = unsettled("nano")
    before = answer(served, FACES)
    cool(served, 2.0)
    softer = np.sqrt(before)
    assert answer(served, FACES) == pytest.approx(softer / softer.sum(axis=1, keepdims=True), abs=1e-5)


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
