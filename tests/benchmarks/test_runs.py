"""The table of training runs, and how a finished run gets into it."""

from dataclasses import replace

import pytest

from benchmarks import runs
from benchmarks.records import read_runs
from tests.benchmarks.runs import NEW, RUN, leave_run


@pytest.fixture
def elsewhere(monkeypatch, tmp_path):
    monkeypatch.setattr(runs, "STUDY", tmp_path / "runs.csv")
    monkeypatch.setattr(runs, "PAGE", tmp_path / "runs.md")


def test_the_committed_table_is_what_the_study_makes():
    assert runs.PAGE.read_text() == runs.page(read_runs(runs.STUDY).values())


def test_a_changed_study_makes_another_table():
    first, *others = read_runs(runs.STUDY).values()
    assert runs.page([replace(first, minutes=first.minutes + 10), *others]) != runs.PAGE.read_text()


def test_a_row_rounds_as_a_reader_expects():
    cells = runs.row(replace(RUN, accuracy=0.68431, log_likelihood=-0.84351, minutes=77.6, shifted_accuracy=0.6))
    assert cells[1:3] == ("107,879", "20")
    assert cells[11:] == ("5 of 6", "77.6", "68.43 %", "-", "60.00 %", "-0.844")


def test_what_a_run_had_none_of_is_a_dash():
    bare = replace(RUN, init=(), ema=0.0)
    assert runs.row(bare)[3:11] == ("-", "-", "1", "-", "-", "-", "-", "-")
    rich = replace(RUN, augment_end=0.3, degrade=0.6, turned=0.15, balance=0.35, quantization_aware=True)
    assert runs.row(rich)[3:11] == ("first, other", "-", "1, then 0.3", 0.6, 0.15, 0.35, 0.998, "yes")


def test_a_finished_run_is_added(elsewhere, card, tmp_path):
    runs.main(["--add", str(leave_run(tmp_path / "models" / "mine", card, NEW, (0.625, 1.25)))])
    assert read_runs(runs.STUDY)["mine"].accuracy == 0.625
    assert "| mine |" in runs.PAGE.read_text()


def test_a_folder_that_holds_no_run_is_refused(elsewhere, tmp_path, capsys):
    with pytest.raises(SystemExit):
        runs.main(["--add", str(tmp_path)])
    assert "no card at" in capsys.readouterr().err
    assert not runs.PAGE.exists()
