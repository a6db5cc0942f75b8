"""Turned faces in the loop, with a detector and a network that know the answers."""

import numpy as np

from benchmarks.turned import FPS, HEIGHT, HOLD, SIDE, SPEED, WIDTH, angles, compare, measure, scene
from fer_edge.data.faces import FaceSet
from fer_edge.runtime.detection.fixed import FixedDetector
from fer_edge.runtime.engines.fixed import FixedEngine

BOX = ((WIDTH - SIDE) // 2, (HEIGHT - SIDE) // 2, SIDE, SIDE)
HALVES = np.repeat(np.array([0, 255], np.uint8), 24)[None, :, None].repeat(48, axis=0)
"""A face that is bright on its right."""


class Eyes(FixedDetector):
    """Sees by how much the face in the middle is turned: by `degrees`."""

    degrees = 0.0

    def detect(self, image, region=None, turned=0.0):
        return super().detect(image, region)

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


def test_a_turning_face_is_upright_first_and_holds_its_angle_at_the_end():
    assert angles(-30, turning=False) == [-30.0] * HOLD
    way = angles(-30, turning=True)
    assert way[:HOLD] == [0.0] * HOLD and way[-HOLD:] == [-30.0] * HOLD
    assert max(np.abs(np.diff(way))) <= SPEED / FPS and angles(0, turning=True) == [0.0] * 2 * HOLD


def test_both_ways_read_the_same_frames(card):
    faces = FaceSet(faces=np.stack([HALVES] * 2), labels=np.array([1, 0]), rows=np.array([-1, -1]))
    eyes, engine = Eyes([BOX]), Sides(card, np.eye(7)[0])
    (level,) = measure(faces, eyes, engine, "comes turned", [0])
    assert (level.found, level.accuracy, level.won, level.lost) == ((2, 2), (0.5, 0.5), 0, 0)
    eyes.degrees = 40.0
    (turned,) = measure(faces, eyes, engine, "comes turned", [40])
    assert (turned.degrees, turned.accuracy, turned.won, turned.lost) == (40, (0.5, 0.5), 1, 1)


def test_accuracy_is_over_the_faces_that_both_found_and_the_count_over_all():
    answers = np.array([[1, 1], [2, 1], [0, 2], [3, -1], [-1, -1]])
    row = compare("turns", 20, answers, np.array([1, 2, 2, 3, 0]))
    assert (row.found, row.right, row.both, row.won, row.lost) == ((4, 3), (3, 2), 3, 1, 1)
    assert row.accuracy == (2 / 3, 2 / 3) and row.faces == 5


def test_where_none_is_found_nothing_is_claimed():
    row = compare("turns", 40, np.full((1, 2), -1), np.array([1]))
    assert (row.faces, row.both, row.found, row.accuracy) == (1, 0, (0, 0), (0.0, 0.0))
