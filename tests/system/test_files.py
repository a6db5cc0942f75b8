"""Files that are right or absent."""

import os
import threading
from pathlib import Path

import pytest

from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.system.files import atomic_write, cache_folder, make_folder


def test_a_file_is_right_or_absent(tmp_path):
    with pytest.raises(FerEdgeError), atomic_write(tmp_path / "a") as part:
        part.write_text("half")
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(FerEdgeError, match="it is a folder"), atomic_write(tmp_path):
        pass
    with pytest.raises(FerEdgeError, match="it is a folder"), atomic_write(type(tmp_path)(".")):
        pass


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    with atomic_write(pipe) as part:
        part.write_text("whole")
    reader.join(5)
    assert pipe.is_fifo() and read == ["whole"]


def test_a_link_leads_to_the_same_file_as_before(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "file")
    with atomic_write(tmp_path / "link") as part:
        part.write_text("whole")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "file").read_text() == "whole"


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
