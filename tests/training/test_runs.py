"""Where a run's model goes, and how a run that was stopped goes on."""

import json
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.artifact.card import read_card  # noqa: E402 - after the skip
from fer_edge.artifact.page import LIMITS  # noqa: E402
from fer_edge.artifact.store import shipped_models  # noqa: E402
from fer_edge.data.labels import FER_PLUS_ORDER, LABELS  # noqa: E402
from fer_edge.data.lists.files import ListedFace, write_list  # noqa: E402
from fer_edge.data.settings import ReadingSettings  # noqa: E402
from fer_edge.errors import DataError, MissingError, UsageError  # noqa: E402
from fer_edge.training.backend import Backend  # noqa: E402
from fer_edge.training.folders import (  # noqa: E402
    MODELS,
    STATE,
    at_work,
    new_folder,
    read_reading,
    read_state,
    stopped_run,
)
from fer_edge.training.history import read_history  # noqa: E402
from fer_edge.training.runs import begin, load_data, resume, train  # noqa: E402
from fer_edge.training.settings import RunSettings, TrainSettings  # noqa: E402
from tests.data.layouts import OWN_LABELS, write_folders, write_own_labels  # noqa: E402


def test_what_a_run_that_failed_at_once_left_takes_no_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (MODELS / "mine").mkdir(parents=True)
    (MODELS / "mine" / STATE).touch()
    assert new_folder("mine", "edge") == MODELS / "mine"


