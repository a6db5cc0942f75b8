from pathlib import Path

import pytest

from fer_edge.errors import MissingError, UsageError
from fer_edge.runtime.detection.opening import open_detector, yunet_places


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
