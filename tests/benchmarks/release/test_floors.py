"""The floors; `make floors` itself installs and runs what these do not."""

import sys

import pytest

from benchmarks.release import floors
from benchmarks.release.floors import SHOWN, Outcome, find_python, page, read, renew, summary, try_on


@pytest.mark.parametrize(
    ("said", "counted"),
    [
        ("....\n1 failed, 2557 passed, 108 skipped in 831.53s (0:13:51)\n", "1 failed, 2557 passed, 108 skipped"),
        ("=== 7 passed in 0.1s ===\n", "7 passed"),
        ("3 passed, 1 error in 2s", "3 passed, 1 error"),
        ("", "no test was run"),
    ],
)
def test_the_last_line_tells_how_many_tests_passed(said, counted):
    assert summary(said) == counted


def test_the_page_has_a_row_for_each_outcome():
    outcome = Outcome(python="3.11.7", which="lowest", releases={"numpy": "1.26.0"}, said="7 passed", passed=True)
    assert "| 3.11.7 | lowest | 1.26.0 |" + "  |" * (len(SHOWN) - 1) + " 7 passed |" in page([outcome])


def test_an_outcome_takes_the_place_of_an_older_one(tmp_path, monkeypatch):
    monkeypatch.setattr(floors, "RECORD", tmp_path / "floors.json")
    monkeypatch.setattr(floors, "PAGE", tmp_path / "floors.md")

    def tried(python, which, said):
        return Outcome(python=python, which=which, releases={}, said=said, passed=True, day="2027-01-15")

    for outcome in (
        tried("3.13.0", "newest", "1 passed"),
        tried("3.11.7", "newest", "2 failed"),
        tried("3.11.7", "lowest", "3 passed"),
        tried("3.11.9", "newest", "4 passed"),
    ):
        renew(outcome)
    assert [one.said for one in read()] == ["3 passed", "4 passed", "1 passed"]
    assert "failed" not in floors.PAGE.read_text()


def test_the_committed_page_is_made_of_the_record():
    assert floors.PAGE.read_text() == page(read())


@pytest.fixture
def uv(tmp_path):
    """A program in uv's place that makes an environment whose Python says what it would do, and fails where told."""

    def make(fails: str = "nothing"):
        program = tmp_path / "uv"
        program.write_text(
            f"#!{sys.executable}\nimport os, sys\nwords = sys.argv[1:]\n"
            f"if {fails!r} in words: sys.exit('there is no such release')\n"
            "if words[0] == 'venv':\n"
            "    os.makedirs(words[-1] + '/bin')\n"
            "    with open(words[-1] + '/bin/python', 'w') as file:\n"
            "        file.write('#!/bin/sh\\n[ $1 = -V ] && echo Python 3.11.9 || echo 5 passed in 1s')\n"
            "    os.chmod(words[-1] + '/bin/python', 0o755)\n"
            'if words[1] == \'list\': print(\'[{"name": "numpy", "version": "1.26.0"}]\')\n'
        )
        program.chmod(0o755)
        return str(program)

    return make


def test_an_environment_is_made_and_the_tests_are_run_in_it(uv, tmp_path, monkeypatch):
    monkeypatch.setattr(floors, "find_python", lambda python: sys.executable)
    outcome = try_on(uv(), "3.11", "lowest", tmp_path)
    assert outcome.passed and outcome.row[:3] == ("3.11.9", "lowest", "1.26.0") and outcome.said == "5 passed"
    assert (tmp_path / "3.11-lowest.txt").read_text() == "5 passed in 1s\n"


def test_what_cannot_be_installed_says_why(uv, tmp_path, monkeypatch):
    monkeypatch.setattr(floors, "find_python", lambda python: sys.executable)
    outcome = try_on(uv(fails="lowest-direct"), "3.11", "lowest", tmp_path)
    assert not outcome.passed and outcome.said == "cannot be installed: there is no such release"


def test_a_python_that_is_not_here_is_told(uv, tmp_path):
    outcome = try_on(uv(), "3.99", "newest", tmp_path)
    assert not outcome.passed and outcome.said == "this Python is not here"


def test_the_newest_of_pyenvs_is_found_where_the_path_has_none(tmp_path, monkeypatch):
    for version in ("3.99.2", "3.99.10"):
        program = tmp_path / "versions" / version / "bin" / "python"
        program.parent.mkdir(parents=True)
        program.write_text(f"#!/bin/sh\necho Python {version}\n")
        program.chmod(0o755)
    monkeypatch.setenv("PYENV_ROOT", str(tmp_path))
    assert find_python("3.99") == str(tmp_path / "versions/3.99.10/bin/python")
    assert find_python("3.98") is None
