import numpy as np
import pytest

from fer_edge.errors import UsageError
from fer_edge.metrics import calibration_error, compare, in_order, reliability, score

RIGHT = np.eye(3, dtype=np.float32)


def test_sure_and_right_scores_full_marks():
    found = score(RIGHT, np.array([0, 1, 2]))
    assert found.accuracy == found.balanced_accuracy == 1 and found.f1 == (1, 1, 1)
    assert found.nll == 0 and found.calibration_error == 0


def test_confusion_counts_true_by_answer():
    found = score(RIGHT[[0, 1, 1]], np.array([0, 0, 1]))
    assert found.confusion == ((1, 1, 0), (0, 1, 0), (0, 0, 0))
    assert found.precision == (1, 0.5, 0) and found.recall == (0.5, 1, 0)


def test_balanced_accuracy_leaves_absent_classes_out():
    assert score(RIGHT[[0, 0, 0, 0]], np.array([0, 0, 0, 1])).balanced_accuracy == 0.5


def test_sure_and_wrong_is_wholly_uncalibrated():
    assert calibration_error(RIGHT, np.array([1, 2, 0])) == 1


def test_confidence_that_matches_accuracy_is_calibrated():
    half = np.tile(np.array([[0.5, 0.3, 0.2]]), (4, 1))
    assert calibration_error(half, np.array([0, 0, 1, 2])) == pytest.approx(0)


def test_answers_are_binned_by_confidence():
    first, last = reliability(np.array([[0.4, 0.6], [0.65, 0.35], [1.0, 0.0]]), np.array([1, 1, 0]))
    assert (first.low, first.high, first.faces, first.confidence, first.accuracy) == (0.6, 10 / 15, 2, 0.625, 0.5)
    assert (last.high, last.faces, last.confidence, last.accuracy) == (1, 1, 1, 1)


def test_compare_finds_the_class_that_lost_most():
    labels = np.array([0, 0, 1, 2])
    found = compare(RIGHT[labels], RIGHT[[0, 0, 1, 1]], labels)
    assert (found.drop, found.worst_drop, found.worst_class, found.agreement) == (0.25, 1, 2, 0.75)


def test_compare_with_itself_finds_nothing():
    found = compare(RIGHT, RIGHT, np.array([0, 1, 2]))
    assert found.drop == found.worst_drop == found.largest_difference == 0 and found.agreement == 1


def test_columns_of_another_order_are_served_as_what_they_mean():
    assert in_order(RIGHT, ("b", "c", "a"), ("a", "b", "c")).argmax(axis=1).tolist() == [1, 2, 0]


def test_those_of_another_set_are_refused():
    with pytest.raises(UsageError, match="the model knows a, b, x, the data a, b, c"):
        in_order(RIGHT, ("a", "b", "x"), ("a", "b", "c"))
