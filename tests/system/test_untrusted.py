"""What others have written is read within bounds, and a mistake in it is named."""

import os
from dataclasses import dataclass, field
from typing import Any

import pytest

from fer_edge.system.untrusted import build, parse_json, read_file


@dataclass(frozen=True, kw_only=True)
class Rule:
    scale: float = 1.0


@dataclass(frozen=True, kw_only=True)
class Card:
    name: str
    labels: tuple[str, ...]
    side: int | None = None
    crop: dict[str, Rule] = field(default_factory=dict)
    notes: dict[str, Any] = field(default_factory=dict)


def test_an_object_becomes_what_its_fields_declare():
    made = build(
        Card, {"name": "a", "labels": ["x"], "side": None, "crop": {"haar": {"scale": 2}}, "notes": {"b": [1]}}
    )
    assert made == Card(name="a", labels=("x",), crop={"haar": Rule(scale=2)}, notes={"b": [1]})


@pytest.mark.parametrize(
    ("fields", "message"),
    [
        ([], r"it should be an object, got \[\]"),
        ({"labels": []}, "name is missing"),
        ({"name": 1, "labels": []}, "name should be a text, got 1"),
        ({"name": "a", "labels": "xy"}, "labels should be a list, got 'xy'"),
        ({"name": "a", "labels": ["x", 3]}, r"labels\[1\] should be a text, got 3"),
        ({"name": "a", "labels": [], "side": True}, "side should be a whole number, got True"),
        ({"name": "a", "labels": [], "crop": {"haar": {"scale": float("nan")}}}, "crop.haar.scale should be a finite"),
        ({"name": "a", "labels": [], "crop": {"haar": {"size": 1}}}, "crop.haar.size is no field"),
        ({"name": "a" * 99, "labels": [], "side": "b" * 99}, r"got 'b+\.\.\.$"),
    ],
)
def test_a_mistake_says_where_what_was_expected_and_what_was_there(fields, message):
    with pytest.raises(ValueError, match=message):
        build(Card, fields)


def test_what_is_nested_without_end_is_no_json():
    with pytest.raises(ValueError, match="nested too deeply"):
        parse_json("[" * 200_000)


def test_a_file_is_read_up_to_its_bound(tmp_path):
    (tmp_path / "a").write_bytes(b"12345")
    assert read_file(tmp_path / "a", most=5) == b"12345"
    with pytest.raises(OSError, match="more than 4 bytes"):
        read_file(tmp_path / "a", most=4)


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / "pipe")
    with pytest.raises(OSError, match="no regular file"):
        read_file(tmp_path / "pipe")
