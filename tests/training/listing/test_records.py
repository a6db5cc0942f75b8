"""What a run's folder tells, whatever became of the run."""

from pathlib import Path

import pytest

from fer_edge.errors import MissingError
from fer_edge.training.folders import BACKUP, PRUNED, STATE, at_work
from fer_edge.training.listing.records import find_runs, read_run
from tests.training.listing.runs_there import write_run


def test_a_run_that_ended_has_its_figures_from_its_card(tmp_path):
    run = read_run(write_run(tmp_path / "models" / "mine", augment=0.5))
    assert (run.name, run.state, run.epochs, run.asked, run.best_epoch) == ("mine", "finished", 3, 3, 2)
    assert (run.accuracy, run.balanced, run.shifted, run.file, run.bytes) == (0.6, 0.3, 0.2, "model.keras", 1000)
    assert run.minutes == 1.5 and run.settings["augment"] == 0.5 and run.curve == (0.4, 0.6, 0.5)


def test_the_states_of_a_run(tmp_path):
    folder = write_run(tmp_path / "mine", ended=False)
    with at_work(folder):
        assert read_run(folder).state == "running"
    assert (read_run(folder).state, read_run(folder).accuracy) == ("stopped", 0.6)
    (folder / BACKUP).rmdir()
    assert read_run(folder).state == "killed"
    (folder / PRUNED).touch()
    assert read_run(folder).state == "pruned"
    exported = write_run(tmp_path / "other")
    (exported / "model.int8.onnx").touch()
    assert read_run(exported).state == "exported"


@pytest.mark.parametrize("name", [STATE, "history.csv", "card.json"])
def test_a_damaged_file_is_told_and_the_others_are_read(tmp_path, name):
    folder = write_run(tmp_path / "mine")
    (folder / name).write_text("{]")
    run = read_run(folder)
    assert run.state == "damaged" and name in str(run.fault)
    assert (run.epochs == 0) == (name == "history.csv") and bool(run.settings) == (name != STATE)


def test_settings_under_an_older_name_and_of_a_card_alone_are_understood(tmp_path):
    folder = write_run(tmp_path / "mine", label_smoothing=0.2)
    (folder / STATE).write_text((folder / STATE).read_text().replace("label_smoothing", "smoothing"))
    assert read_run(folder).settings["label_smoothing"] == 0.2
    (folder / STATE).unlink()
    assert read_run(folder).settings["label_smoothing"] == 0.2


def test_runs_are_found_below_a_study_and_by_their_own_folder(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    mine = write_run(tmp_path / "models" / "mine")
    trial = write_run(tmp_path / "models" / "tune-a" / "trial-001")
    (tmp_path / "models" / "nothing").mkdir()
    assert [path.resolve() for path in find_runs()] == [mine, trial] and find_runs([mine, mine]) == [mine]
    assert read_run(trial).name == "tune-a/trial-001"


def test_where_there_is_no_run_it_is_said(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    with pytest.raises(MissingError, match="no run in models: train one"):
        find_runs()
    with pytest.raises(MissingError, match="no folder gone"):
        find_runs([Path("gone")])
