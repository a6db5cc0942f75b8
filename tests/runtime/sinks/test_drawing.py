import numpy as np

from fer_edge.runtime.sinks.drawing import COLOURS, annotate
from fer_edge.runtime.types import Face

IMAGE = np.full((240, 320, 3), 100, np.uint8)
LABELS = ("cat", "dog", "bird")


def face(index: int, box=(40, 60, 80, 90)) -> Face:
    return Face(track=1, box=box, label=LABELS[index], confidence=1.0, probabilities=np.eye(3, dtype=np.float32)[index])


def test_the_picture_is_a_copy():
    drawn = annotate(IMAGE, [face(0)], LABELS, fps=12.0)
    assert (IMAGE == 100).all() and drawn.shape == IMAGE.shape and (drawn != IMAGE).any()


def test_nobody_and_no_rate_draws_nothing():
    np.testing.assert_array_equal(annotate(IMAGE, [], LABELS, fps=0.0), IMAGE)


def test_the_box_has_the_colour_of_its_label():
    for index in range(3):
        drawn = annotate(IMAGE, [face(index)], LABELS, fps=0.0)
        np.testing.assert_allclose(drawn[100, 40], COLOURS[index], atol=20)  # Its edges are smooth.


def test_a_face_at_the_edge_or_beyond_it_does_no_harm():
    for box in ((300, 200, 80, 90), (-50, -50, 400, 400)):
        assert annotate(IMAGE, [face(0, box)], LABELS, fps=0.0).shape == IMAGE.shape


def test_a_bar_begins_beyond_the_longest_name():
    labels, shares = ("cat", "a bird of paradise"), np.array([0.0, 1.0], np.float32)
    one = Face(track=1, box=(10, 60, 40, 40), label="cat", confidence=0.0, probabilities=shares)
    drawn = annotate(IMAGE, [one], labels, fps=0.0)
    bar = np.flatnonzero((drawn[60 + 9] == COLOURS[1]).all(axis=1))  # A row of the second bar.
    short = annotate(IMAGE, [one], ("cat", "dog"), fps=0.0)
    assert len(bar) >= 30 and bar[0] > np.flatnonzero((short[60 + 9] == COLOURS[1]).all(axis=1))[0] + 20
