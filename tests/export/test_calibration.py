"""Which faces the ranges of an integer graph are read from."""

import numpy as np

from fer_edge.export.calibration import calibration_faces
from tests.export.faces import noise


def test_calibration_takes_as_many_faces_of_each_class_and_compares_on_others():
    train = noise(np.repeat(np.arange(7), (50, 5, 40, 90, 60, 30, 20)))
    chosen, others = calibration_faces(train, per_class=10)
    place = {face.tobytes(): number for number, face in enumerate(train.faces)}
    rows, left = ([place[face.tobytes()] for face in part] for part in (chosen, others))
    assert np.bincount(train.labels[rows]).tolist() == [10, 5, 10, 10, 10, 10, 10]
    assert sorted(rows + left) == list(range(len(train.faces)))


def test_where_every_face_calibrates_the_same_ones_are_compared_on():
    chosen, others = calibration_faces(noise(np.arange(7)), per_class=10)
    assert np.array_equal(chosen, others) and len(chosen) == 7
