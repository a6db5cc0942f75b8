import sys

import cv2
import numpy as np
import pytest

from fer_edge.errors import MissingError, UsageError
from fer_edge.runtime.sources.opening import SourceSettings, open_source


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
