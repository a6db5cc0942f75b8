"""A short crowd on the page and the metrics of a run; `python -m benchmarks.attack strangers` is the long one."""

import argparse

import pytest

from benchmarks.attack import strangers

pytest.importorskip("uvicorn", reason="no uvicorn: pip install 'fer-edge[web]'")


def test_a_viewer_is_served_whoever_else_holds_on():
    outcome = strangers.attack(argparse.Namespace(idle=14, slow=6, seconds=2.0))
    assert outcome.failures == [] and outcome.figures["pictures"] > 5
