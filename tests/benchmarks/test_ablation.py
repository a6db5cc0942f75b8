"""The ablation: which runs are compared, how its table rounds, and what is trained."""

from dataclasses import replace
from pathlib import Path

import pytest

from benchmarks import ablation
from benchmarks.records import Run, read_runs, write_runs
from fer_edge.errors import MissingError
from tests.benchmarks.runs import RUN


def study(accuracies: dict[str, float]) -> dict[str, Run]:
    """Runs by name, which differ in accuracy alone."""
    return {name: replace(RUN, name=name, accuracy=of, balanced_accuracy=of) for name, of in accuracies.items()}


def test_the_committed_table_is_what_the_study_makes():
    assert ablation.PAGE.read_text() == ablation.page(read_runs(ablation.STUDY))


def test_a_changed_study_makes_another_table():
    runs = read_runs(ablation.STUDY)
    changed = {"whole-0": replace(runs["whole-0"], accuracy=runs["whole-0"].accuracy + 0.001)}
    assert ablation.page(runs | changed) != ablation.PAGE.read_text()


def test_runs_are_compared_with_those_of_the_same_seed():
    runs = study({"whole-0": 0.1, "whole-1": 0.2, "ema-1": 0.3})
    assert ablation.pairs(runs, "whole", "ema") == [(runs["whole-1"], runs["ema-1"])]
    assert ablation.pairs(runs, "whole", "mixup") == []


def test_a_row_shows_two_digits_and_half_the_distance_between_seeds():
    runs = study({"whole-0": 0.60126, "whole-1": 0.61, "ema-0": 0.59, "ema-1": 0.59})
    cells = ablation.row("EMA", ablation.pairs(runs, "whole", "ema"))
    assert cells == ("EMA", 2, "60.56 ± 0.44", "59.00 ± 0.00", "+1.56", "+1.56", "+0.000", "x 1.00")


def test_one_seed_has_no_spread_and_a_missing_run_no_line():
    text = ablation.page(study({"whole-0": 0.6, "ema-0": 0.59}))
    assert "| EMA of the weights | 1 | 60.00 | 59.00 | +1.00 |" in text
    assert "mixup" not in text


def test_an_added_ingredient_is_on_the_side_that_has_it():
    text = ablation.page(study({"whole-0": 0.6, "mixup-0": 0.59}))
    assert "| mixup (no part of the recipe) | 1 | 59.00 | 60.00 | -1.00 |" in text


def test_runs_begin_with_those_of_their_seed():
    before = [Path(network).parent.name for network in ablation.settings("mean", 1, ()).init]
    assert before == ["sibling_a-1", "sibling_b-1", "sibling_c-1"]
    assert ablation.settings("whole", 1, ()).init == ()


def test_siblings_have_seeds_of_their_own():
    seeds = {ablation.settings(name, seed, ()).seed for name in (*ablation.SIBLINGS, "whole") for seed in (0, 1)}
    assert len(seeds) == 8


@pytest.mark.parametrize(("only", "trained"), [([], {"mean-0", "one-1"}), (["one"], {"one-1"}), (["votes"], set())])
def test_only_what_has_no_row_is_trained_and_added(tmp_path, only, trained):
    names = {ablation.key(name, seed) for stage in ablation.STAGES for name in stage for seed in range(ablation.SEEDS)}
    write_runs(tmp_path / "study.csv", [replace(RUN, name=name) for name in names - {"mean-0", "one-1"}])
    before = read_runs(tmp_path / "study.csv")
    ablation.train_missing(lambda name, seed: replace(RUN, name=f"{name}-{seed}"), only, tmp_path / "study.csv")
    assert read_runs(tmp_path / "study.csv").keys() - before.keys() == trained


def test_a_run_whose_beginning_is_not_here_says_which_row_to_take_out(monkeypatch, tmp_path):
    monkeypatch.setattr(ablation, "NETWORKS", tmp_path)
    with pytest.raises(MissingError, match=r"one-0 begins with .*take whole-0 out of"):
        ablation.train_apart("one", 0, "data", [])
