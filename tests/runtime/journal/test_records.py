import json

import pytest

from fer_edge.runtime.journal.records import LINE_BYTES, Sums, from_bytes, stamped, to_bytes
from tests.runtime.journal.lines import NOW, end, start, sums
from tests.schemas import conform


@pytest.mark.parametrize(
    "line",
    [
        start("a", NOW, outputs=("jsonl", "mqtt"), service=True),
        sums("a", NOW, labels={"happy": 3}, told=("lost", "back"), temperature=-3.5, throttled="0x50005", blind=1.5),
        end("a", NOW, "error", "no camera", 3),
    ],
)
def test_what_is_written_is_read(line):
    assert from_bytes(to_bytes(line)) == line
    conform("journal", json.loads(to_bytes(line)))


def test_what_is_as_always_takes_no_room():
    assert json.loads(to_bytes(stamped("a", NOW, sums=Sums(seconds=60.0))))["sums"] == {"seconds": 60.0}


def test_a_secret_in_a_message_is_not_written():
    content = to_bytes(sums("a", NOW, told=("rtsp://u:hunter2@cam is lost",)))
    assert b"hunter2" not in content and b"cam is lost" in content


@pytest.mark.parametrize(
    ("change", "why"),
    [
        ({"sums": {"seconds": -1.0}}, "out of range"),
        ({"sums": {"seconds": 1.0, "labels": {"happy": -1}}}, "out of range"),
        ({"sums": {"seconds": 1e300}}, "out of range"),
        ({"sums": {"seconds": 1.0, "frames": "many"}}, "whole number"),
        ({"sums": {"seconds": 1.0}, "end": {"how": "done"}}, "none of"),
        ({}, "none of"),
        ({"end": {"how": "melted"}}, "melted"),
        ({"wall": 1e12, "end": {"how": "done"}}, "out of range"),
        ({"more": 1, "end": {"how": "done"}}, "no field"),
    ],
)
def test_what_is_no_line_is_refused(change, why):
    record = {"run": "a", "wall": 1.8e9, "steady": 1.0, "boot": "b"} | change
    with pytest.raises(ValueError, match=why):
        from_bytes(json.dumps(record).encode())


def test_a_line_is_bounded():
    with pytest.raises(ValueError, match="bytes"):
        from_bytes(b" " * LINE_BYTES + b"{}")
