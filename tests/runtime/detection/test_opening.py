from pathlib import Path

import cv2
import numpy as np
import pytest

from fer_edge.errors import MissingError, UsageError
from fer_edge.runtime.detection.opening import open_detector, yunet_places
from fer_edge.runtime.detection.yunet import YUNET_FILE
from tests.conftest import real


def homeless():
    raise RuntimeError("Could not determine home directory.")


def test_a_user_without_a_home_has_a_detector(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FER_EDGE_YUNET", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert open_detector("auto", None).name == "haar" and len(yunet_places()) == 1


def test_an_unknown_detector_is_wrong_usage():
    with pytest.raises(UsageError, match="expected auto, yunet or haar"):
        open_detector("mtcnn", None)


def test_yunet_without_its_file_is_missing_and_the_command_for_it_is_named(tmp_path):
    with pytest.raises(MissingError, match="fer-edge models pull yunet"):
        open_detector("auto", tmp_path / "yunet.onnx")


@pytest.mark.parametrize("choice", ["auto", "yunet"])
def test_a_place_in_the_environment_without_a_file_is_missing(monkeypatch, tmp_path, choice):
    monkeypatch.setenv("FER_EDGE_YUNET", str(tmp_path / "yunet.onnx"))
    with pytest.raises(MissingError, match=r"FER_EDGE_YUNET names .*yunet\.onnx"):
        open_detector(choice)


def test_who_asks_for_haar_needs_no_yunet(monkeypatch, tmp_path):
    monkeypatch.setenv("FER_EDGE_YUNET", str(tmp_path / "yunet.onnx"))
    assert open_detector("haar").name == "haar"


@pytest.mark.parametrize(("width", "found"), [(320, 0), (1280, 1)])
def test_a_small_face_is_found_where_a_larger_picture_is_searched(width, found):
    image = np.full((1080, 1920, 3), 110, np.uint8)
    portrait = cv2.imread(str(real("clips/astronaut_nasa.png")))
    image[400:620, 900:1120] = cv2.resize(portrait, (220, 220), interpolation=cv2.INTER_AREA)
    assert len(open_detector("yunet", real(f"detectors/{YUNET_FILE}"), width).detect(image)) == found
