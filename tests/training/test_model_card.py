"""What a card tells of a run: the minutes that led to it, and how it does on faces it has not seen."""

from dataclasses import replace

import numpy as np
import pytest

pytest.importorskip("keras")

from fer_edge.artifact.card import write_card
from fer_edge.training.history import append_epoch
from fer_edge.training.model_card import Data, accuracy_apart_from_copies, describe_run
from fer_edge.training.settings import TrainSettings
from tests.training.tiny import coloured_faces


def test_minutes_count_every_run_that_led_here_once(tmp_path, card):
    for name, runs in {"a": {"a": 1.0, "first": 5.0}, "b": {"b": 2.0, "first": 5.0}}.items():
        (tmp_path / name).mkdir()
        write_card(replace(card, trained={"minutes": sum(runs.values()), "minutes_by_run": runs}), tmp_path / name)
    mine = tmp_path / "mine"
    mine.mkdir()
    append_epoch(mine, {"epoch": 1, "loss": 1, "accuracy": 0, "seconds": 180, "val_loss": 1, "val_accuracy": 0})
    settings = TrainSettings(init=tuple(str(tmp_path / name / "model.keras") for name in ("a", "b")))
    how = describe_run(settings, mine, 100)
    assert how["init"] == ["a", "b"] and how["minutes"] == 11
    assert how["minutes_by_run"] == {"mine": 3, "a": 1, "b": 2, "first": 5}


def test_accuracy_apart_from_copies_leaves_out_what_training_has_too():
    train, validation = coloured_faces(seed=0), coloured_faces(seed=1)
    validation.faces[0] = train.faces[3]
    answers = np.eye(3, dtype=np.float32)[validation.labels]
    answers[[0, 1]] = 1 - answers[[0, 1]]
    data = Data(name="drawn", train=train, validation=validation)
    new = len(validation.labels) - 1
    assert accuracy_apart_from_copies(answers, data) == {"faces": new, "accuracy": pytest.approx((new - 1) / new)}


def test_without_a_face_of_its_own_a_split_has_no_such_accuracy():
    faces = coloured_faces()
    data = Data(name="drawn", train=faces, validation=faces)
    assert accuracy_apart_from_copies(np.eye(3)[faces.labels], data) == {"faces": 0, "accuracy": None}
