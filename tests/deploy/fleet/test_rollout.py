import threading

import pytest

from fer_edge.deploy.fleet import steps
from fer_edge.deploy.fleet.hosts import Host
from fer_edge.deploy.fleet.refusals import Unreached
from fer_edge.deploy.fleet.results import Outcome, gravest, raise_failure
from fer_edge.deploy.fleet.rollout import on_all, roll_out
from fer_edge.errors import FerEdgeError, GateError, MissingError
from tests.deploy.fleet.boards import start_again
from tests.deploy.fleet.bundles import bundle_id, make_bundle

HOSTS = [Host(name=name, address=name) for name in "abcdef"]


def nothing() -> None:
    pass


def work_with(**failures):
    """Work that is told which hosts fail; the order in which they came; how many were at it at once."""
    came, at_it, most, lock = [], [0], [0], threading.Lock()

    def work(host: Host) -> Outcome:
        with lock:
            came.append(host.name)
            at_it[0] += 1
            most[0] = max(most[0], at_it[0])
        threading.Event().wait(0.05)
        with lock:
            at_it[0] -= 1
        if host.name in failures:
            raise failures[host.name](f"{host.name}: why")
        return Outcome(host=host.name, state="installed")

    return work, came, most


def test_one_comes_first_and_then_so_many_at_once():
    work, came, most = work_with(d=MissingError, e=OSError)
    outcomes = roll_out(HOSTS, work, 3, nothing)
    assert came[0] == "a" and 1 < most[0] <= 3 and [one.host for one in outcomes] == list("abcdef")
    assert [one.exit_code for one in outcomes] == [0, 0, 0, 3, 1, 0]


def test_when_the_first_is_not_well_no_other_is_touched():
    work, came, _ = work_with(a=GateError)
    outcomes = roll_out(HOSTS, work, 3, nothing)
    assert came == ["a"] and [one.state for one in outcomes] == ["failed"] + 5 * ["not tried"]
    assert gravest(outcomes) == 4


def test_one_that_is_off_does_not_hold_up_the_others_but_the_next_is_the_first():
    work, came, _ = work_with(a=Unreached, b=FerEdgeError)
    outcomes = roll_out(HOSTS, work, 3, nothing)
    assert came == ["a", "b"] and [one.state for one in outcomes[2:]] == 4 * ["not tried"]


def test_what_stops_the_work_closes_the_connections():
    closed = threading.Event()

    def work(host: Host) -> Outcome:
        if host.name == "b":
            raise KeyboardInterrupt
        closed.wait(8)
        return Outcome(host=host.name, state="installed")

    with pytest.raises(KeyboardInterrupt):
        on_all(HOSTS, work, 2, closed.set)
    assert closed.is_set()


def test_the_gravest_failure_decides():
    def outcomes(*codes: int) -> list[Outcome]:
        return [Outcome(host="h", state="", exit_code=code, reason="why") for code in codes]

    assert [gravest(outcomes(*codes)) for codes in ((), (0, 0), (0, 1), (1, 3), (4, 3, 1))] == [0, 0, 1, 3, 4]
    raise_failure(outcomes(0, 0))
    with pytest.raises(MissingError, match="2 of 3 boards failed"):
        raise_failure(outcomes(0, 3, 1))
    with pytest.raises(GateError, match="why"):
        raise_failure(outcomes(4))


def test_a_fleet_with_one_board_lost_is_caught_up_with(fleet, tmp_path):
    bundle = make_bundle(tmp_path, "0.1.0")
    first, second, third = fleet.boards
    second.line.cut_at = 1_000_000

    def all_of_them():
        with fleet.plan(bundle) as plan:
            hosts = [board.host for board in fleet.boards]
            return roll_out(hosts, lambda host: steps.deploy(plan, host), 2, plan.ssh.close)

    outcomes = all_of_them()
    assert [one.state for one in outcomes] == ["installed", "failed", "installed"]
    assert "the connection is lost" in outcomes[1].reason and not second.prefix.exists()
    second.kill()
    second.line.cut_at = None
    start_again(second)
    outcomes = all_of_them()
    assert [one.state for one in outcomes] == ["already there", "installed", "already there"]
    assert outcomes[1].resumed > 0 and {board.now for board in fleet.boards} == {bundle_id(bundle)}
    assert first.home != third.home
