"""The ablation: which runs are compared, how its table rounds, and what is trained."""

from dataclasses import asdict, replace

import pytest

from benchmarks import ablation
from benchmarks.records import Run, read_runs, write_runs
from tests.benchmarks.runs import RUN


def study(accuracies: dict[str, float]) -> dict[str, Run]:
    """Runs by name, which differ in accuracy alone."""
    return {
        name: replace(RUN, name=name, accuracy=of, balanced_accuracy=of, shifted_accuracy=of - 0.1)
        for name, of in accuracies.items()
    }


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
    clean, shifted = ("60.56 ± 0.44", "59.00 ± 0.00", "+1.56"), ("50.56 ± 0.44", "49.00 ± 0.00", "+1.56")
    assert cells == ("EMA", 2, *clean, *shifted, "+1.56")


def test_one_seed_has_no_spread_and_a_missing_run_no_line():
    text = ablation.page(study({"whole-0": 0.6, "ema-0": 0.59}))
    assert "| EMA of the weights | 1 | 60.00 | 59.00 | +1.00 |" in text
    assert "mixup" not in text


def test_an_added_ingredient_is_on_the_side_that_has_it():
    text = ablation.page(study({"whole-0": 0.6, "mixup-0": 0.59}))
    assert "| mixup (no part of the recipe) | 1 | 59.00 | 60.00 | -1.00 |" in text


def test_a_run_differs_from_the_recipe_by_its_ingredient_alone():
    whole, without = (asdict(ablation.settings(name, 1, ("edge",))) for name in ("whole", "turned"))
    assert {name for name in whole if whole[name] != without[name]} == {"turned"} and whole["seed"] == 1


@pytest.mark.parametrize(("only", "trained"), [([], {"ema-0", "more-1"}), (["more"], {"more-1"}), (["votes"], set())])
def test_only_what_has_no_row_is_trained_and_added(tmp_path, only, trained):
    names = {ablation.key(name, seed) for name in ("whole", *ablation.OTHERS) for seed in range(ablation.SEEDS)}
    write_runs(tmp_path / "study.csv", [replace(RUN, name=name) for name in names - {"ema-0", "more-1"}])
    before = read_runs(tmp_path / "study.csv")
    ablation.train_missing(lambda name, seed: replace(RUN, name=f"{name}-{seed}"), only, tmp_path / "study.csv")
    assert read_runs(tmp_path / "study.csv").keys() - before.keys() == trained
