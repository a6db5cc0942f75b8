import cv2
import numpy as np
import pytest

from fer_edge.errors import MissingError
from fer_edge.runtime.detection.haar import Haar
from fer_edge.runtime.detection.regions import around
from fer_edge.runtime.tracking.tracker import overlap
from tests.conftest import real


def test_a_face_is_found_in_the_whole_picture_and_in_its_region():
    image, haar = cv2.imread(str(real("clips/astronaut_nasa.png"))), Haar()
    found = haar.detect(image)
    assert len(found) >= 1 and found.dtype == np.float32
    assert overlap(haar.detect(image, around(found[0], 1.6))[0], found[0]) > 0.6


def test_nothing_is_found_in_nothing():
    assert Haar().detect(np.zeros((50, 70, 3), np.uint8)).shape == (0, 4)


def test_an_opencv_without_cascades_is_told(monkeypatch):
    monkeypatch.delattr(cv2, "CascadeClassifier")
    with pytest.raises(MissingError, match="opencv-python<5"):
        Haar()
