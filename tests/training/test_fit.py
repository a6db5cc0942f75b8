"""The training run: what it begins with, what it learns, and that a killed one goes on as if nothing had been."""

import signal

import h5py
import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.errors import UsageError  # noqa: E402 - after the skip
from fer_edge.training.callbacks import averaging  # noqa: E402
from fer_edge.training.fit import augmentation, begin_with, easing, fit, make_batches, training_spec  # noqa: E402
from fer_edge.training.history import read_history  # noqa: E402
from fer_edge.training.keras_engine import predict  # noqa: E402
from fer_edge.training.networks import TrainingSpec, build  # noqa: E402
from fer_edge.training.settings import TrainSettings  # noqa: E402

SHAPE = (8, 8, 3)


def saved(path, weights_from, **spec) -> str:
    """The path of a model.keras of a network of that seed."""
    keras.utils.set_random_seed(weights_from)
    networks = build("nano", SHAPE, 3, TrainingSpec(**spec))
    networks.inference_model.set_weights(networks.train_core.get_weights())
    networks.inference_model.save(path)
    return str(path)


def averages(folder) -> list[np.ndarray]:
    """The averaged weights after the last epoch of a run, which is not always the one that was kept."""
    model = build("edge", SHAPE, 3).inference_model
    model.load_weights(folder / averaging.FILE)
    return model.get_weights()


def test_a_run_begins_with_the_mean_of_several_models(tiny, tmp_path):
    paths = [saved(tmp_path / f"{seed}.keras", seed) for seed in (1, 2)]
    train_core = build("nano", SHAPE, 3).train_core
    begin_with(train_core, tuple(paths))
    kernels = [keras.models.load_model(path).get_weights()[0] for path in paths]
    assert train_core.get_weights()[0] == pytest.approx((kernels[0] + kernels[1]) / 2)
    assert np.abs(kernels[0] - kernels[1]).max() > 0.01


def test_a_run_begins_with_no_model_of_another_architecture(tiny, tmp_path):
    other = keras.Sequential([keras.Input((2,)), keras.layers.Dense(1)])
    with pytest.raises(UsageError, match="--init"):
        begin_with(other, (saved(tmp_path / "a.keras", 1),))


def test_a_flip_equivariant_run_begins_with_flip_equivariant_models_alone(tiny, tmp_path):
    symmetric = saved(tmp_path / "symmetric.keras", 1, flip_equivariant=True)
    other = saved(tmp_path / "other.keras", 2)
    train_core = build("nano", SHAPE, 3, TrainingSpec(flip_equivariant=True)).train_core
    begin_with(train_core, (symmetric,))
    with pytest.raises(UsageError, match="--flip-equivariant"):
        begin_with(train_core, (symmetric, other))


def test_any_other_run_begins_with_either(tiny, tmp_path):
    symmetric = saved(tmp_path / "symmetric.keras", 1, flip_equivariant=True)
    begin_with(build("nano", SHAPE, 3).train_core, (symmetric, saved(tmp_path / "other.keras", 2)))


def test_settings_reach_the_network():
    spec = training_spec(TrainSettings(precision="float32", quantization_aware=True), SHAPE, 4)
    assert spec.quantization_aware and spec.augment and spec.vote_columns == 4
    spec = training_spec(TrainSettings(precision="float32", augment=0.0), SHAPE, 0)
    assert not spec.quantization_aware and spec.augment is None and spec.distill is None


@pytest.mark.parametrize(("trusted", "sure"), [(0.0, True), (0.5, False)])
def test_votes_decide_their_share_of_the_targets(tiny, trusted, sure):
    faces = tiny.coloured_faces()
    votes = np.random.default_rng(0).dirichlet(np.ones(4), len(faces.labels)).astype(np.float32)
    _, targets = make_batches(tiny.settled(trust_votes=trusted, label_smoothing=0.0), faces, votes)[0]
    assert np.allclose(targets["votes"].sum(axis=1), 1)
    assert targets["expression"].max(axis=1).min() >= 0.5
    assert np.all(targets["expression"].max(axis=1) == 1) == sure


def test_faces_without_a_crowd_have_one_target(tiny):
    assert set(make_batches(tiny.settled(), tiny.coloured_faces())[0][1]) == {"expression"}


