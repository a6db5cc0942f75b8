"""A model's files are replaced all at once, whatever interrupts it."""

import os
import signal
import subprocess
import sys

import pytest

from fer_edge.artifact.replacement import INCOMING, finish_replacement, replace_files
from fer_edge.artifact.store import find_model
from fer_edge.errors import FerEdgeError

NAMES = ("card.json", "model.int8.onnx", "model.onnx")
KILLED = """
import os, signal, sys
from pathlib import Path
from fer_edge.artifact import replacement

count, move = int(sys.argv[2]), os.replace
def replace_or_die(*paths):
    global count
    if count == 0:
        os.kill(os.getpid(), signal.SIGKILL)
    count -= 1
    move(*paths)
os.replace = replace_or_die
replacement.replace_files(Path(sys.argv[1], ".export", "ready"), Path(sys.argv[1]))
"""


@pytest.fixture
def folder(tmp_path):
    """A model's folder with old files, one that is no part of an export, and new ones that are ready."""
    folder = tmp_path / "models" / "a"
    ready = folder / ".export" / "ready"
    ready.mkdir(parents=True)
    for name in NAMES:
        (folder / name).write_text("old")
        (ready / name).write_text("new")
    (folder / "history.csv").write_text("old")
    return folder


def contents(folder) -> list[str]:
    return [(folder / name).read_text() for name in NAMES]


def test_all_files_are_replaced_and_no_other(folder):
    replace_files(folder / ".export" / "ready", folder)
    assert contents(folder) == ["new"] * 3 and (folder / "history.csv").read_text() == "old"
    assert not (folder / INCOMING).exists() and not (folder / ".export" / "ready").exists()


@pytest.mark.parametrize("moved", range(3))
def test_what_a_killed_process_left_is_finished_by_who_looks_for_the_model(folder, moved):
    done = subprocess.run([sys.executable, "-c", KILLED, folder, str(moved)], timeout=60, check=False)
    assert done.returncode == -signal.SIGKILL and contents(folder).count("new") == moved
    assert find_model("a", ("model.onnx",), folder.parent) == folder
    assert contents(folder) == ["new"] * 3 and not (folder / INCOMING).exists()


def test_the_card_is_the_last_to_be_moved(folder):
    subprocess.run([sys.executable, "-c", KILLED, folder, "2"], timeout=60, check=False)
    assert contents(folder) == ["old", "new", "new"] and os.listdir(folder / INCOMING) == ["card.json"]


def test_the_next_replacement_finishes_the_last_one_first(folder):
    (folder / ".export" / "ready").rename(folder / INCOMING)
    (folder / "next").mkdir()
    (folder / "next" / "model.onnx").write_text("newer")
    replace_files(folder / "next", folder)
    assert contents(folder) == ["new", "new", "newer"]


def test_what_cannot_be_moved_is_told_and_not_lost(folder):
    (folder / "model.onnx").unlink()
    (folder / "model.onnx").mkdir()
    with pytest.raises(FerEdgeError, match="half replaced"):
        replace_files(folder / ".export" / "ready", folder)
    (folder / "model.onnx").rmdir()
    finish_replacement(folder)
    assert contents(folder) == ["new"] * 3


def test_nothing_is_replaced_where_nothing_is_ready(folder):
    with pytest.raises(FerEdgeError, match="nothing was replaced"):
        replace_files(folder / "absent", folder)
    assert contents(folder) == ["old"] * 3
