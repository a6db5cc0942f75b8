"""Faces inside the page."""

import base64

import cv2
import numpy as np

from fer_edge.report.pictures import LARGEST, data_uri, glowing


def decoded(face: np.ndarray) -> np.ndarray:
    head, _, body = data_uri(face).partition(",")
    assert head == "data:image/png;base64"
    return cv2.imdecode(np.frombuffer(base64.b64decode(body), np.uint8), cv2.IMREAD_UNCHANGED)


def test_a_grey_face_is_whole():
    face = np.arange(48 * 48, dtype=np.uint8).reshape(48, 48, 1)
    assert np.array_equal(decoded(face), face[..., 0])


def test_red_stays_red():
    red = np.zeros((32, 32, 3), np.uint8)
    red[..., 0] = 255
    assert decoded(red)[0, 0].tolist() == [0, 0, 255]  # OpenCV reads B, G, R.


def test_large_ones_are_shrunk():
    assert decoded(np.zeros((300, 300, 1), np.uint8)).shape == (LARGEST, LARGEST)
    assert decoded(np.zeros((300, 300, 3), np.uint8)).shape == (LARGEST, LARGEST, 3)


def test_a_face_glows_where_the_network_looked():
    heat = np.zeros((8, 8), np.float32)
    heat[2, 3] = 1
    for channels in (1, 3):
        shown = glowing(np.full((8, 8, channels), 100, np.uint8), heat)
        assert shown.shape == (8, 8, 3) and shown.dtype == np.uint8
        assert shown[0, 0].tolist() == [100, 100, 100] and shown[2, 3].tolist() == [193, 112, 40]
