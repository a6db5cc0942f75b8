import pytest

from fer_edge.runtime import status as statuses
from fer_edge.runtime.journal.records import NAMED, OTHERS, TEXTS
from fer_edge.runtime.journal.sums import SumTaker, resident
from fer_edge.runtime.journal.totals import FaceTotals
from fer_edge.runtime.sources.fake import FakeSource
from fer_edge.runtime.status import Status
from tests.runtime.journal.lines import NOW, at
from tests.waiting import Clock


class Broken:
    name, missed, reconnects = "mqtt", 5, 2


@pytest.fixture
def made():
    """A run's counters, and what takes their sums."""
    status, source, totals = Status(Clock()), FakeSource([]), FaceTotals()
    sink = Broken()
    status.watch(source, [sink])
    return status, source, totals, sink, SumTaker(status, [sink], totals, at(600.0), lambda: "0x50005")


def test_sums_are_of_their_minutes_alone(made):
    status, source, totals, sink, taker = made
    for _ in range(2):
        status.frames += 100
        source.counts.blind_seconds += 2.5
        sink.missed += 1
        sink.reconnects += 1
        totals.faces, totals.confidence = totals.faces + 4, totals.confidence + 3.0
        totals.labels["happy"] += 4
        sums = taker.take(NOW)
        assert (sums.seconds, sums.frames, sums.blind, sums.missed, sums.broker_reconnects) == (600.0, 100, 2.5, 1, 1)
        assert (sums.faces, sums.confidence, sums.labels, sums.light) == (4, 0.75, {"happy": 4}, None)
        taker.begin(at(600.0))


def test_the_board_is_asked_once_a_line_and_memory_each_time(made):
    taker = made[-1]
    assert (taker.take(NOW, last=False).throttled, taker.take(NOW).throttled) == (None, "0x50005")
    assert taker.take(NOW).memory == pytest.approx(resident(), abs=50) and taker.take(NOW).free > 0


def test_the_hottest_counts(made, monkeypatch, tmp_path):
    zone = tmp_path / "temp"
    monkeypatch.setattr(statuses, "TEMPERATURE", str(zone))
    assert made[-1].take(NOW).temperature is None
    for degrees in (61_000, 84_500, 70_000):
        zone.write_text(f"{degrees}\n")
        made[-1].take(NOW, last=False)
    assert made[-1].take(NOW).temperature == 84.5


def test_a_counter_that_began_anew_counts_from_nothing(made):
    _, source, *_, taker = made
    source.counts.dropped = 50
    taker.begin(NOW)
    source.counts.dropped = 7
    assert taker.take(NOW).dropped == 7


def test_many_expressions_and_messages_are_a_few(made):
    *_, totals, _, taker = made
    totals.labels.update({f"label {n}": 100 - n for n in range(NAMED + 5)})
    for n in range(9):
        taker.tell(f"message {n}")
        taker.tell("message 0")
    sums = taker.take(NOW)
    assert len(sums.labels) == NAMED + 1 and sum(sums.labels.values()) == sum(totals.labels.values())
    assert sums.labels[OTHERS] == sum(100 - n for n in range(NAMED, NAMED + 5)) and len(sums.told) == TEXTS
