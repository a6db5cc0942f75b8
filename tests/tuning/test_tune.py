"""A study from its first trial to its last, also of several processes of which one is killed."""

import subprocess
import sys
import time
from dataclasses import replace
from pathlib import Path

import pytest

pytest.importorskip("optuna")

from optuna.trial import TrialState

from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.tuning import storage
from fer_edge.tuning.study import Study
from fer_edge.tuning.trial import TrialResult
from fer_edge.tuning.tune import best_of, tried, tune
from tests.tuning.fakes import DIGESTS, SPACE, Heard, formula, plan_of

ROOT = Path(__file__).parents[2]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    return tmp_path


def test_a_study_goes_on_where_it_was_and_ends_at_its_number():
    first, second = Heard(), Heard()
    tune(plan_of(trials=2), formula, first)
    study = tune(plan_of(trials=3), formula, second)
    assert (first.counts, second.counts) == ([0, 1, 2], [2, 3])
    assert [one.folder for one in tried(study)] == [f"models/tune-fake/trial-00{at}" for at in range(3)]
    best = best_of(study)
    assert best and best.value == max(1 - one.options["augment"] for one in tried(study)) and best.faces == 10


def test_a_trial_that_is_worse_than_others_is_pruned():
    tune(plan_of(trials=5), formula, Heard())
    heard = Heard()
    study = Study(plan_of(trials=6), lambda task, go_on: formula(_worst(task), go_on), heard.epoch)
    trial = study.run_one()
    assert trial and trial.state.name == "PRUNED" and heard.epochs[-1] == (5, 2)


def _worst(task):
    return replace(task, settings=task.settings | {"augment": 2.0})


def test_what_another_process_was_doing_when_it_was_killed_is_done_again(here, monkeypatch):
    monkeypatch.setattr(storage, "HEARTBEAT", 1)
    monkeypatch.setattr(storage, "GRACE", 2)
    killed = subprocess.run([sys.executable, "-m", "tests.tuning.fakes", here], cwd=ROOT, timeout=60, check=False)
    assert killed.returncode == -9
    began = time.monotonic()
    study = tune(plan_of(trials=2, prune=False), formula, heard := Heard(), lambda seconds: time.sleep(0.3))
    assert time.monotonic() - began < 60
    assert [one.state for one in tried(study)] == ["failed", "finished", "finished"] and heard.waits in ([], [1])


def test_the_last_trial_is_not_begun_by_two(monkeypatch):
    study = Study(plan_of(trials=1), formula, Heard().epoch)
    with storage.quiet():
        study.trials_of.ask()
    assert study.run_one() is None
    monkeypatch.setattr(storage, "GRACE", 0)  # Whoever began it was killed before its first sign of life.
    assert study.run_one() is not None and [one.state for one in tried(study)] == ["failed", "finished"]


def test_what_is_the_best_keeps_the_limit():
    def timed(task, go_on):
        value = 1 - task.settings["augment"]
        return TrialResult(value=value, accuracy=value, faces=9, latency_ms=10 * value, sha256=DIGESTS)

    table = {"augment": [0.0, 0.6, 0.8]}
    study = Study(plan_of(table, objective="latency:5", trials=9, prune=False), timed, Heard().epoch)
    assert best_of(study) is None
    for augment in (0.0, 0.6, 0.8):
        study.trials_of.enqueue_trial({"augment": augment})
        study.run_one()
    assert [one.allowed for one in tried(study)] == [False, True, True]
    assert best_of(study).number == 1


def test_several_failures_end_it_with_their_reason():
    def failing(task, go_on):
        raise FerEdgeError("no more paper")

    with pytest.raises(FerEdgeError, match="3 trials failed one after the other, the last: no more paper"):
        tune(plan_of(), failing, Heard())


def test_a_trial_that_others_count_as_lost_is_made_again():
    studies = []

    def asleep(task, go_on):
        go_on(1, 0.5)
        studies[0].trials_of.tell(0, state=TrialState.FAIL)  # As another process does.
        go_on(2, 0.6)
        raise AssertionError("nobody wants it any more")

    studies.append(Study(plan_of(), asleep, Heard().epoch))
    trial = studies[0].run_one()
    assert trial and trial.state.name == "FAIL" and "no sign of life" in str(studies[0].fault)


def test_ctrl_c_ends_it_and_the_trial_is_made_again():
    def stopped(task, go_on):
        raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        tune(plan_of(), stopped, Heard())
    study = tune(plan_of(trials=1), formula, Heard())
    assert [one.state for one in tried(study)] == ["failed", "finished"]


def test_no_time_is_no_trial():
    assert tried(tune(plan_of(minutes=0.0), formula, Heard())) == []


def test_a_study_of_other_wishes_or_faces_is_refused():
    tune(plan_of(trials=1), formula, Heard())
    with pytest.raises(UsageError, match=r"begun with space .*batch.*name another --study"):
        tune(plan_of(SPACE | {"batch": [16, 64]}), formula, Heard())
    with pytest.raises(UsageError, match="begun with objective accuracy, not shifted"):
        tune(plan_of(objective="shifted"), formula, Heard())

    def elsewhere(task, go_on):
        return TrialResult(value=1.0, accuracy=1.0, faces=3, sha256={"train": "other", "validation": "b"})

    heard = Heard()
    with pytest.raises(FerEdgeError, match="begun with other faces"):
        tune(plan_of(), elsewhere, heard)
    assert heard.trials == ["failed"] * 3
