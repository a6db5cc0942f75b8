import os
import subprocess
import sys

import pytest

from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.runtime.sinks.lines import KEPT, WholeLines
from tests.little_disk import fill, little_disk
from tests.waiting import until


def test_lines_are_in_the_file_at_once_and_a_new_run_begins_anew(tmp_path):
    path = tmp_path / "out"
    path.write_text("old\n")
    lines = WholeLines(str(path))
    lines.append(b"one\n")
    assert path.read_text() == "one\n"
    lines.close()
    lines.close()


def test_a_full_file_is_put_aside_and_the_oldest_are_forgotten(tmp_path):
    lines = WholeLines(str(tmp_path / "out"), rotate_bytes=10)
    for number in range(20):
        lines.append(b"%04d\n" % number)
    lines.close()
    assert sorted(path.name for path in tmp_path.iterdir()) == ["out", *(f"out.{n + 1}" for n in range(KEPT))]
    kept = [(tmp_path / f"out.{n}").read_text() for n in range(KEPT, 0, -1)] + [(tmp_path / "out").read_text()]
    assert "".join(kept).split() == [f"{number:04d}" for number in range(8, 20)]


def test_a_line_longer_than_the_limit_is_written_all_the_same(tmp_path):
    lines = WholeLines(str(tmp_path / "out"), rotate_bytes=4)
    lines.append(b"longer than that\n")
    lines.append(b"and again\n")
    lines.close()
    assert (tmp_path / "out.1").read_text() == "longer than that\n"


def test_a_full_disk_keeps_whole_lines_and_writing_goes_on_when_there_is_room(tmp_path):
    with little_disk(tmp_path, "64k") as disk:
        path, line = disk / "out", b"x" * 999 + b"\n"
        lines = WholeLines(str(path))
        lines.append(line)
        ballast = fill(disk)
        written = 1
        with pytest.raises(FerEdgeError, match="No space left"):
            for _ in range(10):
                lines.append(line)
                written += 1
        assert path.read_bytes() == line * written
        ballast.unlink()
        lines.append(line)
        lines.close()
        assert path.read_bytes() == line * (written + 1)


def test_nobody_reads_any_more(tmp_path):
    reader, writer = os.pipe()
    os.close(reader)
    lines = WholeLines(f"/dev/fd/{writer}")
    with pytest.raises(BrokenPipeError):
        lines.append(b"one\n")
    lines.close()
    os.close(writer)


def test_a_folder_that_is_not_there_is_named(tmp_path):
    with pytest.raises(UsageError, match="nowhere"):
        WholeLines(str(tmp_path / "nowhere" / "out"))


WRITER = """
import sys
from fer_edge.runtime.sinks.lines import WholeLines
lines = WholeLines(sys.argv[1])
while True:
    lines.append(b"x" * 2999 + b"\\n")
"""


def test_a_process_killed_while_it_does_nothing_but_write_loses_no_line_but_the_last(tmp_path):
    path = tmp_path / "out"
    for _ in range(5):
        path.unlink(missing_ok=True)
        process = subprocess.Popen([sys.executable, "-c", WRITER, path])
        try:
            until(lambda: path.exists() and path.stat().st_size > 30_000, 10)
        finally:
            process.kill()
            process.wait(10)
        *whole, last = path.read_bytes().split(b"\n")
        assert len(whole) >= 10
        assert set(whole) == {b"x" * 2999}
        assert set(last) <= {ord("x")}
