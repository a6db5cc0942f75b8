"""Several runs beside each other."""

import csv

import pytest

from fer_edge.errors import UsageError
from fer_edge.training.listing.differing import as_csv, as_records, differing, sort_runs
from fer_edge.training.listing.records import read_run
from tests.training.listing.runs_there import write_run


@pytest.fixture
def runs(tmp_path):
    """The second is the best and has a teacher; the third has told nothing of itself."""
    first = write_run(tmp_path / "a", (0.2, 0.3), augment=0.5)
    second = write_run(tmp_path / "b", (0.7,), augment=1.0, teachers=("edge",))
    third = write_run(tmp_path / "c", (), ended=False)
    (third / ".run.json").unlink()
    return [read_run(folder) for folder in (third, first, second)]


def names(runs) -> str:
    return "".join(run.name[-1] for run in runs)


def test_the_best_comes_first_and_what_is_not_known_last(runs):
    assert names(sort_runs(runs, "accuracy")) == "bac"
    assert names(sort_runs(runs, "name")) == "abc"
    assert names(sort_runs(runs, "augment")) == "abc"


def test_an_order_that_there_is_not_is_refused(runs):
    with pytest.raises(UsageError, match="there is no beauty; expected name, state"):
        sort_runs(runs, "beauty")


def test_only_settings_that_differ_are_told(runs):
    assert [one.name for one in differing(runs)] == ["augment", "teacher"]
    assert differing(runs[:2]) == []


def test_a_table_has_a_line_for_each_run(runs):
    lines = list(csv.DictReader(as_csv(runs).splitlines()))
    assert [line["augment"] for line in lines] == ["", "0.5", "1.0"] and lines[2]["teacher"] == "edge"
    assert as_records(runs)["differ"] == ["augment", "teachers"]
