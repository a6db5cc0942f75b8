"""A study whose storage is a real PostgreSQL server."""

import subprocess
import sys
import time
from pathlib import Path

import pytest

pytest.importorskip("optuna")
pytest.importorskip("psycopg")

from fer_edge.errors import FerEdgeError
from fer_edge.tuning import storage
from fer_edge.tuning.tune import tried, tune
from tests.tuning.fakes import Heard, formula, plan_of
from tests.tuning.postgres import server

ROOT = Path(__file__).parents[2]


@pytest.mark.slow
def test_a_study_goes_on_after_a_kill_and_says_when_its_server_is_gone(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(storage, "HEARTBEAT", 1)
    monkeypatch.setattr(storage, "GRACE", 2)
    with server() as (url, process):
        command = [sys.executable, "-m", "tests.tuning.fakes", tmp_path, url]
        assert subprocess.run(command, cwd=ROOT, timeout=60, check=False).returncode == -9
        wishes = {"prune": False, "storage": url}
        study = tune(plan_of(trials=2, **wishes), formula, Heard(), lambda seconds: time.sleep(0.3))
        assert [one.state for one in tried(study)] == ["failed", "finished", "finished"]
        again = tune(plan_of(trials=3, **wishes), formula, heard := Heard())
        assert heard.counts == [2, 3] and len(tried(again)) == 4
        assert not list(tmp_path.rglob("study.db"))
        process.terminate()
        process.wait(30)
        with pytest.raises(FerEdgeError, match=r"--storage postgresql\+psycopg://\*\*\*@127\.0\.0\.1") as told:
            again.trials()
        assert "\n" not in str(told.value)
