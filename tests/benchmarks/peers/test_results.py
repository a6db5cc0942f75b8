"""What is made of the peers' answers, and the record that is committed."""

import json
from pathlib import Path

import pytest

from benchmarks.peers.contestants import Contestant
from benchmarks.peers.results import Row, markdown, ratio, summarise

ROOT = Path(__file__).parents[3]
ONE = Contestant(name="a", package="fer 1", network="n", runtime="r", megabytes=3)
FACES = [{"seconds": [0.001, 0.002], "found": ["happy", "sad"], "peak": 5e6}]
FRAMES = [{"seconds": [0.004], "found": [1], "peak": 7e6}, {"seconds": [0.008], "found": [0], "peak": 8e6}]


def test_figures_are_of_the_labels_and_of_the_medians():
    row = summarise(ONE, FACES, FRAMES, ["happy", "angry"])
    assert (row.accuracy, row.found, row.memory_mb, row.installed_mb) == (0.5, 0.5, 8.0, 3)
    assert (row.face_ms, row.frame_ms, *row.rounds_frame_ms) == pytest.approx((1.5, 6.0, 4.0, 8.0))


def test_what_was_never_asked_has_no_figure_but_a_reason():
    row = summarise(ONE, [], [], ["happy"]).because("it cannot be had")
    assert (row.accuracy, row.face_ms, row.frame_ms, row.reason) == (None, None, None, "it cannot be had")


def test_weights_drawn_at_random_have_no_accuracy():
    drawn = Contestant(name="a", package="p", network="n", runtime="r", trained=False)
    assert summarise(drawn, FACES, [], ["happy", "sad"]).accuracy is None


def test_a_ratio_is_that_of_rounds_that_both_have():
    assert ratio((2.0, 3.0, 8.0), (1.0, 1.0, 2.0)) == (3.0, 2.0, 4.0)
    assert ratio((2.0,), (1.0, 1.0)) is None
    assert ratio((), ()) is None


def test_the_page_tells_others_in_the_first_row():
    first = Row(name="a", package="ours", network="n", runtime="r", face_ms=2.0, rounds_face_ms=(2.0,))
    other = Row(name="b", package="theirs", network="n", runtime="r", face_ms=6.0, rounds_face_ms=(6.0,), reason="why")
    record = {"board": {"cpu": "C"}, "clip": {"file": "a/clip.mp4"}, "faces": 1, "frames": 2, "rounds": 1}
    page = markdown([first, other], record)
    assert "| theirs | n | r | - | 6.00 | 3 (3-3) |" in page
    assert "- theirs, n: why" in page


def test_the_page_is_that_of_the_record():
    record = json.loads((ROOT / "benchmarks/peers.json").read_text())
    page = markdown([Row(**row) for row in record["rows"]], record)
    assert (ROOT / "benchmarks/peers.md").read_text() == page