def test_three_classes_of_coloured_faces_are_learned_with_all_there_is(tiny, tmp_path, monkeypatch):
    monkeypatch.undo()  # The real `nano`.
    faces = tiny.coloured_faces(count=9, side=32)
    votes = np.eye(4, dtype=np.float32)[faces.labels]
    teacher = tmp_path / "teacher.keras"
    build("nano", (32, 32, 3), 3).inference_model.save(teacher)
    everything = {"arch": "nano", "batch": 9, "epochs": 1, "ema": 0.5, "mixup": 0.4, "trust_votes": 0.5}
    everything |= {"teachers": (str(teacher),), "quantization_aware": True, "flip_equivariant": True}
    fit(tiny.settled(**everything, precision="bfloat16"), faces, faces, tmp_path, votes)
    model = keras.models.load_model(tmp_path / "model.keras")
    answers, mirrored = predict(model, faces.faces), predict(model, faces.faces[:, :, ::-1])
    assert answers.shape == (9, 3) and mirrored == pytest.approx(answers, abs=1e-5)


@pytest.mark.slow
def test_jax_learns_what_tensorflow_learns(tiny, tmp_path):
    pytest.importorskip("jax")
    begun = saved(tmp_path / "begun.keras", 1)
    settings = tiny.settled(arch="nano", init=(begun,), augment=0.0, ema=0.8)
    for name in ("here", "jax"):
        (tmp_path / name).mkdir()
    tiny.train(tmp_path / "here", settings)
    assert tiny.train_elsewhere(tmp_path / "jax", settings, backend="jax") == 0
    here, jax = (averages(tmp_path / name) for name in ("here", "jax"))
    for weights, other, first in zip(here, jax, keras.models.load_model(begun).get_weights(), strict=True):
        assert np.abs(weights - other).max() < 0.05 * np.abs(weights - first).max()
    assert keras.models.load_model(tmp_path / "jax" / "model.keras").output_shape == (None, 3)


def test_a_run_that_was_killed_ends_like_one_that_was_not(tiny, tmp_path):
    settings = tiny.settled(ema=0.8, mixup=0.3, balance=0.5)
    for name in ("whole", "killed"):
        (tmp_path / name).mkdir()
    tiny.train(tmp_path / "whole", settings)
    assert tiny.train_elsewhere(tmp_path / "killed", settings, killed=3) == -signal.SIGKILL
    assert len(read_history(tmp_path / "killed")) == 1
    tiny.train(tmp_path / "killed", settings)
    whole, resumed = (read_history(tmp_path / name) for name in ("whole", "killed"))
    for row, other in zip(whole, resumed, strict=True):
        assert row | {"seconds": 0} == pytest.approx(other | {"seconds": 0}, rel=1e-4)
    for weights, other in zip(averages(tmp_path / "whole"), averages(tmp_path / "killed"), strict=True):
        assert weights == pytest.approx(other, abs=1e-5)


def test_the_network_sees_degraded_faces_and_its_teachers_see_them_as_they_were(tiny):
    darkened = keras.layers.Lambda(lambda faces: faces * 0, output_shape=SHAPE)
    seen = []
    spec = TrainingSpec(degrade=darkened, distill=lambda answers, faces: seen.append(faces) or answers)
    networks = build("nano", SHAPE, 3, spec)
    faces = np.random.default_rng(0).integers(0, 255, (2, *SHAPE), np.uint8)
    answers = networks.training_model(faces)["expression"]
    assert np.allclose(answers, networks.train_core(faces * 0)) and not np.allclose(answers, networks.train_core(faces))
    assert seen == [networks.training_model.input]


@pytest.mark.parametrize(("epochs", "eased"), [(20, 3), (2, 1)])
def test_augmentation_is_eased_in_the_last_epochs(epochs, eased):
    settings = TrainSettings(epochs=epochs, augment=0.8, augment_end=0.2)
    augment = augmentation(settings)
    (callback,) = easing(augment, settings)
    strengths = []
    for epoch in range(epochs):
        callback.on_epoch_begin(epoch, None)
        strengths.append(round(float(augment.strength), 3))
    assert strengths == [0.8] * (epochs - eased) + [0.2] * eased
    assert easing(augmentation(TrainSettings()), TrainSettings()) == []


def test_a_backup_leaves_the_teachers_out(tiny, tmp_path):
    teacher = saved(tmp_path / "teacher.keras", 1)
    held = []

    def look(epoch, logs):
        with h5py.File(tmp_path / ".backup" / "latest.weights.h5") as file:
            file.visit(held.append)

    seen = keras.callbacks.LambdaCallback(on_epoch_begin=lambda epoch, logs: look(epoch, logs) if epoch else None)
    tiny.train(tmp_path, tiny.settled(arch="nano", teachers=(teacher,), distill_weight=0.5, ema=0.8), seen)
    assert any("conv2d" in name for name in held) and not any("networks" in name for name in held)
