"""Turned faces in the loop, with a detector and a network that know the answers."""

import numpy as np

from benchmarks.turned import HEIGHT, SIDE, WIDTH, measure, scene
from fer_edge.data.faces import FaceSet
from fer_edge.runtime.detection.fixed import FixedDetector
from fer_edge.runtime.engines.fixed import FixedEngine

BOX = ((WIDTH - SIDE) // 2, (HEIGHT - SIDE) // 2, SIDE, SIDE)
HALVES = np.repeat(np.array([0, 255], np.uint8), 24)[None, :, None].repeat(48, axis=0)
"""A face that is bright on its right."""


class Eyes(FixedDetector):
    """Sees by how much the face in the middle is turned: by `degrees`."""

    degrees = 0.0

    def roll(self, image, box, turned=0.0):
        return self.degrees


class Sides(FixedEngine):
    """Says label 1 where left and right differ by far, else 0."""

    def predict(self, faces):
        left, right = faces[:, :, :24].mean(axis=(1, 2, 3)), faces[:, :, 24:].mean(axis=(1, 2, 3))
        return np.eye(7, dtype=np.float32)[(abs(right - left) > 200).astype(int)]


def test_a_face_is_turned_clockwise_about_the_middle_of_the_frame():
    level, quarter = scene(HALVES, 0), scene(HALVES, 90)
    assert level.shape == (HEIGHT, WIDTH, 3) and level[0, 0].tolist() == [128] * 3
    assert level[HEIGHT // 2, WIDTH // 2 + 50, 0] == 255 and level[HEIGHT // 2, WIDTH // 2 - 50, 0] == 0
    assert quarter[HEIGHT // 2 + 50, WIDTH // 2, 0] == 255 and quarter[HEIGHT // 2 - 50, WIDTH // 2, 0] == 0


def test_both_ways_are_counted_over_the_faces_that_both_found(card):
    faces = FaceSet(faces=np.stack([HALVES] * 2), labels=np.array([1, 0]), rows=np.array([-1, -1]))
    eyes, engine = Eyes([BOX]), Sides(card, np.eye(7)[0])
    (level,) = measure(faces, eyes, engine, [0])
    assert (level.found, level.levelled, level.plain, level.won, level.lost) == (2, 0.5, 0.5, 0, 0)
    eyes.degrees = 40.0
    (turned,) = measure(faces, eyes, engine, [40])
    assert (turned.degrees, turned.levelled, turned.plain, turned.won, turned.lost) == (40, 0.5, 0.5, 1, 1)


def test_where_none_is_found_nothing_is_claimed(card):
    faces = FaceSet(faces=HALVES[None], labels=np.array([1]), rows=np.array([-1]))
    (row,) = measure(faces, Eyes([]), Sides(card, np.eye(7)[0]), [0])
    assert (row.faces, row.found, row.levelled, row.plain) == (1, 0, 0.0, 0.0)
