"""Targets: smoothed labels, the regression of labels on votes, and what votes decide of a target."""

import numpy as np
import pytest

from fer_edge.training.inputs.targets import (
    fit_logistic_regression,
    likely_labels,
    predict_labels,
    smooth_labels,
    sqrt_transform,
    trust_votes,
)


@pytest.fixture(scope="module")
def crowd():
    """Labels of which a fifth are wrong, and the votes of ten people who saw the face."""
    rng = np.random.default_rng(0)
    true = rng.integers(0, 7, 4000)
    labels = np.where(rng.random(4000) < 0.2, rng.integers(0, 7, 4000), true)
    votes = np.stack([rng.multinomial(10, np.eye(10)[face] * 0.7 + 0.03) for face in true]) / 10
    return true, labels, votes.astype(np.float32)


def likelihood(weights: np.ndarray, inputs: np.ndarray, labels: np.ndarray) -> float:
    return float(np.log(predict_labels(weights, inputs)[np.arange(len(labels)), labels]).mean())


def test_smoothing_keeps_a_share_for_all_alike():
    assert np.allclose(smooth_labels(np.array([1]), 7, 0.7), [0.1, 0.4, 0.1, 0.1, 0.1, 0.1, 0.1])


@pytest.mark.parametrize(("columns", "classes"), [(10, 7), (2, 3), (1, 2)])
def test_no_other_weights_make_the_labels_more_likely(columns, classes):
    rng = np.random.default_rng(0)
    inputs, labels = rng.random((500, columns)), rng.integers(0, classes, 500)
    weights = fit_logistic_regression(inputs, labels, classes)
    assert weights.shape == (columns + 1, classes)
    best = likelihood(weights, inputs, labels)
    for _ in range(50):
        assert likelihood(weights + rng.normal(0, 0.1, weights.shape), inputs, labels) < best


def test_inputs_that_tell_nothing_leave_each_label_its_frequency():
    labels = np.array([0, 0, 0, 1, 1, 4])
    weights = fit_logistic_regression(np.zeros((6, 3)), labels, 5)
    assert predict_labels(weights, np.zeros((1, 3)))[0] == pytest.approx([3 / 6, 2 / 6, 0, 0, 1 / 6], abs=1e-4)


@pytest.mark.parametrize("faces", [1, 3, 40])
def test_labels_that_votes_tell_surely_are_learned_with_finite_weights(faces):
    votes = np.eye(5)[np.arange(faces) % 5]
    weights = fit_logistic_regression(votes, np.arange(faces) % 5, 7)
    assert np.abs(weights).max() < 100
    assert predict_labels(weights, votes)[np.arange(faces), np.arange(faces) % 5] == pytest.approx(1, abs=1e-3)


def test_inputs_on_wild_scales_are_fitted_too():
    rng = np.random.default_rng(0)
    inputs, labels = rng.standard_t(1.5, (50, 5)) * 20, rng.integers(0, 7, 50)
    weights = fit_logistic_regression(inputs, labels, 7)
    assert likelihood(weights, inputs, labels) > likelihood(np.zeros_like(weights), inputs, labels) + 0.1


def test_the_votes_tell_how_likely_a_label_is(crowd):
    true, labels, votes = crowd
    likely = likely_labels(labels, 7, votes)
    assert likely.shape == (4000, 7) and np.allclose(likely.sum(axis=1), 1, atol=1e-5)
    assert (likely.argmax(axis=1) == true).mean() > 0.95
    assert likely.max(axis=1).mean() == pytest.approx((labels == likely.argmax(axis=1)).mean(), abs=0.06)


def test_a_single_dissenting_vote_is_a_clear_difference():
    assert np.ptp(sqrt_transform(np.array([0.0, 0.1]))) > 0.3


def test_trusted_votes_correct_a_wrong_label_by_their_share(crowd):
    true, labels, votes = crowd
    wrong = labels != true
    onehot = smooth_labels(labels, 7, 0.0)
    targets = trust_votes(onehot, labels, votes, 0.6)
    assert targets.dtype == np.float32 and np.allclose(targets.sum(axis=1), 1, atol=1e-5)
    assert (targets.argmax(axis=1) == true)[wrong].mean() > 0.6 > (onehot.argmax(axis=1) == true)[wrong].mean()


def test_votes_that_are_not_trusted_change_nothing(crowd):
    _, labels, votes = crowd
    onehot = smooth_labels(labels, 7, 0.0)
    assert np.array_equal(trust_votes(onehot, labels, votes, 0.0), onehot)


def test_a_face_without_votes_keeps_its_label(crowd):
    _, labels, votes = crowd
    votes = votes.copy()
    votes[:5] = 0
    onehot = smooth_labels(labels, 7, 0.0)
    targets = trust_votes(onehot, labels, votes, 0.6)
    assert np.array_equal(targets[:5], onehot[:5]) and not np.array_equal(targets[5:], onehot[5:])
