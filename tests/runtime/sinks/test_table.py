import csv
from datetime import datetime

import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from fer_edge.errors import FerEdgeError
from fer_edge.runtime.sinks.table import MinuteTable
from fer_edge.runtime.types import Face, Frame
from tests.little_disk import fill, little_disk

IMAGE = np.zeros((1, 1, 3), np.uint8)


def face(track: int, label: str, confidence: float = 0.5) -> Face:
    return Face(track=track, box=(0, 0, 1, 1), label=label, confidence=confidence, probabilities=np.zeros(7))


def frame(time: float) -> Frame:
    return Frame(index=0, time=time, image=IMAGE)


def rows(path) -> list[dict[str, str]]:
    with path.open(newline="") as file:
        return list(csv.DictReader(file))


def table(path) -> MinuteTable:
    return MinuteTable(path, LABELS, now=lambda: datetime(2026, 1, 2, 3, 4, 5))


def test_a_minute_is_a_row_per_person_with_the_seconds_of_each_expression(tmp_path):
    sink = table(tmp_path / "out.csv")
    for tenth in range(100):
        faces = [face(1, "happy" if tenth <= 50 else "sad", 0.9)] + [face(2, "fear")] * (tenth > 90)
        sink.write(frame(tenth / 10), faces)
    assert rows(tmp_path / "out.csv") == []
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
