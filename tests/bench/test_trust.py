"""When figures are not to be trusted."""

from dataclasses import replace

from fer_edge.bench.trust import Conditions, Watch, find_doubts, slower_integers
from tests.bench.rows import BOARD, row

REST = Conditions(before=BOARD, after=BOARD, seconds=10.0, others=0.02, frequencies_khz=(1_800_000, 1_800_000))


def doubts(*rows, **changed):
    return find_doubts(rows, replace(REST, **changed))


def test_a_board_at_rest_gives_no_doubt():
    assert doubts(row()) == []


def test_what_held_the_board_back_now_or_meanwhile_is_told():
    assert "under-voltage now" in doubts(after=BOARD | {"throttled": "0x1"})[0]
    assert "throttled since start" in doubts(after=BOARD | {"throttled": "0x40000"})[0]


def test_what_held_it_back_long_before_is_not():
    earlier = BOARD | {"throttled": "0x50000"}
    assert doubts(before=earlier, after=earlier) == []


def test_other_programs_and_a_moving_clock_are_told():
    assert "other programs took 0.7 of 4 cores" in doubts(others=0.7)[0]
    assert "between 600 and 1800 MHz (governor ondemand)" in doubts(frequencies_khz=(600_000, 1_800_000))[0]


def test_rows_whose_interval_is_wide_are_told_and_rows_without_figures_are_not():
    (told,) = doubts(row(settled=False), row(threads=2), row(ms=None, settled=False))
    assert "1 of 3 rows are not sure" in told and "model.onnx x1" in told


def test_an_integer_file_that_is_slower_than_its_float_file_is_told():
    (told,) = slower_integers([row("model.onnx", 1.0), row("model.int8.onnx", 1.3)])
    assert "model.int8.onnx x1 takes 1.30 times as long as model.onnx" in told


def test_one_that_may_be_as_fast_or_of_another_runtime_or_number_of_threads_is_not():
    assert slower_integers([row("model.onnx", 1.0), row("model.int8.onnx", 1.01, around=0.02)]) == []
    assert slower_integers([row("model.onnx", 1.0), row("model.int8.tflite", 2.0)]) == []
    assert slower_integers([row("model.onnx", 1.0, threads=2), row("model.int8.onnx", 2.0)]) == []


def test_the_watch_tells_what_others_took():
    busy, own, now = iter((100.0, 130.0)), iter((5.0, 15.0)), iter((0.0, 20.0))
    watch = Watch(lambda: BOARD, lambda: next(busy), lambda: next(own), lambda: next(now))
    found = watch.finish()
    assert found.others == 1.0 and found.seconds == 20.0


def test_where_nothing_can_be_read_nothing_is_said_of_others():
    assert Watch(lambda: BOARD, lambda: None).finish().others is None
