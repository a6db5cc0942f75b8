import pytest

from fer_edge.runtime.sinks.web.strangers import MINUTE, Notices, Strangers
from tests.waiting import Clock


@pytest.fixture
def crowd():
    told, cut = [], []
    strangers = Strangers(Notices("page", told.append, Clock()), most=3, most_admitted=1)
    return strangers, told, cut


def enter(crowd, *names, address="a"):
    for name in names:
        crowd[0].enter(name, address, lambda name=name: crowd[2].append(name))


def test_a_few_are_let_be(crowd):
    enter(crowd, 1, 2, 3)
    crowd[0].leave(2)
    enter(crowd, 4)
    assert crowd[1:] == ([], [])


def test_the_oldest_goes_for_the_newest(crowd):
    enter(crowd, 1, 2, 3, 4, 5)
    assert crowd[2] == [1, 2] and "without the token" in crowd[1][0]


def test_who_comes_from_elsewhere_is_not_the_one_that_goes(crowd):
    enter(crowd, "viewer", address="b")
    enter(crowd, 1, 2, 3, 4)
    assert crowd[2] == [1, 2]


def test_who_is_admitted_stays_and_one_too_many_is_not_admitted(crowd):
    enter(crowd, "viewer", "second", 1)
    crowd[0].admit("viewer")
    crowd[0].admit("second")
    enter(crowd, 2, 3)
    assert crowd[2] == ["second"]
    crowd[0].leave("viewer")
    crowd[0].admit(1)
    enter(crowd, 4, 5)
    assert crowd[2] == ["second", 2]


def test_a_thousand_faults_are_two_lines_in_two_minutes():
    told, clock = [], Clock()
    notices = Notices("page", told.append, clock)
    for clock.now in range(0, int(2 * MINUTE) - 1):
        notices.count("requests failed", f"ValueError: {clock.now:.0f}")
    assert told == [
        "page: 1 requests failed (last: ValueError: 0)",
        "page: 60 requests failed (last: ValueError: 60)",
    ]
    notices.tell()
    notices.tell()
    assert len(told) == 3
