import pytest

from fer_edge.errors import FerEdgeError
from fer_edge.runtime.journal.book import DayBook
from fer_edge.runtime.journal.folder import FILE_BYTES
from fer_edge.runtime.journal.reading import read_journal
from tests.little_disk import fill, little_disk
from tests.runtime.journal.lines import NOW, at, end, start, sums


def kinds(folder) -> str:
    """The letters of what lies in a journal: start, sums, end, left out."""
    lines = read_journal(folder).lines
    return "".join("S" if line.start else "p" if line.sums else "E" if line.end else "L" for line in lines)


def test_the_running_line_is_written_over_until_it_is_final(tmp_path):
    book = DayBook(tmp_path, NOW)
    book.write([start("a", NOW)], sums("a", NOW, frames=1))
    book.write([], sums("a", NOW, frames=2))
    assert kinds(tmp_path) == "Sp" and read_journal(tmp_path).lines[-1].sums.frames == 2
    book.write([sums("a", NOW, frames=3), end("a", NOW)])
    assert kinds(tmp_path) == "SpE"
    book.write([], sums("a", NOW))
    book.write([])
    assert kinds(tmp_path) == "SpE"
    book.close()
    book.close()


def test_the_next_book_knows_the_last_line_also_over_midnight(tmp_path):
    last = sums("a", at(90_000.0))
    book = DayBook(tmp_path, at(90_000.0))
    book.write([start("a", at(90_100.0))], last)
    book.close()
    assert DayBook(tmp_path, NOW).before == last


def test_midnight_begins_a_file(tmp_path):
    book = DayBook(tmp_path, at(86_400.0))
    assert (book.turn(at(86_399.0)), book.turn(NOW), book.turn(NOW)) == (False, True, False)
    assert len(list(tmp_path.iterdir())) == 2
    book.close()


def test_what_finds_no_room_is_counted_in_one_line_also_by_the_next_run(tmp_path):
    for run in ("a", "b"):
        book = DayBook(tmp_path, NOW)
        for _ in range(FILE_BYTES // 200):
            book.write([sums(run, NOW, told=("x" * 100,))])
        book.close()
    (file,) = tmp_path.iterdir()
    assert file.stat().st_size <= FILE_BYTES
    content = read_journal(tmp_path)
    left = [line.left for line in content.lines if line.left]
    assert len(left) == 1 and left[0].lines + len(content.lines) - 1 == 2 * (FILE_BYTES // 200)


def test_runs_that_do_not_last_take_half_of_the_room(tmp_path):
    runs = 0
    while True:
        book = DayBook(tmp_path, NOW)
        runs += 1
        if book.thrifty:
            break
        book.write([start("a", NOW), end("a", NOW, "error", "no camera 0" * 10, 3)])
        book.close()
    for _ in range(500):
        book.leave_out(start("b", NOW), runs=1, text="no camera 0")
        book.close()
        book = DayBook(tmp_path, NOW)
    left = read_journal(tmp_path).lines[-1].left
    assert (left.runs, left.text) == (500, "no camera 0")
    book.leave_out(start("b", NOW), runs=1)
    book.leave_out(start("b", NOW), runs=-1)
    book.write([start("c", NOW)], sums("c", NOW))
    assert kinds(tmp_path)[-3:] == "LSp" and read_journal(tmp_path).lines[-3].left.runs == 500
    book.close()


def test_a_full_disk_is_an_error_and_what_was_there_stays(tmp_path):
    with little_disk(tmp_path, "64k") as disk:
        book = DayBook(disk / "journal", NOW)
        book.write([start("a", NOW)], sums("a", NOW))
        ballast = fill(disk)
        with pytest.raises(FerEdgeError, match="No space"):
            for _ in range(100):
                book.write([sums("a", NOW, told=("x" * 150,) * 3)])
        assert read_journal(disk / "journal").bad == 0
        ballast.unlink()
        book.write([end("a", NOW)])
        assert kinds(disk / "journal").endswith("E")
        book.close()
