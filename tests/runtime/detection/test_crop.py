import math

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


EYES, MOUTH = ((-30, -20), (30, -20)), (0, 40)
"""Middles of a drawn face's parts, right of and below its own, in pixels."""


def drawn(degrees: float) -> np.ndarray:
    """A face of 160 pixels at (200, 150), turned clockwise: its eyes white, its mouth grey."""
    image = np.zeros((300, 400, 3), np.uint8)
    cos, sin = math.cos(math.radians(degrees)), math.sin(math.radians(degrees))
    for (x, y), shade in ((EYES[0], 255), (EYES[1], 255), (MOUTH, 120)):
        middle = np.array([200 + x * cos - y * sin, 150 + x * sin + y * cos])
        # In sixteenths of a pixel.
        cv2.circle(image, tuple((16 * middle).round().astype(int).tolist()), 160, (shade,) * 3, -1, cv2.LINE_AA, 4)
    return image


def places(face: np.ndarray) -> list[np.ndarray]:
    """Middles of the eyes, left and right, and of the mouth of a drawn face [side, side]."""
    side, bright = face.shape[0], face.astype(float)
    rows, columns = np.mgrid[:side, :side]
    parts = [(rows < 0.5 * side) & (columns < side / 2), (rows < 0.5 * side) & (columns >= side / 2), rows > 0.6 * side]
    return [np.array([(bright * part * at).sum() / (bright * part).sum() for at in (columns, rows)]) for part in parts]


@pytest.mark.parametrize("degrees", [-40, -25, -16, 15, 20, 33])
def test_a_turned_face_comes_out_level_and_in_its_place(degrees):
    box = np.array([[120, 70, 160, 160]])
    face = crop_faces(drawn(degrees), box, CropRule(), 48, rolls=[degrees])[0, ..., 0]
    left, right, mouth = places(face)
    assert abs(math.degrees(math.atan2(right[1] - left[1], right[0] - left[0]))) < 1
    upright = places(crop_faces(drawn(0), box, CropRule(), 48)[0, ..., 0])
    np.testing.assert_allclose([left, right, mouth], upright, atol=0.5)


def test_the_rule_is_turned_with_the_face():
    box, rule = np.array([100, 100, 50, 40]), CropRule(scale=0.5, dx=0.1, dy=-0.2)
    assert square(box, rule, 90) == pytest.approx((125 + 8 - 10, 120 + 4 - 10, 20))


@pytest.mark.parametrize("roll", [0.0, 14.9, -14.9, math.nan])
def test_a_face_that_is_level_or_whose_roll_is_unknown_is_cut_as_ever(roll):
    image, box = drawn(20), np.array([[120, 70, 150, 170]])
    same = crop_faces(image, box, CropRule(), 48)
    np.testing.assert_array_equal(crop_faces(image, box, CropRule(), 48, rolls=[roll]), same)


def test_a_turned_face_at_or_beyond_the_edge_repeats_it():
    grey = np.full((20, 20, 3), 7, np.uint8)
    boxes = np.array([[-30, -30, 90, 90], [100, 100, 5, 5], [15, -10, 12, 12]])
    assert (crop_faces(grey, boxes, CropRule(), 48, rolls=[30, -30, 45]) == 7).all()


def test_a_turned_colour_face_is_red_green_blue():
    image = np.zeros((20, 20, 3), np.uint8)
    image[...] = (10, 20, 30)
    assert crop_faces(image, np.array([[2, 2, 9, 9]]), CropRule(), 8, 3, [20])[0, 4, 4].tolist() == [30, 20, 10]


def test_a_large_turned_face_is_averaged_not_sampled():
    stripes = np.tile(np.array([0, 255], np.uint8), (640, 320))[..., None].repeat(3, axis=2)
    face = crop_faces(stripes, np.array([[100, 100, 384, 384]]), CropRule(), 48, rolls=[10.0])
    assert face.astype(int).std() < 20


@pytest.mark.parametrize(("size", "apart"), [(191, 0), (192, 0.5), (290, 0.5), (1000, 2), (193, 4), (387, 4)])
def test_a_large_face_is_halved_first_and_comes_out_as_when_all_its_pixels_are_averaged(size, apart):
    image = cv2.GaussianBlur(np.random.default_rng(2).integers(0, 256, (1100, 1100), dtype=np.uint8), (0, 0), 4)
    grey = cv2.normalize(image, image, 0, 255, cv2.NORM_MINMAX)[40 : 40 + size, 30 : 30 + size]
    face = crop_faces(np.dstack([image] * 3), np.array([[30, 40, size, size]]), CropRule(), 48)[0, ..., 0].astype(int)
    assert np.abs(face - cv2.resize(grey, (48, 48), interpolation=cv2.INTER_AREA)).mean() <= apart
