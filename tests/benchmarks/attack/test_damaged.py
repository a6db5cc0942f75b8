"""Damaged files, a few of each kind; `python -m benchmarks.attack damaged` makes thousands."""

import argparse
import random

import pytest

from benchmarks.attack import damaged

NATIVE = {"onnx", "tflite", "keras"}
"""Their runtimes might take the tests with them."""


@pytest.mark.parametrize("reader", sorted(set(damaged.seeds()) - NATIVE))
def test_a_reader_ends_in_a_result_or_one_line(reader, capsys):
    damaged.work(reader, 0, 200)
    assert [line for line in capsys.readouterr().out.splitlines() if line.startswith("failed")] == []


@pytest.mark.parametrize("reader", ["onnx", "tflite"])
def test_a_runtime_s_errors_are_ours_in_a_process_of_its_own(reader):
    outcome = damaged.attack(argparse.Namespace(work=None, readers=[reader], cases=40))
    assert (outcome.cases, outcome.failures) == (40, [])


def test_a_reader_that_stumbles_is_seen(monkeypatch, capsys):
    def stumble(path):
        raise KeyError("b")

    monkeypatch.setattr(damaged, "seeds", lambda: {"one": ("a", b"abc", stumble)})
    damaged.work("one", 0, 2)
    assert capsys.readouterr().out.count("failed") == 2


def test_damage_changes_a_file_and_the_same_dice_the_same_way():
    right = bytes(range(256)) * 4
    wrong = [damaged.damage(right, random.Random(number)) for number in range(20)]
    assert all(one != right for one in wrong[:3]) and wrong[0] == damaged.damage(right, random.Random(0))
