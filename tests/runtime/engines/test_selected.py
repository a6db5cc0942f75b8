"""Which file `run` opens where one was selected."""

from hashlib import sha256

import pytest

from fer_edge.artifact.selection import Selection, remember
from fer_edge.runtime.engines.selected import find_meant, open_meant
from fer_edge.system.board import this_board

pytest.importorskip("onnx")

from tests.standin.probed import leave_probed

USUAL, OTHER = "model.int8.onnx", "model.onnx"


@pytest.fixture
def folder(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    return tmp_path / "grey"


def select(folder, file=OTHER, threads=2) -> None:
    remember(
        Selection(
            board=this_board(),
            folder=str(folder.resolve()),
            file=file,
            sha256=sha256((folder / file).read_bytes()).hexdigest(),
            threads=threads,
            fps=15,
            p50_ms=1,
            why="it is the fastest",
            date="",
        )
    )


def test_the_selected_file_is_opened_and_says_why(folder):
    leave_probed(folder)
    select(folder)
    meant = find_meant(str(folder))
    assert (meant.path, meant.selection.threads, meant.fault) == (folder / OTHER, 2, None)
    opened = open_meant(meant)
    assert (opened.path, opened.selected, opened.notice) == (folder / OTHER, "it is the fastest", None)


def test_without_a_selection_it_is_the_usual_one(folder):
    leave_probed(folder)
    opened = open_meant(find_meant(str(folder)))
    assert (opened.path, opened.selected, opened.notice) == (folder / USUAL, None, None)


def test_a_file_that_is_named_is_that_file(folder):
    leave_probed(folder)
    select(folder)
    assert find_meant(str(folder / USUAL)).path == folder / USUAL


def test_a_selected_file_that_answers_otherwise_now_makes_way_for_the_usual_one_with_one_notice(folder):
    leave_probed(folder, wrong=[OTHER])
    select(folder)
    opened = open_meant(find_meant(str(folder)))
    assert opened.path == folder / USUAL and opened.selected is None
    assert opened.notice.count("answers otherwise") == 1 and f"{USUAL} is taken in its place" in opened.notice


def test_a_selected_file_that_is_gone_is_told_and_the_usual_one_taken(folder):
    leave_probed(folder)
    select(folder)
    (folder / OTHER).unlink()
    meant = find_meant(str(folder))
    assert meant.path == folder / USUAL and "cannot be read" in meant.fault


@pytest.mark.parametrize(("asked", "opened_with"), [(None, 2), (1, 1)])
def test_threads_are_as_selected_unless_somebody_says_how_many(folder, monkeypatch, asked, opened_with):
    leave_probed(folder)
    select(folder, threads=2)
    seen = []
    monkeypatch.setattr("fer_edge.runtime.engines.selected.open_engine", lambda path, threads: seen.append(threads))
    open_meant(find_meant(str(folder)), asked)
    assert seen == [opened_with]
