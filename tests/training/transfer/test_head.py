"""A head for new labels, out of an old one."""

from dataclasses import replace

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.training.inputs.targets import fit_logistic_regression  # noqa: E402
from fer_edge.training.keras_engine import predict  # noqa: E402
from fer_edge.training.networks import build  # noqa: E402 - after the skip
from fer_edge.training.transfer.head import even_biases, few_of_each, head_skill, mix_columns, softmax, transfer_weights  # noqa: E402

OLD = ("one", "two", "three")


@pytest.fixture
def source(tiny, tmp_path):
    """A network of the labels OLD, in a file, and its weights."""
    keras.utils.set_random_seed(1)
    network = build("nano", (8, 8, 3), 3).inference_model
    network.save(tmp_path / "model.keras")
    return tmp_path / "model.keras", network.get_weights()


@pytest.mark.parametrize("labels", [OLD, ("three", "one"), ("three", "two", "one")])
def test_labels_that_are_all_known_keep_their_columns(tiny, source, labels):
    path, weights = source
    made = transfer_weights(path, OLD, tiny.faces_of(labels))
    kept = [OLD.index(label) for label in labels]
    assert np.array_equal(made[-2], weights[-2][:, kept]) and np.array_equal(made[-1], weights[-1][kept])
    assert all(np.array_equal(mine, theirs) for mine, theirs in zip(made[:-2], weights[:-2], strict=True))


def test_beside_a_new_label_a_known_one_keeps_what_tells_it_from_the_mean(tiny, source):
    path, (*_, columns, _) = source
    made = transfer_weights(path, OLD, tiny.faces_of(("other", "two")))
    assert made[-2].shape == (8, 2) and made[-1].shape == (2,)
    assert made[-2][:, 1] == pytest.approx(columns[:, 1] - columns.mean(axis=1), abs=1e-6)


def test_a_new_label_begins_as_the_old_head_answers_for_its_faces():
    answers = np.array([[0.8, 0.1, 0.1], [0.6, 0.3, 0.1], [0.0, 0.1, 0.9]])
    mixture = mix_columns(answers, np.array([0, 0, 1]), OLD, ("new", "three"))
    assert mixture[:, 0] / mixture[:, 0].sum() == pytest.approx([0.7, 0.2, 0.1])
    assert list(mixture[:, 1]) == [0, 0, 1]


def test_biases_make_labels_as_likely_as_they_are_frequent():
    logits = np.random.default_rng(0).normal((3, 0, -2), 2, (200, 3))
    shares = np.array([0.2, 0.5, 0.3])
    assert softmax(logits + even_biases(logits, shares)).mean(axis=0) == pytest.approx(shares, abs=1e-3)


def test_a_head_that_never_errs_has_all_skill_and_one_that_says_the_same_none(tiny, source):
    path, weights = source
    network = keras.models.load_model(path)
    faces = replace(tiny.coloured_faces(), classes=OLD)
    network.set_weights([*weights[:-2], np.zeros((8, 3)), np.array([1, 0, 0])])
    network.save(path)
    assert head_skill(path, OLD, faces) == pytest.approx(0)
    features = predict(keras.Model(network.input, network.get_layer("probabilities").input), faces.faces)
    fitted = fit_logistic_regression(features, faces.labels, 3)
    network.set_weights([*weights[:-2], fitted[:-1], fitted[-1]])
    network.save(path)
    assert head_skill(path, OLD, faces) == pytest.approx(1)


def test_a_few_of_each_are_of_each():
    labels = np.array([0] * 500 + [1] * 3)
    assert np.bincount(labels[few_of_each(labels)]).tolist() == [100, 3]
