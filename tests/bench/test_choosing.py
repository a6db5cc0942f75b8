"""Which file of a model is chosen, and with how many threads."""

from dataclasses import replace

import pytest

from fer_edge.artifact.probes import ANSWERS, FACES, PROBE_SIDE
from fer_edge.bench.choosing import choose, choose_threads
from fer_edge.errors import FerEdgeError
from tests.bench.rows import row

FILES = ("model.int8.onnx", "model.onnx", "model.int8.tflite", "model.tflite")
ANSWER = ["1 0 0 0 0 0 0"]


@pytest.fixture
def full(card):
    """A card that proves every file, each as right as the float one."""
    figures = {file: {"accuracy": 0.7, ANSWERS: ANSWER} for file in FILES}
    figures["model.keras"] = {"accuracy": 0.7}
    trained = {FACES: ["0" * PROBE_SIDE**2]}
    return replace(card, figures=figures, trained=trained, sha256={file: file for file in FILES})


def chosen(card, *rows, fps=15):
    found = choose(rows, card, fps).row
    return found.file, found.threads


def test_the_fastest_is_taken(full):
    assert chosen(full, row(FILES[0], 2.0), row(FILES[1], 3.0), row(FILES[2], 1.0)) == (FILES[2], 1)


def test_one_that_is_hardly_faster_or_not_surely_so_is_not(full):
    assert chosen(full, row(FILES[0], 1.03), row(FILES[2], 1.0)) == (FILES[0], 1)
    assert chosen(full, row(FILES[0], 1.2, around=0.2), row(FILES[2], 1.0)) == (FILES[0], 1)
    assert chosen(full, row(FILES[0], 9.0, interval_ms=None), row(FILES[2], 1.0)) == (FILES[0], 1)


@pytest.mark.parametrize(
    ("figures", "reason"),
    [
        ({"accuracy": 0.68, ANSWERS: ANSWER}, "loses 2.0 points"),
        ({"accuracy": 0.7, ANSWERS: ANSWER, "robustness": {"mean": 0.5}}, "under shifts"),
        ({"accuracy": 0.7}, "no answers to probes"),
        ({ANSWERS: ANSWER}, "no accuracy"),
    ],
)
def test_one_that_is_not_proven_right_is_not_taken_however_fast(full, figures, reason):
    full.figures[FILES[1]]["robustness"] = {"mean": 0.6}
    card = replace(full, figures=full.figures | {FILES[2]: figures})
    found = choose([row(FILES[0], 2.0), row(FILES[2], 1.0)], card, 15)
    assert found.row.file == FILES[0] and reason in found.unfit[FILES[2]]


def test_a_loss_that_an_export_may_have_is_allowed(full):
    full.figures[FILES[2]]["accuracy"] = 0.691
    assert chosen(full, row(FILES[0], 2.0), row(FILES[2], 1.0)) == (FILES[2], 1)


def test_one_that_is_not_the_cards_or_did_not_run_is_not_taken(full):
    other = choose([row(FILES[0], 2.0), row(FILES[2], 1.0, sha256="another")], full, 15)
    assert other.row.file == FILES[0] and "not the file" in other.unfit[FILES[2]]
    lacks = choose([row(FILES[0], 2.0), row(FILES[2], None, reason="pip install ai-edge-litert")], full, 15)
    assert lacks.row.file == FILES[0] and "ai-edge-litert" in lacks.unfit[FILES[2]]


def test_what_was_measured_counts_beside_the_card(full):
    measured = {"accuracy_of": "faces (test)"}
    rows = [row(FILES[0], 2.0, **measured), row(FILES[1], 3.0, **measured), row(FILES[2], 1.0, **measured)]
    assert chosen(full, *rows) == (FILES[2], 1)
    rows[2] = replace(rows[2], accuracy=0.6)
    assert chosen(full, *rows) == (FILES[0], 1)


def test_where_none_is_right_nothing_is_chosen(full):
    with pytest.raises(FerEdgeError, match="no file of test can be selected"):
        choose([row("model.onnx", 1.0, sha256="another")], full, 15)


def threads(one, two, fps=15.0):
    """How many are chosen, where one and two give these times of a call and of the processor, ms."""
    rows = [row(ms=ms, cpu_ms=cpu, threads=count) for count, (ms, cpu) in enumerate((one, two), start=1)]
    return choose_threads(rows, fps).threads


def test_two_threads_are_taken_where_they_win_much_for_little():
    assert threads((10, 10), (6, 11)) == 2


def test_they_are_not_where_they_win_little_or_cost_much():
    assert threads((10, 10), (8.5, 10)) == 1 and threads((10, 10), (5, 13)) == 1


def test_they_are_not_where_the_win_may_be_one_of_luck():
    rows = [row(ms=10), row(ms=7.5, cpu_ms=10, threads=2, around=0.1)]
    assert choose_threads(rows, 15).threads == 1


def test_where_one_does_not_keep_up_quicker_is_enough():
    assert threads((40, 40), (35, 70), fps=15) == 2  # Half of a frame's time is 33 ms.
    assert threads((20, 20), (17.5, 35), fps=15) == 1


def test_the_words_tell_what_was_won(full):
    why = choose([row(FILES[0], 2.0), row(FILES[2], 1.0)], full, 15).why
    assert why == "1.000 ms a face, 1.5 % of a core at 15 frames/s; 2.00 times as quick as model.int8.onnx x1"
