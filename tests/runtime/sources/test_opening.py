import sys

import cv2
import numpy as np
import pytest

from fer_edge.errors import MissingError, UsageError
from fer_edge.runtime.sources.opening import SourceSettings, check_source, open_source


def test_an_empty_source_is_not_the_present_folder():
    with pytest.raises(UsageError, match="empty"):
        open_source(SourceSettings(source=""), print)


@pytest.mark.skipif(sys.platform != "linux", reason="V4L2 is Linux's")
def test_an_absent_camera_is_missing():
    with pytest.raises(MissingError, match="no camera 63"):
        open_source(SourceSettings(camera="63"), print)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (SourceSettings(camera="front"), "index such as 0"),
        (SourceSettings(source="-", size=(32, 24)), "--fps"),
        (SourceSettings(source="-", fps=10.0), "--size"),
        (SourceSettings(source="ftp://host/a.mp4"), "rtsp://"),
    ],
)
def test_what_cannot_be_meant_is_wrong_usage(settings, says):
    with pytest.raises(UsageError, match=says):
        open_source(settings, print)


def test_a_path_opens_files(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((24, 32, 3), np.uint8))
    assert len(list(open_source(SourceSettings(source=str(tmp_path)), print))) == 1


@pytest.mark.parametrize("url", ["http://[x", "file:///clip.mp4"])
def test_what_is_no_address_of_a_stream_is_wrong_usage(url):
    with pytest.raises(UsageError, match=r"--source \w+://\.\.\.: "):
        open_source(SourceSettings(source=url), print)


@pytest.mark.parametrize(
    ("settings", "says"),
    [
        (SourceSettings(source="a.mp4", fps=5.0), "--fps 5: of a file every frame is read"),
        (SourceSettings(source="photos/a.png", size=(32, 24)), "--size 32x24: .* has a size of its own"),
        (SourceSettings(source="rtsp://host/a", size=(32, 24)), "--size 32x24: a stream has a size of its own"),
        (SourceSettings(source="a.mp4", whole=True), "--whole is for still pictures"),
        (SourceSettings(camera="0", whole=True), "--whole is for still pictures"),
    ],
)
def test_an_option_without_a_meaning_for_the_source_is_wrong_usage(settings, says):
    with pytest.raises(UsageError, match=says):
        check_source(settings)


@pytest.mark.parametrize(
    ("settings", "pictures"),
    [
        (SourceSettings(camera="0", fps=5.0, size=(32, 24)), False),
        (SourceSettings(source="-", fps=5.0, size=(32, 24)), False),
        (SourceSettings(source="rtsp://host/a.png", fps=5.0), False),
        (SourceSettings(source="a.mp4"), False),
        (SourceSettings(source="a.TIFF", whole=True), True),
        (SourceSettings(source=".", whole=True), True),
    ],
)
def test_still_pictures_are_an_image_or_a_folder(settings, pictures):
    assert check_source(settings) is pictures
