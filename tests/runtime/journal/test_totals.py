import numpy as np
import pytest

from fer_edge.runtime.journal.totals import FaceTotals
from fer_edge.runtime.types import Face, Frame

IMAGE = np.full((60, 80, 3), 10, np.uint8)
IMAGE[10:30, 20:40] = 200


def face(**more) -> Face:
    known = {"track": 1, "box": (20, 10, 20, 20), "label": "happy", "confidence": 0.5, "probabilities": np.eye(7)[3]}
    return Face(**known | more)


def test_faces_add_up_and_brightness_is_looked_at_once_a_second():
    totals = FaceTotals()
    for index in range(30):
        faces = [face(), face(label="sad", uncertain=True, confidence=0.3)] if index % 2 == 0 else []
        totals.add(Frame(index=index, time=index / 10, image=IMAGE), faces)
    assert (totals.faces, totals.uncertain, dict(totals.labels)) == (30, 15, {"happy": 15, "sad": 15})
    assert (totals.confidence, totals.size) == (pytest.approx(12.0), 600)
    assert (totals.looks, totals.face_looks, totals.face_light / totals.face_looks) == (3, 6, 200)
    assert 10 < totals.light / totals.looks < 40


def test_a_box_outside_the_picture_has_no_brightness():
    totals = FaceTotals()
    totals.add(Frame(index=0, time=0.0, image=IMAGE), [face(box=(-90, -90, 20, 20)), face(box=(500, 5, 9, 9))])
    assert (totals.faces, totals.face_looks) == (2, 0)
