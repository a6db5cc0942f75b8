import math

import cv2
import numpy as np
import pytest

from fer_edge.errors import ModelError
from fer_edge.runtime.detection.regions import around
from fer_edge.runtime.detection.roll import refined_roll
from fer_edge.runtime.detection.tiles import search_tiled
from fer_edge.runtime.detection.yunet import YUNET_FILE, YuNet, decode
from fer_edge.runtime.tracking.tracker import overlap
from tests.conftest import real


def portrait() -> np.ndarray:
    return cv2.imread(str(real("clips/astronaut_nasa.png")))


@pytest.fixture(scope="module")
def yunet() -> YuNet:
    return YuNet(real(f"detectors/{YUNET_FILE}"))


def test_it_finds_what_opencv_finds_with_the_same_file(yunet):
    image = cv2.resize(portrait(), (320, 320), interpolation=cv2.INTER_AREA)
    theirs = cv2.FaceDetectorYN.create(str(real(f"detectors/{YUNET_FILE}")), "", (320, 320), 0.6).detect(image)[1]
    np.testing.assert_allclose(yunet.detect(image), theirs[:, :4], atol=0.01)


def test_a_region_gives_the_box_in_pixels_of_the_frame(yunet):
    image = portrait()
    whole = yunet.detect(image)[0]
    assert overlap(yunet.detect(image, around(whole, 1.6))[0], whole) > 0.75


def test_a_picture_of_any_size_is_padded_with_black(yunet):
    image = cv2.resize(portrait(), (301, 299), interpolation=cv2.INTER_AREA)
    np.testing.assert_array_equal(yunet.detect(image), yunet.detect(np.pad(image, ((0, 21), (0, 19), (0, 0)))))


def test_nothing_is_found_in_nothing(yunet):
    assert yunet.detect(np.zeros((50, 70, 3), np.uint8)).shape == (0, 4)


def test_two_finds_of_one_face_become_one_and_weak_ones_none():
    grid = np.array([[8, 8, 8], [8, 8, 8], [64, 64, 8]], np.float32)
    scores, size = np.array([0.9, 0.8, 0.1], np.float32).reshape(1, 3, 1), np.zeros((1, 3, 4), np.float32)
    outputs = [part for whole in (scores, scores, size) for part in np.split(whole, 3, axis=1)]
    np.testing.assert_allclose(decode(outputs, grid), [[4, 4, 8, 8]])


def test_a_file_that_is_none_is_named(tmp_path):
    (tmp_path / "x.onnx").write_bytes(b"no")
    with pytest.raises(ModelError, match=r"x\.onnx is not a YuNet"):
        YuNet(tmp_path / "x.onnx")


def turned_portrait(degrees: float) -> np.ndarray:
    """The portrait turned clockwise about the face."""
    image = portrait()
    return cv2.warpAffine(
        image, cv2.getRotationMatrix2D((222, 112), -degrees, 1.0), image.shape[1::-1], borderMode=cv2.BORDER_REPLICATE
    )


@pytest.mark.parametrize("degrees", [-30, -20, 20, 30])
def test_a_turned_face_is_told_by_how_much_in_a_frame_and_small_in_a_large_picture(yunet, degrees):
    upright, image = portrait(), turned_portrait(degrees)
    own = refined_roll(yunet, upright, yunet.detect(upright)[0])
    large = np.full((1080, 1920, 3), 110, np.uint8)
    large[500:1012, 900:1412] = image
    for picture, box in ((image, yunet.detect(image)[0]), (large, search_tiled(yunet, large)[0])):
        assert abs(refined_roll(yunet, picture, box) - own - degrees) < 8


@pytest.mark.parametrize("degrees", [-40, 40])
def test_in_a_region_a_face_that_is_known_to_be_turned_is_found_in_its_place(yunet, degrees):
    upright = yunet.detect(portrait())[0]
    image, region = turned_portrait(degrees), around(upright, 1.6)
    (box,) = yunet.detect(image, region, float(degrees))
    middle = box[:2] + box[2:] / 2 - upright[:2] - upright[2:] / 2
    assert np.hypot(*middle) < 0.1 * upright[3] and overlap(box, upright) > 0.7


def test_nothing_has_no_roll(yunet):
    assert math.isnan(yunet.roll(np.zeros((90, 90, 3), np.uint8), np.array([20, 20, 40, 40])))


def test_a_neighbours_eyes_are_not_the_faces(yunet):
    image = portrait()
    x, y, width, height = yunet.detect(image)[0]
    assert math.isnan(yunet.roll(image, np.array([x + 0.8 * width, y, width, height])))
