import json
import os
from dataclasses import replace

import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.runtime.sinks.jsonl import JsonLines, as_record
from fer_edge.runtime.types import Face, Frame, StopLoop
from tests.little_disk import little_disk
from tests.schemas import conform

FRAME = Frame(index=12, time=0.4, image=np.zeros((1, 1, 3), np.uint8))
SHARES = np.array([0, 0, 0, 0.93, 0.07, 0, 0], np.float32)
FACE = Face(track=1, box=(1, 2, 3, 4), label="happy", confidence=0.93, probabilities=SHARES, uncertain=True)


def test_a_record_has_the_promised_keys_in_their_order():
    record = as_record(FRAME, [FACE], LABELS)
    assert list(conform("frame", record)) == ["frame", "time", "faces"]
    assert list(record["faces"][0]) == ["track", "box", "label", "confidence", "probabilities", "uncertain"]
    assert record["faces"][0]["uncertain"] is True


def test_a_still_picture_has_its_file_beside_what_every_frame_has():
    frame, still = (as_record(one, [FACE], LABELS) for one in (FRAME, replace(FRAME, file="a.png")))
    assert still == frame | {"file": "a.png"}


def test_every_file_of_a_rotation_is_valid(tmp_path):
    sink = JsonLines(str(tmp_path / "out.jsonl"), LABELS, rotate_bytes=600)
    for _ in range(6):
        sink.write(FRAME, [FACE])
    sink.close()
    files = sorted(tmp_path.iterdir())
    assert len(files) == 3
    assert [len([json.loads(line) for line in file.read_text().splitlines()]) for file in files] == [2, 2, 2]


@pytest.mark.parametrize("there", ['{"frame": 1}\n', '{"frame": 1}\n{"fra', '{"fra', ""])
def test_a_restart_goes_on_and_every_line_is_valid(tmp_path, there):
    (tmp_path / "out").write_text(there)
    sink = JsonLines(str(tmp_path / "out"), LABELS)
    sink.write(FRAME, [])
    sink.close()
    lines = [json.loads(line) for line in (tmp_path / "out").read_text().splitlines()]
    assert [line["frame"] for line in lines] == [1] * there.count("\n") + [12]


@pytest.mark.parametrize("there", ["a diary", "a diary\n", "[1]\n", "1\n2\n", "\n", "\x89PNG\r\n"])
def test_a_file_that_is_no_json_lines_is_refused(tmp_path, there):
    (tmp_path / "out").write_bytes(there.encode())
    with pytest.raises(UsageError, match="something else"):
        JsonLines(str(tmp_path / "out"), LABELS)
    assert (tmp_path / "out").read_bytes() == there.encode()


def test_the_loop_ends_when_nobody_reads(tmp_path):
    reader, writer = os.pipe()
    sink = JsonLines(f"/dev/fd/{writer}", LABELS)
    os.close(reader)
    with pytest.raises(StopLoop):
        sink.write(FRAME, [])
    sink.close()
    os.close(writer)


def test_a_full_disk_is_an_error_of_ours_and_every_line_stays_valid(tmp_path):
    with little_disk(tmp_path, "16k") as disk:
        sink = JsonLines(str(disk / "out.jsonl"), LABELS)
        with pytest.raises(FerEdgeError, match="make room"):
            for _ in range(200):
                sink.write(FRAME, [FACE])
        sink.close()
        lines = (disk / "out.jsonl").read_text().splitlines()
        assert len(lines) > 10
        assert all(json.loads(line)["frame"] == 12 for line in lines)
