import cv2
import numpy as np

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
