"""Records of runs: from the folder that training leaves to a row of a CSV and back."""

from dataclasses import replace

import pytest

from benchmarks.records import add_run, read_run, read_runs, write_runs
from fer_edge.errors import ModelError
from tests.benchmarks.runs import NEW, OLD, RUN, leave_run

EPOCHS = ((0.5, 1.5), (0.625, 1.25), (0.5625, 1.125))


def test_a_run_is_read_at_its_best_epoch_and_at_its_last(card, tmp_path):
    run = read_run(leave_run(tmp_path / "a", card, NEW | {"best_epoch": 3, "epochs": 60}, *EPOCHS))
    assert (run.name, run.best_epoch, run.epochs_run, run.epochs) == ("a", 3, 3, 60)
    assert (run.accuracy, run.log_likelihood, run.balanced_accuracy) == (0.5625, -1.125, 0.25)
    assert run.epoch_seconds == 17.0


def test_a_card_without_a_best_epoch_is_read_where_accuracy_was_highest(card, tmp_path):
    run = read_run(leave_run(tmp_path / "a", card, NEW, *EPOCHS))
    assert (run.best_epoch, run.accuracy, run.log_likelihood) == (2, 0.625, -1.25)
    assert (run.last_accuracy, run.last_log_likelihood) == (0.5625, -1.125)


def test_cards_of_both_ages_give_the_same_record(card, tmp_path):
    old = {OLD.get(key, key): value for key, value in NEW.items()}
    newer = read_run(leave_run(tmp_path / "new" / "a", card, NEW, *EPOCHS))
    assert read_run(leave_run(tmp_path / "old" / "a", card, old, *EPOCHS)) == newer
    assert (newer.ema, newer.label_smoothing, newer.distill_weight, newer.distill_temperature) == (0.9, 0.2, 0.3, 4.0)
    assert newer.flip_equivariant


def test_a_folder_without_a_card_or_an_epoch_is_refused(card, tmp_path):
    with pytest.raises(ModelError, match=r"no card at .*absent"):
        read_run(tmp_path / "absent")
    with pytest.raises(ModelError, match=r"no history.csv with an epoch in .*begun"):
        read_run(leave_run(tmp_path / "begun", card, NEW))


def test_what_is_written_is_read_again_sorted_by_name(tmp_path):
    other = replace(RUN, name="a", init=(), teachers=("big",), balanced_accuracy=0.1 + 0.2, votes=False)
    write_runs(tmp_path / "study.csv", [RUN, other])
    assert [*read_runs(tmp_path / "study.csv").items()] == [("a", other), ("whole-0", RUN)]


def test_a_run_is_added_or_takes_the_place_of_the_one_before(tmp_path):
    study = tmp_path / "study.csv"
    assert read_runs(study) == {}
    for run in (RUN, replace(RUN, name="b"), replace(RUN, minutes=9.0)):
        add_run(study, run)
    assert {name: run.minutes for name, run in read_runs(study).items()} == {"b": 1.5, "whole-0": 9.0}


def test_a_study_without_a_column_is_not_read(tmp_path):
    write_runs(tmp_path / "study.csv", [RUN])
    text = (tmp_path / "study.csv").read_text()
    (tmp_path / "study.csv").write_text(text.replace("log_likelihood", "likelihood", 1))
    with pytest.raises(KeyError, match="log_likelihood"):
        read_runs(tmp_path / "study.csv")
