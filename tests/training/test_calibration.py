"""The temperature of a softmax, and the confidence below which a prediction is unsure."""

import numpy as np
import pytest

from fer_edge.training.calibration import COVERAGE, fit_temperature, learn_confidence, rescale


def predictions(sharpness: float, faces: int = 4000) -> tuple[np.ndarray, np.ndarray]:
    """Probabilities whose logits are `sharpness` times those that the labels were drawn from."""
    random = np.random.default_rng(1)
    logits = random.normal(0, 1.5, (faces, 7))
    true = np.exp(logits) / np.exp(logits).sum(axis=1, keepdims=True)
    labels = np.array([random.choice(7, p=row) for row in true])
    return rescale(true, 1 / sharpness), labels


@pytest.fixture(scope="module")
def overconfident():
    """Probabilities too sharp by two, their labels, and what was learned of both."""
    probabilities, labels = predictions(2.0)
    return probabilities, labels, learn_confidence(probabilities, labels)


@pytest.mark.parametrize("sharpness", [0.5, 1.0, 2.0])
def test_the_temperature_undoes_false_sharpness(sharpness):
    assert fit_temperature(*predictions(sharpness)) == pytest.approx(sharpness, rel=0.08)


def test_confidence_holds_on_the_half_it_was_not_fitted_on(overconfident):
    _, _, learned = overconfident
    assert 0 < learned.held_out_error < 1.25 * learned.chance_error < 0.04


def test_predictions_that_are_surest_where_they_are_wrong_are_not_called_calibrated():
    probabilities, labels = predictions(1.0)
    wrong = probabilities.argmax(axis=1) != labels
    probabilities[wrong] = rescale(probabilities[wrong], 0.3)
    learned = learn_confidence(probabilities, labels)
    assert learned.held_out_error > 3 * learned.chance_error


def test_the_threshold_leaves_the_stated_share_certain(overconfident):
    probabilities, labels, learned = overconfident
    confidence = rescale(probabilities, learned.temperature).max(axis=1)
    assert (confidence >= learned.uncertain_below).mean() == pytest.approx(COVERAGE, abs=0.01)
    assert learned.covered_accuracy > (probabilities.argmax(axis=1) == labels).mean()


def test_a_dozen_faces_that_are_all_right_ask_for_no_certainty():
    probabilities, _ = predictions(1.0, faces=12)
    assert 0.5 < fit_temperature(probabilities, probabilities.argmax(axis=1)) < 1
