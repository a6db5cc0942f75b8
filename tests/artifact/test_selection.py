"""What is remembered of a model holds on its board, for its very file, and nowhere else."""

import json
from dataclasses import replace
from hashlib import sha256

import pytest

from fer_edge.artifact.selection import (
    Found,
    Selection,
    find_selection,
    forget,
    read_selections,
    remember,
    selection_file,
)
from fer_edge.errors import FerEdgeError

BOARD = {"machine": "aarch64", "model": "Raspberry Pi 4", "cores": 4}


@pytest.fixture
def folder(tmp_path):
    made = tmp_path / "edge"
    made.mkdir()
    (made / "model.int8.tflite").write_bytes(b"a model")
    return made


@pytest.fixture
def selection(folder) -> Selection:
    return Selection(
        board=BOARD,
        folder=str(folder.resolve()),
        file="model.int8.tflite",
        sha256=sha256(b"a model").hexdigest(),
        threads=2,
        fps=15,
        p50_ms=1.5,
        why="it is the fastest",
        date="2026-11-26T00:00:00+00:00",
    )


def found(folder, kept, board=BOARD):
    return find_selection(folder, kept, lambda: board)


def test_it_is_found_on_its_board_for_its_file(folder, selection, tmp_path):
    kept = remember(selection, tmp_path / "state" / "selection.json")
    assert found(folder, kept).selection == selection and found(folder, kept).fault is None
    assert json.loads(kept.read_text())["selections"][0]["file"] == "model.int8.tflite"


def test_of_a_model_of_which_nothing_is_remembered_nothing_is_said(folder, selection, tmp_path):
    kept = tmp_path / "selection.json"
    assert found(folder, kept) == found(tmp_path, remember(selection, kept))


def test_another_board_does_not_use_it_and_says_so(folder, selection, tmp_path):
    kept = remember(selection, tmp_path / "selection.json")
    other = found(folder, kept, BOARD | {"cores": 2})
    assert other.selection is None and "measured on Raspberry Pi 4 (aarch64, 4 cores)" in other.fault


@pytest.mark.parametrize(("content", "words"), [(b"another", "another file"), (None, "cannot be read")])
def test_a_file_that_changed_or_went_is_not_used(folder, selection, tmp_path, content, words):
    kept, file = remember(selection, tmp_path / "selection.json"), folder / "model.int8.tflite"
    file.unlink() if content is None else file.write_bytes(content)
    assert found(folder, kept).selection is None and words in found(folder, kept).fault


def test_a_new_one_takes_the_place_of_the_old_one_and_leaves_those_of_other_boards(folder, selection, tmp_path):
    kept = tmp_path / "selection.json"
    elsewhere = replace(selection, board=BOARD | {"cores": 2})
    for one in (elsewhere, selection, replace(selection, threads=1)):
        remember(one, kept)
    assert read_selections(kept) == [elsewhere, replace(selection, threads=1)]
    assert found(folder, kept).selection.threads == 1


def test_it_is_forgotten_by_model_or_all_at_once(folder, selection, tmp_path):
    other = replace(selection, folder="/elsewhere")
    kept = tmp_path / "selection.json"
    for one in (selection, other):
        remember(one, kept)
    assert forget([folder], kept) == [selection] and read_selections(kept) == [other]
    assert forget(None, kept) == [other] and forget(None, kept) == []


@pytest.mark.parametrize(
    "text", ["", "[]", '{"format": 2, "selections": []}', '{"format": 1}', '{"format": 1, "selections": [{}]}']
)
def test_what_cannot_be_read_is_told_not_used_and_replaced(folder, selection, tmp_path, text):
    kept = tmp_path / "selection.json"
    kept.write_text(text)
    assert "cannot be read" in found(folder, kept).fault
    with pytest.raises(FerEdgeError):
        forget([folder], kept)
    assert found(folder, remember(selection, kept)).selection == selection
    kept.write_text(text)
    assert forget(None, kept) == [] and not kept.exists()


@pytest.mark.parametrize("wrong", [{"file": "../model.onnx"}, {"file": ""}, {"threads": 0}, {"threads": 10**6}])
def test_what_could_lead_elsewhere_is_not_used(folder, selection, tmp_path, wrong):
    kept = remember(replace(selection, **wrong), tmp_path / "selection.json")
    assert found(folder, kept).selection is None


def test_for_a_user_without_a_home_nothing_is_remembered(monkeypatch, folder):
    def homeless():
        raise RuntimeError("no home")

    monkeypatch.delenv("XDG_STATE_HOME")
    monkeypatch.setattr("pathlib.Path.home", homeless)
    assert find_selection(folder) == Found()


def test_a_service_finds_that_of_its_user(monkeypatch, tmp_path):
    monkeypatch.setenv("STATE_DIRECTORY", "/var/lib/fer-edge")
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert selection_file() == tmp_path / "fer-edge" / "selection.json"


def test_the_same_file_installed_elsewhere_is_still_selected(folder, selection, tmp_path):
    kept = remember(selection, tmp_path / "selection.json")
    newer = folder.rename(tmp_path / "newer")
    assert found(newer, kept).selection == selection
    (newer / "model.int8.tflite").write_bytes(b"another model")
    assert found(newer, kept) == Found()
