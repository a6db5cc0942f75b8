"""What others may have put into a journal's folder."""

import os
import random

import pytest

from fer_edge.runtime.journal.folder import FILE_BYTES, open_day
from fer_edge.runtime.journal.reading import read_journal
from fer_edge.runtime.journal.records import to_bytes
from tests.runtime.journal.lines import NOW, end, start, sums

GOOD = to_bytes(start("a", NOW)) + to_bytes(sums("a", NOW)) + to_bytes(end("a", NOW))
NAME = "000001_2027-01-15.jsonl"


@pytest.mark.parametrize(
    ("content", "lines", "bad"),
    [
        (GOOD, 3, 0),
        (GOOD + b'{"run":"a","wa', 3, 0),
        (GOOD + b"\0" * 5000 + b"\n" + GOOD, 6, 1),
        (GOOD + b"[" * 100_000 + b"\n", 3, 1),
        (b"\xff\xfe\n\n{}\nnull\n" + GOOD, 3, 4),
        (b"", 0, 0),
    ],
)
def test_bad_lines_are_counted_and_the_others_used(tmp_path, content, lines, bad):
    (tmp_path / NAME).write_bytes(content)
    found = read_journal(tmp_path)
    assert (len(found.lines), found.bad, found.unread) == (lines, bad, ())


def test_damage_of_any_kind_ends_in_a_count(tmp_path):
    dice = random.Random(0)
    for _ in range(100):
        content = bytearray(GOOD)
        for _ in range(dice.randint(1, 8)):
            content[dice.randrange(len(content))] = dice.randrange(256)
        (tmp_path / NAME).write_bytes(content)
        found = read_journal(tmp_path)
        assert len(found.lines) <= 4


def test_a_file_that_is_too_large_or_locked_away_is_named(tmp_path):
    (tmp_path / NAME).write_bytes(b"x" * (2 * FILE_BYTES + 1))
    assert "bytes" in read_journal(tmp_path).unread[0]


def test_a_pipe_is_not_waited_for(tmp_path):
    os.mkfifo(tmp_path / NAME)
    assert read_journal(tmp_path).lines == ()


def test_where_there_is_none_there_is_nothing(tmp_path):
    (tmp_path / "file").touch()
    assert read_journal(tmp_path / "none") == read_journal(tmp_path / "file") == read_journal(tmp_path)


def test_who_holds_the_file_is_alive(tmp_path):
    lines = open_day(tmp_path, "2027-01-15")
    lines.append(GOOD + to_bytes(start("b", NOW)))
    assert read_journal(tmp_path).alive == {"b"}
    lines.close()
    assert read_journal(tmp_path).alive == frozenset()
