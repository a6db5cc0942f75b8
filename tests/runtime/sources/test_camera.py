import os
import sys

import cv2
import pytest

from fer_edge.errors import MissingError
from fer_edge.runtime.sources.camera import open_camera, requested_settings, why_closed

MJPG = (cv2.CAP_PROP_FOURCC, cv2.VideoWriter.fourcc(*"MJPG"))


@pytest.mark.parametrize(("size", "fps"), [((1280, 720), 0.0), ((640, 480), 60.0)])
def test_large_and_fast_pictures_are_asked_for_as_mjpg_and_first(size, fps):
    assert requested_settings(size, fps)[0] == MJPG


@pytest.mark.parametrize(("size", "fps"), [(None, 0.0), ((640, 480), 30.0)])
def test_what_fits_plain_is_not(size, fps):
    assert MJPG not in requested_settings(size, fps)


def test_size_and_rate_are_asked_for():
    requested = dict(requested_settings((800, 600), 15.0))
    assert (requested[cv2.CAP_PROP_FRAME_WIDTH], requested[cv2.CAP_PROP_FRAME_HEIGHT]) == (800, 600)
    assert requested[cv2.CAP_PROP_FPS] == 15.0


def test_a_camera_that_may_not_be_opened_names_the_group(tmp_path, monkeypatch):
    path = tmp_path / "video0"
    path.touch()
    monkeypatch.setattr(os, "access", lambda *_: False)  # Root may open everything.
    assert "group video" in why_closed("0", path)


def test_one_that_may_be_opened_does_not(tmp_path):
    path = tmp_path / "video0"
    path.touch()
    assert "group video" not in why_closed("0", path)
    assert "another program" in why_closed("0", path)


@pytest.mark.skipif(sys.platform != "linux", reason="V4L2 is Linux's")
@pytest.mark.parametrize("camera", ["63", "/dev/video63"])
def test_an_absent_camera_is_missing_and_those_here_are_named(camera):
    with pytest.raises(MissingError, match=r"no camera .*63: this machine has"):
        open_camera(camera, print)
