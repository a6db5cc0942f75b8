"""A few of the commands where something is scarce; `python -m benchmarks.attack scarce` takes all of them."""

import argparse
import subprocess

import pytest

from benchmarks.attack import Outcome, scarce


@pytest.mark.parametrize(
    ("scarcity", "worked"), [("4 KB a file", 0), ("16 descriptors", 1), ("400 MB of addresses", 0), ("full disk", 0)]
)
def test_a_run_works_or_ends_in_a_line(scarcity, worked):
    outcome = scarce.attack(argparse.Namespace(commands=["run"], scarcities=[scarcity]))
    assert outcome.failures == []
    if not outcome.figures["not made here"]:
        assert (outcome.cases, outcome.figures["worked"]) == (1, worked)


@pytest.mark.parametrize(
    ("code", "stderr", "failures"),
    [(0, "", 0), (1, "fer-edge: no room\n", 0), (-11, "", 2), (1, "Traceback\nfer-edge: a\n", 1), (1, "no room\n", 1)],
)
def test_what_is_no_line_of_ours_is_seen(code, stderr, failures):
    outcome = Outcome(attack="a", figures={"worked": 0})
    scarce.judge(outcome, "run", subprocess.CompletedProcess([], code, "", stderr))
    assert len(outcome.failures) == failures
