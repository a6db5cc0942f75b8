import cv2
import numpy as np
import pytest

from fer_edge.errors import ModelError
from fer_edge.runtime.detection.regions import around
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
