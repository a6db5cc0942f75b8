import numpy as np

from fer_edge.runtime.tracking import Tracker

LEFT, RIGHT = [10, 10, 50, 50], [200, 10, 50, 50]


def test_two_people_keep_their_numbers_when_the_detector_changes_their_order():
    tracker = Tracker()
    assert tracker.update(0.0, np.array([LEFT, RIGHT])) == [1, 2]
    assert tracker.update(0.1, np.array([RIGHT, LEFT])) == [2, 1]


def test_a_person_hidden_for_less_than_a_second_keeps_the_number():
    tracker = Tracker()
    tracker.update(0.0, np.array([LEFT]))
    tracker.update(0.5, np.empty((0, 4)))
    assert tracker.update(0.9, np.array([LEFT])) == [1]


def test_a_person_gone_for_longer_is_someone_new():
    tracker = Tracker()
    tracker.update(0.0, np.array([LEFT]))
    assert tracker.update(1.5, np.array([LEFT])) == [2]
