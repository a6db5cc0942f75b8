"""The short form of an attack: kill -9 at a few moments of the two commands that begin at once."""

import argparse

import cv2
import numpy as np
import pytest

from benchmarks.attack import kills
from benchmarks.attack.whole import faults


def test_killed_at_any_moment_what_counts_is_whole():
    outcome = kills.attack(argparse.Namespace(kills=2, seconds=30.0, commands=["pull", "run"], seed=1))
    assert outcome.failures == [] and outcome.cases >= 4
    assert outcome.figures["pull killed"] == 2


@pytest.mark.parametrize(
    ("name", "content"),
    [
        ("a.json", b'{"a": '),
        ("a.jsonl", b'{"a": 1}\n{"a"'),
        ("a.csv", b"a,b\n1,2\n3"),
        ("a.csv", b"a,b\n1,2,3\n"),
        ("a.keras", b"PK\3\4"),
        ("a.png", b"\x89PNG"),
        ("card.json", b"{}"),
    ],
)
def test_a_file_that_is_cut_is_seen_unless_it_is_still_written(tmp_path, name, content):
    (tmp_path / f".7.part.{name}").write_bytes(content)
    assert list(faults(tmp_path)) == []
    (tmp_path / name).write_bytes(content)
    assert len(list(faults(tmp_path))) == 1


def test_whole_files_are_no_faults(tmp_path):
    cv2.imwrite(str(tmp_path / "a.png"), np.zeros((2, 2), np.uint8))
    for name, content in {"a.json": "{}", "a.jsonl": '{"a": 1}\n', "a.csv": "a,b\n1,2\n"}.items():
        (tmp_path / name).write_text(content)
    assert list(faults(tmp_path)) == []
