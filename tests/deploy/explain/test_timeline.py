"""Lines of boards whose clocks were set, went wrong, or began in 1970."""

from itertools import pairwise

import pytest

from fer_edge.deploy.explain.timeline import put_in_order
from fer_edge.system.clocks import Moment
from tests.runtime.journal.lines import NOW, at, end, start, sums

DAY = 86_400.0
YEARS = 20 * 365 * DAY


def moved(moment: Moment, wall: float) -> Moment:
    return moment._replace(wall=moment.wall + wall)


def told(lines, now=NOW):
    """The runs and kinds of lines in order, and the seconds before NOW at which they are placed."""
    found = put_in_order(lines, now)
    return [(one.line.run, round(NOW.wall - one.at)) for one in found.placed], len(found.jumps), found.wrong


def test_right_clocks_need_no_care():
    lines = [
        start("a", at(2 * DAY, "boot-a")),
        end("a", at(DAY, "boot-a")),
        start("b", at(3600.0)),
        sums("b", at(60.0)),
    ]
    assert told(lines) == ([("a", 2 * DAY), ("a", DAY), ("b", 3600), ("b", 60)], 0, 0)


@pytest.mark.parametrize("wrong", [-YEARS, -57 * 365 * DAY, 30 * DAY, YEARS])
def test_a_clock_that_was_set_during_a_start_counts_as_it_was_at_the_end(wrong):
    lines = [start("b", moved(at(7200.0), wrong)), sums("b", moved(at(3600.0), wrong)), sums("b", at(60.0))]
    assert told(lines) == ([("b", 7200), ("b", 3600), ("b", 60)], 1, 0)


def test_a_clock_that_is_set_after_the_last_line_is_seen_by_now():
    found = put_in_order([start("b", moved(at(7200.0), -YEARS))], NOW)
    (jump,) = found.jumps
    assert (round(NOW.wall - found.placed[0].at), round(jump.after - jump.before)) == (7200, YEARS)


@pytest.mark.parametrize("wrong", [-YEARS, YEARS])
def test_a_start_whose_clock_was_wrong_all_the_time_lies_between_its_neighbours(wrong):
    lines = [
        *(start("a", at(3 * DAY, "boot-1")), end("a", at(2 * DAY, "boot-1"))),
        *(start("w", moved(at(DAY, "boot-2"), wrong)), sums("w", moved(at(DAY - 3600, "boot-2"), wrong))),
        start("b", at(60.0)),
    ]
    assert told(lines) == ([("a", 3 * DAY), ("a", 2 * DAY), ("w", 2 * DAY), ("w", 2 * DAY - 3600), ("b", 60)], 0, 1)


def test_the_one_wrong_clock_does_not_make_the_others_wrong():
    wrong = moved(at(4 * DAY, "boot-1"), 3.9 * DAY)  # Ahead of all that follow, yet before now.
    lines = [start("w", wrong), *(start(str(n), at((3 - n) * DAY + 60, f"boot-{2 + n}")) for n in range(3))]
    order, jumps, bad = told(lines)
    assert [run for run, _ in order] == ["w", "0", "1", "2"] and (jumps, bad) == (0, 1)
    assert order[0][1] >= order[1][1]


def test_where_the_present_clock_is_wrong_the_lines_tell_what_time_it_is():
    now = Moment(5.0, 120.0, "boot-b")  # 1970, two minutes after the start.
    found = put_in_order([start("a", at(3600.0, "boot-a")), end("a", at(60.0, "boot-a"))], now)
    assert [round(NOW.wall - one.at) for one in found.placed] == [3600, 60]
    assert found.now >= NOW.wall - 60
    found = put_in_order([end("a", at(60.0, "boot-a")), start("b", Moment(1.0, 116.0, "boot-b"))], now)
    assert [one.line.run for one in found.placed] == ["a", "b"] and found.placed[1].at >= found.placed[0].at


def test_time_never_goes_back_whatever_the_clocks_say():
    lines = [
        sums(f"r{boot}", Moment(1.7e9 + (boot * 7919 % 13) * 1e7 - (step % 3) * 5e8, 50.0 * step, f"boot-{boot}"))
        for boot in range(12)
        for step in range(6)
    ]
    found = put_in_order(lines, NOW)
    times = [one.at for one in found.placed]
    assert [one.line for one in found.placed] == lines
    assert all(one <= other + 60 for one, other in pairwise(times))


def test_without_a_boot_id_each_run_is_a_start_of_its_own():
    lines = [start("a", at(3600.0, "")), end("a", at(1800.0, "")), start("b", Moment(NOW.wall - 60, 5.0, ""))]
    assert told(lines)[0] == [("a", 3600), ("a", 1800), ("b", 60)]


def test_nothing_is_no_trouble():
    assert put_in_order([], NOW).placed == ()
