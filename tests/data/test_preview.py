import numpy as np

from fer_edge.data.faces import FaceSet
from fer_edge.data.preview import draw_preview
from fer_edge.data.synthetic import draw_split


def test_a_preview_has_a_row_per_class_even_with_few_faces():
    assert draw_preview(draw_split("train", 2)).shape == draw_preview(draw_split("train", 20)).shape


def test_a_colour_face_keeps_its_colours_as_bgr():
    red = np.full((1, 32, 32, 3), (255, 0, 0), np.uint8)
    sheet = draw_preview(FaceSet(faces=red, labels=np.zeros(1, int), rows=np.zeros(1, int), classes=("one",)))
    assert (sheet == (0, 0, 255)).all(axis=2).sum() == 64 * 64
