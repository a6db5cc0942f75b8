import tarfile
import time

import pytest

from fer_edge.deploy.bundle.archive import write_archive, write_tree
from fer_edge.errors import FerEdgeError


def files(tmp_path):
    (tmp_path / "wheel").write_bytes(b"w" * 1000)
    return {"wheels/b.whl": tmp_path / "wheel", "install.sh": b"#!/bin/sh\n", "a": b""}


def test_the_same_files_give_the_same_bytes_whenever_and_in_whatever_order(tmp_path):
    first = files(tmp_path)
    write_archive(tmp_path / "1.tar.gz", "root", first, lambda here, all_: None)
    (tmp_path / "wheel").touch()
    time.sleep(1.1)  # Longer than the steps of gzip's clock.
    write_archive(tmp_path / "2.tar.gz", "root", dict(reversed(first.items())), lambda here, all_: None)
    assert (tmp_path / "1.tar.gz").read_bytes() == (tmp_path / "2.tar.gz").read_bytes()


def test_it_is_one_folder_of_files_that_are_nobodys(tmp_path):
    write_archive(tmp_path / "x.tar.gz", "root", files(tmp_path), lambda here, all_: None)
    with tarfile.open(tmp_path / "x.tar.gz") as archive:
        members = archive.getmembers()
    assert [one.name for one in members] == ["root", "root/wheels", "root/a", "root/install.sh", "root/wheels/b.whl"]
    assert {(one.uid, one.gid, one.mtime, one.uname) for one in members} == {(0, 0, 0, "")}
    assert {one.name: one.mode for one in members}["root/install.sh"] == 0o755


def test_progress_is_told_to_the_end(tmp_path):
    told = []
    write_archive(tmp_path / "x.tar.gz", "root", files(tmp_path), lambda here, all_: told.append((here, all_)))
    assert told[-1] == (1010, 1010)


def test_where_a_file_cannot_be_read_nothing_is_written(tmp_path):
    with pytest.raises((FerEdgeError, OSError)):
        write_archive(tmp_path / "x.tar.gz", "root", {"a": tmp_path / "lost"}, lambda here, all_: None)
    assert not (tmp_path / "x.tar.gz").exists()


def test_a_tree_has_the_same_files(tmp_path):
    write_tree(tmp_path / "tree", files(tmp_path))
    assert (tmp_path / "tree/wheels/b.whl").read_bytes() == b"w" * 1000
    assert (tmp_path / "tree/install.sh").stat().st_mode & 0o111
