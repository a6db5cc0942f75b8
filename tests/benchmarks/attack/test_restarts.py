"""The short form of an attack: a run that is killed and started again loses the last second at most."""

import argparse
import json

import pytest

from benchmarks.attack import Outcome, restarts
from tests.conftest import real


@pytest.mark.slow
@pytest.mark.parametrize("live", [False, True])
def test_killed_and_started_again_a_run_loses_no_record(live):
    clip = real("clips/woman_640x360_24fps.mp4")
    outcome = restarts.attack(argparse.Namespace(source=clip, live=live, kills=2, frames=60, seed=3))
    assert (outcome.cases, outcome.failures) == (3, [])
    assert outcome.figures["records"] > 100 and outcome.figures["videos"] >= 1


def test_what_is_lost_is_seen(tmp_path):
    place = restarts._Place(tmp_path, "")
    face = {"track": 1}
    lines = [json.dumps({"frame": index, "time": index / 2, "faces": [face]}) + "\n" for index in range(9)]
    (tmp_path / restarts.JSONL).write_text("".join(lines[:4] + lines[5:]))
    (tmp_path / restarts.TABLE).write_text("minute,track,seconds,confidence\n0,1,1.00,0.5\n")
    place.check(lines)
    lost, missing, table = place.outcome.failures
    assert "5 of 9 records" in lost and "frames are missing" in missing and "the table has 1.00" in table


def test_a_failure_is_counted_and_what_holds_is_not():
    outcome = Outcome(attack="a")
    outcome.expect(True, "fine")
    outcome.expect(False, "broken")
    assert outcome.failures == ["broken"]
