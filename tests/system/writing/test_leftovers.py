"""What killed processes left is swept, and what a living one writes is not."""

import os
import subprocess
import sys

import pytest

from fer_edge.system.files import atomic_write
from fer_edge.system.writing.leftovers import DAY, part_name, sweep, work_folder
from fer_edge.system.writing.locks import open_locked


@pytest.fixture
def gone() -> int:
    """The number of a process that was."""
    done = subprocess.Popen([sys.executable, "-c", ""])
    done.wait(30)
    return done.pid


def test_what_the_dead_left_is_swept(tmp_path, gone):
    (tmp_path / f".{gone}.part.model.keras").touch()
    (tmp_path / f".export-{gone}-abc" / "ready").mkdir(parents=True)
    (tmp_path / ".export-old").mkdir()
    os.utime(tmp_path / ".export-old", (DAY, DAY))
    with atomic_write(tmp_path / "a") as part:
        part.touch()
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_what_may_be_somebodys_stays(tmp_path, gone):
    names = {f".{os.getppid()}.part.a", ".export-young", ".part.video.mkv", f"{gone}.part.a", f".{gone}.partly", ".12"}
    for name in names:
        (tmp_path / name).touch()
    held = open_locked(tmp_path / f".{gone}.part.held")  # By a process whose number is another's here.
    sweep(tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == names | {f".{gone}.part.held"}
    os.close(held)


def test_what_this_process_writes_stays_though_it_has_had_its_number_before(tmp_path):
    (tmp_path / part_name("before")).touch()
    with work_folder(tmp_path) as work, atomic_write(tmp_path / "a") as part:
        sweep(tmp_path)
        assert {path.name for path in tmp_path.iterdir()} == {work.name, part.name}
    assert [path.name for path in tmp_path.iterdir()] == ["a"]


def test_a_folder_that_is_not_there_has_nothing(tmp_path):
    sweep(tmp_path / "absent")
