import cv2
import numpy as np
import pytest

from fer_edge.runtime.detection.tiles import search_tiled
from fer_edge.runtime.detection.yunet import YUNET_FILE, YuNet
from fer_edge.runtime.tracking.tracker import overlap
from tests.conftest import real


class Spots:
    """Finds each white square of an image, from 12 to 200 pixels wide, of what it is shown."""

    name = "spots"

    def __init__(self):
        self.shown = []

    def detect(self, image, region=None):
        self.shown.append(image.shape[:2])
        outlines = cv2.findContours((image[:, :, 0] > 128).astype(np.uint8), cv2.RETR_EXTERNAL, cv2.CHAIN_APPROX_NONE)
        boxes = [cv2.boundingRect(outline) for outline in outlines[0]]
        return np.array([box for box in boxes if 12 <= box[2] <= 200], np.float32).reshape(-1, 4)


def picture(*boxes, size=(2160, 3840)) -> np.ndarray:
    image = np.zeros((*size, 3), np.uint8)
    for x, y, side in boxes:
        image[y : y + side, x : x + side] = 255
    return image


@pytest.mark.parametrize("side", [15, 60, 95, 130, 400, 1500])
def test_a_face_of_any_size_is_found_once_wherever_it_is(side):
    for x, y in ((0, 0), (310, 230), (1777, 600), (3840 - side, 2160 - side)):
        (box,) = search_tiled(Spots(), picture((x, y, side)))
        assert overlap(box, np.array([x, y, side, side])) > 0.8


def test_the_largest_is_first_and_what_lies_within_a_face_is_none():
    class Two(Spots):
        def detect(self, image, region=None):
            return np.array([[10, 10, 20, 20], [100, 5, 90, 90], [120, 40, 20, 20]], np.float32)

    boxes = search_tiled(Two(), picture(size=(200, 300)))
    assert boxes.tolist() == [[100, 5, 90, 90], [10, 10, 20, 20]]


def test_a_small_picture_is_searched_once_and_an_empty_one_gives_no_box():
    spots = Spots()
    assert search_tiled(spots, picture(size=(240, 320))).shape == (0, 4) and spots.shown == [(240, 320)]


def test_yunet_finds_a_face_of_a_fiftieth_of_a_4k_pictures_width_by_tiles_alone():
    yunet = YuNet(real(f"detectors/{YUNET_FILE}"))
    portrait = cv2.resize(cv2.imread(str(real("clips/astronaut_nasa.png"))), (410, 410), interpolation=cv2.INTER_AREA)
    image = np.full((2160, 3840, 3), 110, np.uint8)
    image[900:1310, 2000:2410] = portrait
    (box,) = search_tiled(yunet, image)
    assert 60 < box[2] < 0.04 * 3840 and overlap(box, np.array([2144, 956, 72, 85])) > 0.5
    assert not len(yunet.detect(image))
