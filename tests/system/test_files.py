"""Files that are right or absent."""

import os
import threading

import pytest

from fer_edge.errors import FerEdgeError
from fer_edge.system.files import atomic_write


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
