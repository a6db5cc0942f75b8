import csv
from datetime import datetime

import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.runtime.sinks.table import MinuteTable
from fer_edge.runtime.types import Face, Frame
from tests.little_disk import fill, little_disk
from tests.schemas import conform

IMAGE = np.zeros((1, 1, 3), np.uint8)


def face(track: int, label: str, confidence: float = 0.5) -> Face:
    return Face(track=track, box=(0, 0, 1, 1), label=label, confidence=confidence, probabilities=np.zeros(7))


def frame(time: float) -> Frame:
    return Frame(index=0, time=time, image=IMAGE)


def rows(path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return [conform("table", row) for row in csv.DictReader(file)]


def table(path) -> MinuteTable:
    return MinuteTable(path, LABELS, now=lambda: datetime(2026, 1, 2, 3, 4, 5))


def test_a_minute_is_a_row_per_person_with_the_seconds_of_each_expression(tmp_path):
    sink = table(tmp_path / "out.csv")
    for tenth in range(100):
        faces = [face(1, "happy" if tenth <= 50 else "sad", 0.9)] + [face(2, "fear")] * (tenth > 90)
        sink.write(frame(tenth / 10), faces)
    assert [row["seconds"] for row in rows(tmp_path / "out.csv")] == [
        "9.50",
        "0.50",
    ]  # A kill costs less than the last second.
    sink.write(frame(60.0), [])
    first, second = rows(tmp_path / "out.csv")
    assert list(first) == ["minute", "start", "track", "seconds", *LABELS, "confidence"]
    assert (first["minute"], first["track"], first["seconds"]) == ("0", "1", "9.90")
    assert first["start"].startswith("2026-01-02T03:04:05")
    assert (first["happy"], first["sad"], first["fear"], first["confidence"]) == ("5.00", "4.90", "0.00", "0.900")
    assert (second["track"], second["fear"], second["seconds"]) == ("2", "0.90", "0.90")
    sink.close()


def test_a_gap_counts_a_second_and_the_running_minute_is_written_at_the_end(tmp_path):
    sink = table(tmp_path / "out.csv")
    sink.write(frame(0.0), [face(1, "happy")])
    sink.write(frame(200.0), [face(1, "happy")])
    sink.close()
    assert [(row["minute"], row["seconds"]) for row in rows(tmp_path / "out.csv")] == [("0", "0.00"), ("3", "1.00")]


def test_a_restart_goes_on_with_the_next_minute(tmp_path):
    told: list[str] = []
    for _ in range(2):
        sink = MinuteTable(tmp_path / "out.csv", LABELS, report=told.append)
        for second in range(70):
            sink.write(frame(float(second)), [face(1, "happy")])
        sink.close()
        with (tmp_path / "out.csv").open("a") as file:
            file.write("7,2026-")  # As a kill may leave it.
    MinuteTable(tmp_path / "out.csv", LABELS).close()
    assert [(row["minute"], row["seconds"]) for row in rows(tmp_path / "out.csv")] == [
        ("0", "59.00"),
        ("1", "10.00"),
        ("2", "59.00"),
        ("3", "10.00"),
    ]
    assert len(told) == 1 and "going on" in told[0]


def test_a_header_that_was_cut_is_written_again(tmp_path):
    (tmp_path / "out.csv").write_text("minute,start,tr")
    table(tmp_path / "out.csv").close()
    assert (tmp_path / "out.csv").read_text() == ",".join(
        ["minute", "start", "track", "seconds", *LABELS, "confidence\n"]
    )


def test_a_table_of_other_expressions_is_put_aside(tmp_path):
    told: list[str] = []
    MinuteTable(tmp_path / "out.csv", ("cat", "dog")).close()
    MinuteTable(tmp_path / "out.csv", LABELS, report=told.append).close()
    assert "cat,dog" in (tmp_path / "out-2.csv").read_text() and "happy" in (tmp_path / "out.csv").read_text()
    assert len(told) == 1 and "out-2.csv" in told[0]


def test_a_table_of_another_run_is_left_to_it(tmp_path):
    sink = MinuteTable(tmp_path / "out.csv", ("cat", "dog"))
    for labels in (LABELS, ("cat", "dog")):
        with pytest.raises(UsageError, match="another run"):
            MinuteTable(tmp_path / "out.csv", labels)
    sink.close()


@pytest.mark.parametrize("there", ["name,age\n", "\n\n", "minute\n", "text"])
def test_a_file_that_is_no_such_table_is_refused(tmp_path, there):
    (tmp_path / "out.csv").write_text(there)
    with pytest.raises(UsageError, match="something else"):
        table(tmp_path / "out.csv")
    assert (tmp_path / "out.csv").read_text() == there


def test_a_minute_that_found_no_room_is_written_later(tmp_path):
    with little_disk(tmp_path, "64k") as disk:
        sink = table(disk / "out.csv")
        sink.write(frame(0.0), [face(track, "happy") for track in range(200)])
        ballast = fill(disk)
        with pytest.raises(FerEdgeError, match="No space left"):
            sink.write(frame(60.0), [])
        assert rows(disk / "out.csv") == []
        ballast.unlink()
        sink.write(frame(60.1), [])
        assert [row["track"] for row in rows(disk / "out.csv")] == [str(track) for track in range(200)]
        sink.close()
