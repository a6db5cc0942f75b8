from pathlib import Path

import pytest

from fer_edge.errors import MissingError
from fer_edge.runtime.detection.opening import open_detector, yunet_places
from fer_edge.system.files import cache_folder


def homeless():
    raise RuntimeError("Could not determine home directory.")


def test_a_user_without_a_home_has_a_detector(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    monkeypatch.delenv("FER_EDGE_YUNET", raising=False)
    monkeypatch.setattr(Path, "home", homeless)
    assert open_detector("auto", None).name == "haar" and len(yunet_places()) == 1


def test_a_user_without_a_home_has_nowhere_to_keep_files(monkeypatch):
    monkeypatch.setattr(Path, "home", homeless)
    with pytest.raises(MissingError, match="HOME"):
        cache_folder()
