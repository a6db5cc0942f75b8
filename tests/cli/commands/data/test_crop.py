import json

import cv2
import pytest
from typer.testing import CliRunner

from fer_edge.cli.commands.data import data
from fer_edge.errors import MissingError, UsageError
from tests.collect.pictures import photo, save
from tests.conftest import real
from tests.schemas import conform


def invoke(*words: str, **more):
    return CliRunner().invoke(data, list(words), **more)


def test_a_portrait_becomes_a_face_of_the_size_asked_for(tmp_path):
    capture = cv2.VideoCapture(str(real("clips/woman_640x360_24fps.mp4")))
    save(capture.read()[1], tmp_path / "photos" / "happy" / "woman.jpg")
    save(photo(), tmp_path / "photos" / "sad" / "nobody.jpg")
    words = ("crop", str(tmp_path / "photos"), "--out", str(tmp_path / "out"), "--side", "48", "--detector", "haar")
    done = invoke(*words, "--json", "-")
    found = conform("data-crop", json.loads(done.stdout))
    assert found["faces"] == {"happy": 1} and found["labels"] == ["happy", "sad"]
    assert found["left_out"] == {"sad/nobody.jpg": "no face was found"}
    assert cv2.imread(str(tmp_path / "out" / "happy" / "woman.png"), cv2.IMREAD_UNCHANGED).shape == (48, 48)
    again = invoke(*words)
    assert "cut before and are left as they were" in again.output and "left out 1, no face was found" in again.output


def test_nothing_to_cut_and_a_folder_in_itself_are_one_clear_error(tmp_path):
    (tmp_path / "photos").mkdir()
    words = ("crop", str(tmp_path / "photos"), "--detector", "haar", "--out")
    assert isinstance(invoke(*words, str(tmp_path / "out")).exception, MissingError)
    assert isinstance(invoke(*words, str(tmp_path / "photos" / "out")).exception, UsageError)
    with pytest.raises(UsageError, match="several"):
        invoke(*words, str(tmp_path / "out"), "--several", "some", catch_exceptions=False)
