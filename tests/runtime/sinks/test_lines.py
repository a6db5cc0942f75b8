import os
import subprocess
import sys

import pytest

from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.runtime.sinks.lines import KEPT, RevisedLines, WholeLines
from tests.little_disk import fill, little_disk
from tests.waiting import until


def test_lines_are_in_the_file_at_once(tmp_path):
    path = tmp_path / "out"
    lines = WholeLines(str(path))
    lines.append(b"one\n")
    assert path.read_text() == "one\n"
    lines.close()
    lines.close()


@pytest.mark.parametrize(("there", "kept"), [("old\n", "old\n"), ("old\ncu", "old\n"), ("cu", ""), ("", "")])
def test_a_new_run_goes_on_after_the_whole_lines_that_are_there(tmp_path, there, kept):
    told: list[str] = []
    (tmp_path / "out").write_text(there)
    lines = WholeLines(str(tmp_path / "out"), report=told.append)
    lines.append(b"one\n")
    lines.close()
    assert (tmp_path / "out").read_text() == kept + "one\n"
    assert ["cut last line" in line for line in told] == ([there != kept] if there else [])


def test_a_long_last_line_is_found_from_the_end(tmp_path):
    (tmp_path / "out").write_bytes(b"first\n" + b"x" * 200_000 + b"\ncut")
    lines = WholeLines(str(tmp_path / "out"))
    assert (lines.first, len(lines.last)) == (b"first", 200_000)
    lines.close()
    assert (tmp_path / "out").stat().st_size == 6 + 200_001


def test_a_file_of_something_else_is_refused_and_stays(tmp_path):
    (tmp_path / "out").write_text("a diary\nof mine")
    with pytest.raises(UsageError, match="something else"):
        WholeLines(str(tmp_path / "out"), belongs=lambda first, last: last == b"x")
    assert (tmp_path / "out").read_text() == "a diary\nof mine"


def test_two_runs_do_not_write_one_file(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "out")
    one = WholeLines(str(tmp_path / "out"), rotate_bytes=5)
    for _ in range(3):
        one.append(b"one\n")
    with pytest.raises(UsageError, match="another run"):
        WholeLines(str(tmp_path / "link"))
    one.close()
    WholeLines(str(tmp_path / "link")).close()
    assert (tmp_path / "out").read_text() == (tmp_path / "out.1").read_text() == "one\n"


def test_revised_lines_are_written_over_until_they_are_final(tmp_path):
    path = tmp_path / "out"
    lines = RevisedLines(str(path), lambda first, last: True)
    for shown in (b"a 1\n", b"a 2\nb 1\n", b"a 3\n"):
        lines.show(shown)
        assert path.read_bytes() == shown
    lines.append(b"a 10\nb 2\n")
    lines.show(b"c 1\n")
    lines.append(b"c 2\n")
    lines.close()
    assert path.read_text() == "a 10\nb 2\nc 2\n"


def test_a_pipe_gets_the_final_lines_alone():
    reader, writer = os.pipe()
    lines = RevisedLines(f"/dev/fd/{writer}", lambda first, last: True)
    lines.show(b"a 1\n")
    lines.append(b"a 2\n")
    lines.close()
    os.close(writer)
    assert os.read(reader, 99) == b"a 2\n"
    os.close(reader)


def test_a_full_disk_keeps_what_was_shown_last(tmp_path):
    with little_disk(tmp_path, "64k") as disk:
        lines = RevisedLines(str(disk / "out"), lambda first, last: True)
        lines.show(b"old\n")
        fill(disk)
        with pytest.raises(FerEdgeError, match="No space left"):
            lines.show(b"new\n" * 2000)
        lines.close()
        assert (disk / "out").read_bytes() == b"old\n"


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


def test_a_last_line_that_was_found_can_be_revised(tmp_path):
    path = tmp_path / "out"
    path.write_text("one\ncounted 1\n")
    lines = RevisedLines(str(path), lambda first, last: True)
    lines.revise_last()
    assert lines.size == 4
    lines.show(b"counted 2\n")
    assert path.read_text() == "one\ncounted 2\n"
    lines.append(b"three\n")
    assert path.read_text() == "one\nthree\n"
    lines.close()
