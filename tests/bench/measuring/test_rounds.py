"""Rounds: what is asked in which order, and when it ends; with subjects and a clock of our own."""

import itertools

from fer_edge.bench.measuring.rounds import FEWEST, LEAST_ROUNDS, MOST, Limits, Slice, SubjectError, run_rounds

WILD = (1.0, 4.0, 1.3, 3.1, 1.6, 2.5, 2.0)
"""Milliseconds of a machine with much else to do."""


class Time:
    """A clock that only calls move."""

    def __init__(self) -> None:
        self.now = 0.0

    def __call__(self) -> float:
        return self.now


class Fake:
    """A subject whose calls take what `times` gives, in milliseconds; it writes down when it was asked."""

    def __init__(self, name, times, clock, diary, works=(1, 8), enough=0, dies_after=10**9):
        self.works, self.enough = works, enough
        self._name, self._times, self._clock, self._diary = name, itertools.cycle(times), clock, diary
        self._left = dies_after

    def call(self, work, calls):
        self._left -= 1
        if self._left < 0:
            raise SubjectError("its runtime died of SIGSEGV")
        took = next(self._times)
        self._clock.now += took * calls / 1000
        self._diary.append((self._name, work, calls))
        return Slice((took,) * calls, cpu=took * calls)


def measure(seconds=1000.0, runs=0, warmup=20, **times):
    clock, diary = Time(), []
    subjects = {name: Fake(name, series, clock, diary) for name, series in times.items()}
    return run_rounds(subjects, Limits(seconds=seconds, runs=runs, warmup=warmup), clock), diary


def test_steady_times_are_sure_as_soon_as_there_are_rounds_enough():
    found, _ = measure(a=[2.0])
    series = found["a"].series[1]
    assert found["a"].settled and len(series.slices) == LEAST_ROUNDS
    assert (series.estimate.median, series.cpu) == (2.0, 2.0)


def test_unsteady_times_go_on_until_they_are_sure_or_the_time_is_up():
    sure, _ = measure(a=[2.0, 2.0, 2.1, 2.0, 2.0, 3.0, 2.0])
    assert sure["a"].settled
    unsure, _ = measure(seconds=5, a=WILD)
    assert not unsure["a"].settled and unsure["a"].series[1].estimate.low is not None


def test_all_are_asked_in_turn_and_not_always_in_the_same_order():
    _, diary = measure(a=[2.0], b=[2.0], c=[2.0])
    asked = [name for name, work, _ in diary if work == 1][3:]  # Without the warm-up.
    rounds = [asked[at : at + 3] for at in range(0, len(asked), 3)]
    assert all(sorted(one) == ["a", "b", "c"] for one in rounds) and len({tuple(one) for one in rounds}) > 1


def test_who_is_sure_leaves_its_time_to_the_others():
    found, _ = measure(seconds=20, a=[2.0], b=WILD)
    assert len(found["a"].series[1].slices) == LEAST_ROUNDS < len(found["b"].series[1].slices)


def test_a_turn_takes_the_same_time_whatever_a_call_takes():
    _, diary = measure(fast=[0.3], slow=[60.0], odd=[0.0001])
    calls = {name: count for name, work, count in diary if work == 1}
    assert calls == {"fast": 100, "slow": FEWEST, "odd": MOST}


def test_runs_are_the_most_calls_and_a_warm_up_does_not_count():
    found, diary = measure(runs=7, warmup=5, a=[10.0])
    assert len(found["a"].series[1].took) == 7 and diary[0] == ("a", 1, 5)


def test_when_the_time_is_up_at_once_each_has_been_asked_once():
    found, _ = measure(seconds=0.0001, a=[5.0], b=[5.0])
    assert [len(one.series[1].slices) for one in found.values()] == [1, 1]


def test_who_dies_is_left_out_with_the_reason_and_the_others_go_on():
    clock, diary = Time(), []
    subjects = {
        "a": Fake("a", [2.0], clock, diary, dies_after=5),
        "b": Fake("b", [2.0], clock, diary),
        "c": Fake("c", [2.0], clock, diary, dies_after=0),
    }
    found = run_rounds(subjects, Limits(seconds=1000), clock)
    assert found["b"].settled and "SIGSEGV" in found["a"].reason and "SIGSEGV" in found["c"].reason


def test_what_needs_no_narrow_interval_ends_after_its_rounds():
    clock, diary = Time(), []
    subjects = {"p": Fake("p", [1.0, 9.0], clock, diary, works=("int8", "float"), enough=4)}
    for runs in (0, 1):
        found = run_rounds(subjects, Limits(seconds=1000, runs=runs), clock)
        assert [len(one.slices) for one in found["p"].series.values()] == [4, 4]
    assert [calls for *_, calls in diary[:2]] == [1, 1]  # To warm up.


def test_the_watch_is_called_after_each_round():
    clock, looks = Time(), []
    subjects = {"a": Fake("a", [2.0], clock, [])}
    run_rounds(subjects, Limits(seconds=1000), clock, lambda found: looks.append(found["a"].settled))
    assert looks == [False] * (LEAST_ROUNDS - 1) + [True]
