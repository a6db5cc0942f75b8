import os

import pytest

from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.runtime.journal.folder import DAYS, SLOTS, day_files, forget_old_days, make_private, open_day
from fer_edge.system.files import state_folder


def names(folder) -> list[str]:
    return [file.path.name for file in day_files(folder)]


def test_runs_at_the_same_time_have_a_file_each_and_one_too_many_has_none(tmp_path):
    opened = [open_day(tmp_path, "2027-01-01") for _ in range(SLOTS)]
    assert len(names(tmp_path)) == SLOTS
    with pytest.raises(UsageError, match="already"):
        open_day(tmp_path, "2027-01-01")
    for lines in opened:
        lines.close()


def test_a_day_is_gone_on_with_and_the_next_is_a_file_more(tmp_path):
    for day in ("2027-01-01", "2027-01-01", "2027-01-02"):
        open_day(tmp_path, day).close()
    assert names(tmp_path) == ["000001_2027-01-01.jsonl", "000002_2027-01-02.jsonl"]


def test_a_clock_that_goes_back_and_forth_keeps_the_order_of_files(tmp_path):
    for day in ("2027-01-01", "1970-01-01", "2027-01-01"):
        open_day(tmp_path, day).close()
    assert names(tmp_path) == ["000001_2027-01-01.jsonl", "000002_1970-01-01.jsonl", "000003_2027-01-01.jsonl"]


def test_a_clock_that_never_rests_makes_no_more_files_of_a_day(tmp_path):
    for _ in range(20):
        for day in ("2027-01-01", "2027-01-02"):
            open_day(tmp_path, day).close()
    assert len(names(tmp_path)) == 2 * SLOTS


def test_old_days_go_but_what_a_run_writes_and_what_is_not_ours_stays(tmp_path):
    (tmp_path / "diary_2001-01-01.jsonl").write_text("mine")
    held = open_day(tmp_path, "2027-01-01")
    for day in range(2, DAYS + 4):
        open_day(tmp_path, f"2027-01-{day:02d}").close()
        forget_old_days(tmp_path)
    days = [file.day for file in day_files(tmp_path)]
    assert days[0] == "2027-01-01" and len(days) == DAYS + 1 and (tmp_path / "diary_2001-01-01.jsonl").exists()
    held.close()


def test_links_pipes_and_odd_names_are_no_files_of_a_journal(tmp_path):
    os.mkfifo(tmp_path / "000001_2027-01-01.jsonl")
    (tmp_path / "000002_2027-01-01.jsonl").symlink_to("/etc/passwd")
    for name in ("999999999_2027-01-01.jsonl", "000003_2027-01-01.jsonl.old", "3_2027-01-01.jsonl"):
        (tmp_path / name).touch()
    assert names(tmp_path) == []


def test_the_folder_is_for_its_user_alone(tmp_path):
    make_private(tmp_path / "journal")
    assert (tmp_path / "journal").stat().st_mode & 0o777 == 0o700
    for folder in (tmp_path / "file", tmp_path / "none"):
        (tmp_path / "file").touch()
        with pytest.raises(FerEdgeError, match="cannot make"):
            make_private(folder / "journal")


@pytest.mark.parametrize(
    ("environ", "expected"),
    [
        ({"STATE_DIRECTORY": "/var/lib/fer-edge:/var/lib/other", "XDG_STATE_HOME": "/x"}, "/var/lib/fer-edge"),
        ({"XDG_STATE_HOME": "/x"}, "/x/fer-edge"),
        ({"XDG_STATE_HOME": "relative"}, None),
        ({}, None),
    ],
)
def test_where_it_lies(environ, expected):
    assert str(state_folder(environ)) == (expected or os.path.expanduser("~/.local/state/fer-edge"))
