"""A journal over a day of a clock that a test sets, and what it survives."""

import threading
from contextlib import ExitStack
from pathlib import Path

import pytest

from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.runtime.journal.book import DayBook
from fer_edge.runtime.journal.folder import SLOTS
from fer_edge.runtime.journal.journal import Journal
from fer_edge.runtime.journal.reading import read_journal
from fer_edge.runtime.sources.fake import FakeSource
from fer_edge.runtime.status import Status
from fer_edge.system.clocks import Moment
from fer_edge.system.messages import Shown
from fer_edge.system.signals import StopEvent
from tests.runtime.journal.lines import NOW
from tests.standin import GREY
from tests.waiting import Clock, promptly, until


class Times:
    """Both clocks; `pass_by` moves them together."""

    def __init__(self):
        self.wall, self.steady = NOW.wall, NOW.steady

    def __call__(self) -> Moment:
        return Moment(self.wall, self.steady, NOW.boot)

    def pass_by(self, seconds: float) -> None:
        self.wall, self.steady = self.wall + seconds, self.steady + seconds


class Run:
    """A run without a loop: what its counters say, a test says."""

    def __init__(self, folder: Path, card, times: Times):
        self.times, self.told, self.card = times, [], card
        self.status, self.source, self.stop = Status(Clock()), FakeSource([]), StopEvent()
        self.journal = Journal(DayBook(folder, times()), "camera 0", self.told.append, times)

    def begin(self) -> None:
        self.status.watch(self.source, [])
        self.journal.begin(GREY, self.card, self.status, [], self.stop)


@pytest.fixture
def times() -> Times:
    return Times()


@pytest.fixture
def run(tmp_path, card, times):
    return Run(tmp_path / "journal", card, times)


def lines(run_or_path):
    return read_journal(run_or_path).lines


def test_ten_minutes_are_a_line_and_the_end_is_one(tmp_path, run, times):
    with run.journal:
        run.begin()
        for minute in range(25):
            run.status.frames += 600
            run.source.counts.blind_seconds += minute == 3
            times.pass_by(60)
            run.journal.tick()
        run.stop.signal = "SIGTERM"
    first, *periods, last = lines(tmp_path / "journal")
    assert (first.start.model, first.start.source, len(first.start.sha256)) == ("test", "camera 0", 64)
    assert [line.sums.frames for line in periods] == [6000, 6000, 3000]
    assert [line.sums.blind for line in periods] == [1.0, 0.0, 0.0]
    assert (last.end.how, last.end.text) == ("signal", "SIGTERM")


def test_what_a_kill_leaves_is_a_minute_old_and_the_next_run_says_so(tmp_path, card, run, times):
    with run.journal:
        run.begin()
        times.pass_by(61)
        run.journal.tick()
        killed = (tmp_path / "journal" / "000001_2027-01-15.jsonl").read_bytes()
    (tmp_path / "journal" / "000001_2027-01-15.jsonl").write_bytes(killed)
    times.pass_by(3600)
    after = Run(tmp_path / "journal", card, times)
    with after.journal:
        pass
    assert len(after.told) == 1 and "ended without a word at about" in after.told[0]
    with Run(tmp_path / "journal", card, times).journal as third:
        third.report("well")
    assert len(after.told) == 1


def test_a_day_takes_a_megabyte_at_the_most_whatever_is_said(tmp_path, card, times):
    times.pass_by(-(NOW.wall % 86_400))
    labels = [f"expression number {number} of a very long list" for number in range(40)]
    run = Run(tmp_path, card, times)
    with run.journal:
        run.begin()
        for minute in range(1430):  # All in one day.
            times.pass_by(60)
            run.journal.totals.labels.update(labels)
            if minute % 10 < 3:
                run.journal.report(f"{minute} " + "é" * 150)
            run.journal.tick()
    (path,) = tmp_path.iterdir()
    assert 100_000 < path.stat().st_size <= 1_000_000 / SLOTS and len(lines(tmp_path)) > 140


