"""Folders that are made once, and what is installed in them."""

import pytest

from benchmarks.emulated.roots import device_packages, made_once


def test_a_folder_is_there_only_when_it_is_whole(tmp_path):
    with pytest.raises(OSError, match="no room"), made_once(tmp_path / "root") as part:
        (part / "half").touch()
        raise OSError("no room")
    assert not (tmp_path / "root").exists()
    with made_once(tmp_path / "root") as part:
        assert not (part / "half").exists()
        (part / "whole").touch()
    with made_once(tmp_path / "root") as part:
        assert part is None
    assert [path.name for path in (tmp_path / "root").iterdir()] == ["whole"]


def test_a_device_without_a_desktop_gets_opencv_without_windows():
    names = [line.partition(">")[0] for line in device_packages()]
    assert "opencv-python-headless" in names and "opencv-python" not in names
    assert {"numpy", "onnxruntime", "typer", "rich", "ai-edge-litert"} < set(names)
