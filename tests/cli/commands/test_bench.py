"""fer-edge bench: what the loop cannot be timed on."""

import cv2
import numpy as np
from typer.testing import CliRunner

from fer_edge.cli.app import app
from fer_edge.errors import MissingError, UsageError


def test_still_pictures_are_no_video(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((9, 9, 3), np.uint8))
    for source in (tmp_path, tmp_path / "a.png"):
        error = CliRunner().invoke(app, ["bench", "nano", "--source", str(source)]).exception
        assert isinstance(error, UsageError) and "expected a video" in str(error)


def test_a_video_that_is_not_there_is_missing(tmp_path):
    error = (
        CliRunner().invoke(app, ["bench", "nano", "--source", str(tmp_path / "a.mp4"), "--detector", "haar"]).exception
    )
    assert isinstance(error, MissingError)
