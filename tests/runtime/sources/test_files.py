from pathlib import Path

import cv2
import numpy as np
import pytest

from fer_edge.errors import MissingError
from fer_edge.runtime.sources.files import open_files
from fer_edge.runtime.sources.video import Video
from fer_edge.runtime.stills.source import Pictures
from tests.runtime.sources.test_video import record


def test_a_folder_and_an_image_are_still_pictures(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((24, 32, 3), np.uint8))
    assert isinstance(open_files(tmp_path), Pictures) and isinstance(open_files(tmp_path / "a.png"), Pictures)


def test_any_other_file_is_a_video(tmp_path):
    assert isinstance(open_files(record(tmp_path / "a.avi")), Video)


def test_nothing_there_is_missing(tmp_path):
    with pytest.raises(MissingError):
        open_files(tmp_path / "a.mp4")


@pytest.mark.parametrize("name", ["0", "/dev/video99", "csi"])
def test_a_camera_that_is_named_as_a_source_is_told(name):
    with pytest.raises(MissingError, match=f"a camera is --camera {name}"):
        open_files(Path(name))
