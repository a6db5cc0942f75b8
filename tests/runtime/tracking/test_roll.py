import math

import pytest

from fer_edge.runtime.tracking.roll import FORGET_AFTER, MOVING_EVERY, SETTLED_EVERY, STILL_EVERY, RollFollower, wrapped


def follow(*readings: float) -> RollFollower:
    """A follower of track 1, read every MOVING_EVERY seconds."""
    follower = RollFollower()
    for at, degrees in enumerate(readings):
        follower.update(at * MOVING_EVERY, 1, degrees)
    return follower


@pytest.mark.parametrize(("degrees", "same"), [(0, 0), (190, -170), (-190, 170), (180, -180), (-540, -180), (359, -1)])
def test_a_direction_has_one_name(degrees, same):
    assert wrapped(degrees) == same


def test_a_newcomer_gets_the_first_reading_at_once():
    assert math.isnan(follow().last(1)) and follow().expected(1) == 0.0
    assert follow(33.0).last(1) == follow(33.0).expected(1) == 33.0


def test_a_turning_head_is_followed_and_a_trembling_one_is_calmer():
    assert follow(0.0, *range(5, 41, 5), 40.0, 40.0).last(1) == pytest.approx(40, abs=1)
    assert abs(follow(10.0, 14.0, 6.0).last(1) - 10) < 4


def test_the_way_between_two_angles_is_the_short_one():
    assert follow(170.0, -170.0).last(1) == pytest.approx(-176)


def test_eyes_that_jump_or_are_not_seen_leave_the_roll_unknown_and_the_next_reading_counts_whole():
    for odd in (-40.0, math.nan):
        assert math.isnan(follow(20.0, odd).last(1)) and follow(20.0, odd).expected(1) == 0.0
        assert follow(20.0, odd, 25.0).last(1) == 25.0


def test_a_still_head_is_read_seldom_and_one_that_turned_soon():
    still, moving = ((5.0, 8.0), (5.0, -9.0), (math.nan,) * 2), ((5.0, 25.0), (-11.0, 13.0))
    settled = ((20.0, 22.0, 20.0), (math.nan,) * 3, (5.0, 8.0, 6.0))
    paces = [*((one, STILL_EVERY) for one in still), *((one, MOVING_EVERY) for one in moving)]
    for readings, every in (*paces, *((one, SETTLED_EVERY) for one in settled)):
        follower = follow(*readings)
        last = (len(readings) - 1) * MOVING_EVERY
        assert follower.due(last + 0.9 * every, [1]) == [] and follower.due(last + 1.1 * every, [1]) == [0]
        assert follower.due(last + 1.1 * every, [1], interval_scale=4.0) == []


def test_newcomers_are_read_at_once_and_of_the_others_one_a_frame():
    follower = RollFollower()
    assert follower.due(0.0, [1, 2, 3]) == [0, 1, 2] and follower.due(0.0, []) == []
    for track, time in ((1, 0.2), (2, 0.0), (3, 0.1)):
        follower.update(time, track, 0.0)
    assert follower.due(9.0, [1, 2, 3, 4]) == [3, 1]


def test_a_clock_that_went_back_began_anew():
    assert follow(0.0, 0.0).due(-5.0, [1]) == [0]


def test_who_is_gone_is_forgotten():
    follower = follow(30.0)
    follower.update(FORGET_AFTER + 1, 2, 0.0)
    assert math.isnan(follower.last(1))
