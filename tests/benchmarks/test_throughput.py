"""The throughput of training: whose turn it is, what counts of a slice, and what the page says of the record."""

import io
import json

import pytest

from benchmarks import throughput
from benchmarks.throughput import BATCH, FEWEST, LEAST_ROUNDS, MOST, MOST_ROUNDS, judge, page, take_turns
from benchmarks.throughput_sides import WARM, make_baton


def test_the_committed_page_is_that_of_its_record():
    assert throughput.PAGE.read_text() == page(json.loads(throughput.RECORD.read_text()))


def test_sides_take_turns_in_either_order_until_time_is_up():
    heard, now = [], [0.0]

    def side(name, seconds):
        def step(steps):
            heard.append((name, steps))
            now[0] += seconds * steps
            return seconds

        return step

    sides = {"ours": side("ours", 0.1), "plain": side("plain", 0.25)}
    steps, taken = take_turns(sides, seconds=1000.0, clock=lambda: now[0])
    assert steps == 10 and taken == {"ours": [0.1] * MOST_ROUNDS, "plain": [0.25] * MOST_ROUNDS}
    assert [name for name, _ in heard[4:8]] == ["ours", "plain", "plain", "ours"]
    assert {count for _, count in heard[:4]} == {FEWEST} and {count for _, count in heard[4:]} == {10}
    assert len(take_turns(sides, seconds=0.0, clock=lambda: now[0])[1]["ours"]) == LEAST_ROUNDS


@pytest.mark.parametrize(("seconds", "steps"), [(1e-6, MOST), (100.0, FEWEST)])
def test_a_slice_is_neither_endless_nor_nothing(seconds, steps):
    assert take_turns({"ours": lambda count: seconds}, seconds=0.0)[0] == steps


def test_a_ratio_is_of_slices_that_followed_each_other():
    """Both become ten times slower half of the time, as on a machine that others use too."""
    slower = [1.0, 10.0] * 6
    speed, times = judge({"ours": slower, "plain": [2 * one for one in slower]})
    assert times["ours"].median == times["ours"].low == times["ours"].high == 2.0
    assert speed["ours"].low == BATCH / 10 and speed["ours"].high == BATCH and set(times) == {"ours"}


def test_a_training_waits_for_its_turn_and_ends_with_its_asker(tmp_path, monkeypatch):
    pytest.importorskip("keras")
    from fer_edge.training import networks
    from tests.training import tiny

    monkeypatch.setitem(networks.FEATURES, "edge", tiny.TINY["edge"])
    said = io.StringIO()
    with pytest.raises(SystemExit):
        tiny.train(tmp_path, tiny.settled(ema=0.5), make_baton(io.StringIO("1\n2\n"), said))
    seconds = [float(line) for line in said.getvalue().splitlines()]
    assert len(seconds) == 2 and all(one > 0 for one in seconds)


def test_the_first_steps_of_a_slice_do_not_count():
    pytest.importorskip("keras")
    said = io.StringIO()
    baton = make_baton(io.StringIO("3\n"), said)
    for step in range(WARM + 3):
        baton.on_train_batch_begin(step)
        baton.on_train_batch_end(step, {"loss": 1.0})
        assert bool(said.getvalue()) == (step == WARM + 2)
    with pytest.raises(SystemExit):
        baton.on_train_batch_begin(0)