def test_restarts_all_day_long_take_half_and_a_run_that_lasts_is_recorded(tmp_path, card, times):
    def begin_and_fail():
        with pytest.raises(MissingError), Run(tmp_path, card, times).journal:
            raise MissingError("no camera 0: there are none here; name another with --camera")

    for _ in range(600):
        times.pass_by(5)
        begin_and_fail()
    (path,) = tmp_path.iterdir()
    assert path.stat().st_size < 140_000
    run = Run(tmp_path, card, times)
    with run.journal:
        run.begin()
        times.pass_by(61)
        run.journal.tick()
    last = lines(tmp_path)
    assert last[-1].end and last[-2].sums and last[-3].start.model == "test"
    known = sum(bool(line.end) for line in last) - 1
    assert known + last[-4].left.runs == 600 and "no camera 0" in last[-4].left.text


def test_a_full_disk_is_told_once_and_nothing_is_lost_when_there_is_room(tmp_path, run, times, monkeypatch):
    full = threading.Event()
    write = DayBook.write

    def stubborn(self, *words):
        if full.is_set():
            raise FerEdgeError("cannot write it: No space left on device")
        write(self, *words)

    monkeypatch.setattr(DayBook, "write", stubborn)
    with run.journal:
        run.begin()
        full.set()
        for _ in range(30):
            times.pass_by(60)
            run.journal.tick()
        assert run.told == ["journal: cannot write it: No space left on device; going on without it"]
        full.clear()
    assert len([line for line in lines(tmp_path / "journal") if line.sums]) == 4


@pytest.mark.parametrize(
    ("error", "how", "text"),
    [
        (None, "done", ""),
        (KeyboardInterrupt(), "signal", "SIGINT"),
        (SystemExit(143), "signal", "SIGTERM"),
        (MissingError("rtsp://u:hunter2@cam is not there"), "error", "rtsp://***@cam is not there"),
        (OSError(5, "Input/output error"), "error", "[Errno 5] Input/output error"),
        (KeyError("b"), "fault", "KeyError: 'b'"),
    ],
)
def test_how_it_ended_is_written_also_before_the_loop(tmp_path, run, error, how, text):
    try:
        with run.journal:
            if error is not None:
                raise error
    except BaseException as raised:  # noqa: BLE001
        assert raised is error
    (first, last) = lines(tmp_path / "journal")
    assert first.start and (last.end.how, last.end.text) == (how, text)


def test_wrong_options_are_no_run(tmp_path, run):
    with pytest.raises(UsageError), run.journal:
        assert lines(tmp_path / "journal")
        raise UsageError("--fps -1")
    assert lines(tmp_path / "journal") == ()


def test_each_day_s_file_tells_which_run_it_is(tmp_path, run, times):
    with run.journal:
        run.begin()
        for _ in range(3):
            times.pass_by(43_200)
            run.journal.tick()
    files = sorted((tmp_path / "journal").iterdir())
    assert len(files) >= 2 and all(b'"start"' in path.read_bytes() for path in files)


def test_what_is_said_is_kept_but_no_address_with_a_token(tmp_path, run, times):
    with run.journal:
        run.begin()
        run.journal.report("camera 0 is back")
        run.journal.report(Shown("watch at http://cam/?token=made"))
        times.pass_by(60)
    assert lines(tmp_path / "journal")[1].sums.told == ("camera 0 is back",)
    assert len(run.told) == 2


def test_the_thread_writes_by_itself_and_ends_with_the_run(tmp_path, run, monkeypatch):
    monkeypatch.setattr("fer_edge.runtime.journal.journal.MINUTE", 0.01)
    with run.journal:
        run.begin()
        until(lambda: any(line.sums for line in lines(tmp_path / "journal")))
    assert "journal" not in [thread.name for thread in threading.enumerate()]


def test_a_disk_that_hangs_holds_up_neither_the_loop_nor_the_end(tmp_path, run, monkeypatch):
    held, freed = threading.Event(), threading.Event()

    def hang(self, *words):
        held.set()
        freed.wait(10)

    monkeypatch.setattr("fer_edge.runtime.journal.journal.MINUTE", 0.01)
    with run.journal:
        run.begin()
        monkeypatch.setattr(DayBook, "write", hang)
        assert held.wait(5)
        run.journal.report("the loop goes on")
        ending = ExitStack()
        ending.enter_context(promptly(1.5))
    ending.close()
    freed.set()
    until(lambda: "journal" not in [thread.name for thread in threading.enumerate()])
