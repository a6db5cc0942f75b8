from pathlib import Path

import pytest

from fer_edge.errors import MissingError, UsageError
from fer_edge.system.files import cache_folder, make_folder


def test_a_folder_is_made_with_its_parents_and_nothing_in_it(tmp_path):
    assert list(make_folder(tmp_path / "a" / "b").iterdir()) == []
    assert make_folder(tmp_path / "a" / "b").is_dir()


def test_a_folder_that_cannot_be_made_is_named(tmp_path):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match=r"file/folder: .*; name another"):
        make_folder(tmp_path / "file" / "folder")


def test_a_user_without_a_home_has_nowhere_to_keep_files(monkeypatch):
    def homeless():
        raise RuntimeError("Could not determine home directory.")

    assert cache_folder().name == "fer-edge"
    monkeypatch.setattr(Path, "home", homeless)
    with pytest.raises(MissingError, match="HOME"):
        cache_folder()
