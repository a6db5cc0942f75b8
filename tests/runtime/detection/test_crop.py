import cv2
import numpy as np
import pytest

from fer_edge.artifact.card import CropRule
from fer_edge.runtime.detection.crop import crop_faces, square


def test_the_rule_scales_and_shifts_in_heights_of_the_box():
    assert square(np.array([10, 20, 30, 40]), CropRule(scale=0.5, dx=0.1, dy=-0.1)) == (19.0, 26.0, 20.0)


def test_a_crop_of_its_own_size_is_the_picture():
    grey = np.random.default_rng(0).integers(0, 256, (60, 60), dtype=np.uint8)
    face = crop_faces(cv2.cvtColor(grey, cv2.COLOR_GRAY2BGR), np.array([[5, 6, 48, 48]]), CropRule(), 48)
    np.testing.assert_array_equal(face[0, ..., 0], grey[6:54, 5:53])


def test_what_lies_outside_repeats_the_edge():
    grey = np.full((20, 20, 3), 7, np.uint8)
    assert (crop_faces(grey, np.array([[-30, -30, 90, 90], [100, 100, 5, 5]]), CropRule(), 48) == 7).all()


def test_a_colour_face_is_red_green_blue():
    image = np.zeros((20, 20, 3), np.uint8)
    image[...] = (10, 20, 30)
    assert crop_faces(image, np.array([[2, 2, 9, 9]]), CropRule(), 8, channels=3)[0, 0, 0].tolist() == [30, 20, 10]


PAD = 100
WIDE = np.random.default_rng(1).integers(0, 256, (30, 50, 3), dtype=np.uint8)


@pytest.mark.parametrize(
    "box",
    [
        *((7, 9), (0, 0), (-3, 4), (4, -3), (-5, -6), (40, 5), (5, 20), (42, 22), (34, 14), (33, 13), (35, 15)),
        *((-16, 5), (-15, 5), (-14, 5), (-40, -40), (50, 5), (5, 30), (49, 29), (48, 28), (80, 70)),
    ],
)
def test_every_square_is_that_of_a_picture_whose_edge_goes_on(box):
    padded = np.pad(WIDE, ((PAD, PAD), (PAD, PAD), (0, 0)), mode="edge")
    x, y = box
    face = crop_faces(WIDE, np.array([[x, y, 16, 16]]), CropRule(), 16, channels=3)
    assert face.dtype == np.uint8
    expected = padded[y + PAD : y + PAD + 16, x + PAD : x + PAD + 16, ::-1]
    np.testing.assert_array_equal(face[0], expected)


def test_a_face_is_shrunk_by_averaging_and_enlarged_smoothly():
    boxes = np.array([[4, 4, 16, 16], [4, 4, 4, 4]])
    small, large = crop_faces(WIDE, boxes, CropRule(), 8, channels=3)
    means = WIDE[4:20, 4:20, ::-1].reshape(8, 2, 8, 2, 3).mean(axis=(1, 3))
    assert np.abs(small - means).max() <= 0.51
    assert not set(large[..., 0].flat) <= set(WIDE[4:8, 4:8, 2].flat)


def test_a_square_has_at_least_a_pixel():
    assert square(np.array([10, 20, 0, 0]), CropRule()) == (9.5, 19.5, 1.0)
    assert square(np.array([10, 20, 2, 1.5]), CropRule())[2] == 1.5