def test_a_name_with_a_model_is_taken(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (MODELS / "mine").mkdir(parents=True)
    (MODELS / "mine" / "model.keras").touch()
    with pytest.raises(UsageError, match="taken"):
        new_folder("mine", "edge")


@pytest.mark.parametrize("left", [(), ("history.csv",), ("history.csv", "model.keras"), ("model.part.keras",)])
def test_a_run_that_was_killed_before_its_first_backup_can_be_resumed(tmp_path, monkeypatch, left):
    monkeypatch.chdir(tmp_path)
    (MODELS / "mine").mkdir(parents=True)
    for name in (STATE, *left):
        (MODELS / "mine" / name).touch()
    assert stopped_run(None) == stopped_run("mine") == MODELS / "mine"
    if left:
        with pytest.raises(UsageError, match=r"or --resume --name mine"):
            new_folder("mine", "edge")


def test_a_run_that_ended_cannot(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (MODELS / "mine").mkdir(parents=True)
    for name in (STATE, "card.json"):
        (MODELS / "mine" / name).touch()
    with pytest.raises(MissingError, match="nothing to --resume"):
        stopped_run("mine")
    with pytest.raises(UsageError, match=r"another --name$"):
        new_folder("mine", "edge")


def test_what_a_dead_process_was_writing_takes_no_name(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    dead = subprocess.Popen([sys.executable, "-c", ""])
    dead.wait(30)
    (MODELS / "mine").mkdir(parents=True)
    (MODELS / "mine" / f".{dead.pid}.part..run.json").touch()
    assert new_folder("mine", "edge") == MODELS / "mine" and not list((MODELS / "mine").iterdir())


def test_two_processes_never_train_in_one_folder(tmp_path):
    with at_work(tmp_path), pytest.raises(UsageError, match="another process is training"), at_work(tmp_path):
        pass
    with at_work(tmp_path):
        pass


class Stop(keras.callbacks.Callback):
    """Ends a run in its second epoch, as Ctrl-C does."""

    def on_epoch_begin(self, epoch, logs=None):
        if epoch == 1:
            raise KeyboardInterrupt


@pytest.fixture
def faces(tmp_path) -> str:
    """A folder with two faces of noise for each label in each split."""
    random = np.random.default_rng(0)
    for split in ("train", "validation"):
        for label in LABELS:
            (tmp_path / "faces" / split / label).mkdir(parents=True)
            for name in ("a.png", "b.png"):
                image = random.integers(0, 255, (48, 48), np.uint8)
                cv2.imwrite(str(tmp_path / "faces" / split / label / name), image)
    return str(tmp_path / "faces")


def test_a_stopped_run_goes_on_with_what_it_was_asked_for(tiny, faces, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = TrainSettings(arch="nano", epochs=2, batch=7, seed=5, augment=0.0)
    run = begin(faces, RunSettings(name="mine"), settings, Backend("tensorflow", False), print)
    with pytest.raises(KeyboardInterrupt):
        train(run.settings, run.data, run.folder, (Stop(),))
    again = resume(RunSettings(), print)
    assert (again.folder, again.settings) == (run.folder, run.settings)
    train(again.settings, again.data, again.folder)
    assert len(read_history(run.folder)) == 2
    trained = json.loads((run.folder / "card.json").read_text())["trained"]
    assert trained["seed"] == 5 and trained["limits"] == LIMITS
    with pytest.raises(MissingError, match="no stopped run"):
        resume(RunSettings(), print)


def test_a_resumed_run_reads_its_faces_as_it_did(tiny, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_own_labels(tmp_path / "faces" / "train")
    reading = ReadingSettings(holdout=0.25, side=24, colour=True)
    settings, told = TrainSettings(arch="nano", epochs=2, batch=8, augment=0.0), []
    run = begin("faces", RunSettings(name="mine"), settings, Backend("tensorflow", False), told.append, reading)
    assert told == [
        "3 labels, the names of the folders: awake, drowsy, yawning",
        "no validation folder: 25% of train is held out, 6 of 24 faces",
        "18 pictures were brought to 24x24",
        "6 pictures were brought to 24x24",
    ]
    with pytest.raises(KeyboardInterrupt):
        train(run.settings, run.data, run.folder, (Stop(),))
    again = resume(RunSettings(), told.append)
    assert again.data.train.digest() == run.data.train.digest() and again.data.reading == reading
    train(again.settings, again.data, again.folder)
    card = read_card(run.folder)
    assert (card.labels, card.side, card.channels) == (OWN_LABELS, 24, 3)
    assert card.trained["reading"] == {
        **{"classes": None, "holdout": 0.25, "side": 24, "colour": True, "leave_out": None}
    }


def test_a_map_and_a_list_are_found_again_and_the_card_keeps_what_they_say(tiny, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    own = write_own_labels(tmp_path / "faces" / "train")
    (tmp_path / "map.toml").write_text('drowsy = "tired"')
    write_list([ListedFace(str(own / "awake" / "0.png"), "", "", "blank: x")], tmp_path / "leave.csv", reasons=True)
    reading = ReadingSettings(holdout=0.25, side=24, classes="map.toml", leave_out="leave.csv")
    settings = TrainSettings(arch="nano", epochs=1, batch=8, augment=0.0)
    run = begin("faces", RunSettings(name="mine"), settings, Backend("tensorflow", False), print, reading)
    for name in ("map.toml", "leave.csv"):  # As after an hour in which somebody tidies up.
        (tmp_path / name).rename(tmp_path / f"old {name}")
    train(run.settings, run.data, run.folder)
    kept = read_card(run.folder).trained["reading"]
    assert kept["classes"] == {"drowsy": "tired"} and kept["leave_out"]["file"] == "leave.csv"
    folder = run.folder.absolute()
    monkeypatch.chdir(tmp_path / "faces")
    state = read_reading(read_state(folder), folder)
    assert (state.classes, state.leave_out) == (str(tmp_path / "map.toml"), str(tmp_path / "leave.csv"))


def test_a_teacher_of_other_labels_is_refused_before_the_run_begins(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    write_own_labels(tmp_path / "faces" / "train")
    settings = TrainSettings(teachers=(str(shipped_models() / "edge" / "model.keras"),))
    with pytest.raises(UsageError, match=r"--teacher edge knows angry, .*; the data has awake, .* --recipe alone"):
        begin("faces", RunSettings(), settings, Backend("tensorflow", False), print)
    assert not MODELS.exists()


def numbered(root: Path, shift: int) -> str:
    """Faces of every expression with the numbers of rows, and votes for their labels, or for those `shift` farther."""
    for split in ("train", "validation"):
        write_folders(root, split)
        for row, label in enumerate(LABELS):
            (root / split / label / "0.png").rename(root / split / label / f"{row}.png")
    counts = np.eye(10, dtype=int)[[FER_PLUS_ORDER.index(LABELS[(row + shift) % 7]) for row in range(7)]]
    lines = [f"Training,,{','.join(map(str, row))}" for row in counts]
    (root / "fer2013new.csv").write_text("\n".join(["head", *lines]))
    return str(root)


def test_for_how_many_faces_votes_are_used_is_told(tmp_path):
    told: list[str] = []
    data = load_data(numbered(tmp_path, 0), None, told.append)
    assert data.votes == tmp_path / "fer2013new.csv" and told[-1].startswith("votes used for 7 of 7 faces")


def test_votes_of_other_faces_are_refused_and_a_run_can_do_without(tmp_path):
    told: list[str] = []
    with pytest.raises(DataError, match=r"it is of other faces.*--votes none"):
        load_data(numbered(tmp_path, 1), None, told.append)
    told.clear()
    assert load_data(str(tmp_path), Path("none"), told.append).votes is None and told == []


def test_what_is_left_out_is_told_in_one_line(tmp_path):
    told: list[str] = []
    name = numbered(tmp_path, 0)
    for at in range(9):
        (tmp_path / "train" / "happy" / f"{at}.txt").touch()
    load_data(name, None, told.append)
    assert told[0].startswith("skipped 9 images: ") and told[0].endswith("6 more: is no image (.txt)")
    assert json.dumps(told[0]).count(".txt") == 7


def test_a_run_from_a_model_of_other_labels_goes_on_and_its_card_names_it(tiny, faces, tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    settings = TrainSettings(arch="nano", epochs=1, batch=7, augment=0.0)
    run = begin(faces, RunSettings(name="old"), settings, Backend("tensorflow", False), print)
    train(run.settings, run.data, run.folder)
    write_own_labels(tmp_path / "own" / "train")
    settings = TrainSettings(begin_from="old", epochs=2, batch=8, augment=0.0, unfreeze="all")
    told: list[str] = []
    reading = ReadingSettings(side=48)
    run = begin("own", RunSettings(), settings, Backend("tensorflow", False), told.append, reading)
    assert (
        run.folder == MODELS / "from-old"
        and told[-1] == "from old: new to it: awake, drowsy, yawning; all of it learns"
    )
    with pytest.raises(KeyboardInterrupt):
        train(run.settings, run.data, run.folder, (Stop(),))
    again = resume(RunSettings(), told.append)
    train(again.settings, again.data, again.folder)
    card = read_card(run.folder)
    assert len(read_history(run.folder)) == 2 and card.labels == OWN_LABELS and card.architecture == "nano"
    assert (
        card.trained["began_as"]["name"] == card.trained["begin_from"] == "old"
        and "It began as old: The weights" in card.licence
    )
    assert set(card.trained["minutes_by_run"]) == {"from-old", "old"}
