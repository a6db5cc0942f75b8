"""Real runs that are ended in every way, and what is told of them afterwards."""

import json
import os
import signal
import subprocess
import sys
from contextlib import contextmanager
from pathlib import Path

import pytest
from typer.testing import CliRunner

from fer_edge.cli.app import app
from tests.little_disk import fill, little_disk
from tests.schemas import conform
from tests.standin import GREY
from tests.waiting import until

COMMAND = Path(sys.executable).parent / "fer-edge"
FRAME = bytes(range(64)) * 48 * 3
LONGEST = 30.0
"""Seconds for a process to begin on a machine with much to do."""


@contextmanager
def watching(folder, *words):
    """A run that reads pictures from a pipe, and does not outlive the test; it has read the first."""
    pipe = {"stdin": subprocess.PIPE, "stderr": subprocess.PIPE}
    line = [COMMAND, "run", "--source", "-", "--size", "64x48", "--fps", "10", "--headless", "--model", GREY, *words]
    environ = os.environ | {"XDG_STATE_HOME": str(folder)}
    running = subprocess.Popen([*map(str, line)], **pipe, cwd=folder, env=environ)
    try:
        for _ in range(3):
            running.stdin.write(FRAME)
        running.stdin.flush()
        yield running
    finally:
        running.kill()
        running.communicate(timeout=10)


def journal(folder) -> str:
    files = sorted((folder / "fer-edge" / "journal").glob("*.jsonl"))
    return "".join(path.read_text() for path in files)


def explained(monkeypatch, folder, *words):
    monkeypatch.setenv("XDG_STATE_HOME", str(folder))
    monkeypatch.setenv("HOME", str(folder))
    return CliRunner().invoke(app, ["explain", *words])


def test_kill_9_is_told_by_the_next_run_and_explained(tmp_path, monkeypatch):
    with watching(tmp_path) as running:
        until(lambda: '"model":' in journal(tmp_path), LONGEST)
        assert "It has been running since" in explained(monkeypatch, tmp_path).stdout
        running.kill()
        running.wait(10)
    done = explained(monkeypatch, tmp_path)
    assert done.exit_code == 0
    assert "1 run ended without a word while the machine went on, the last at about" in done.stdout
    assert "journalctl" in done.stdout
    with watching(tmp_path) as running:
        assert b"the run before ended without a word at about" in running.stderr.readline()
        until(lambda: journal(tmp_path).count('"model":') == 2, LONGEST)
        running.send_signal(signal.SIGTERM)
        assert running.wait(10) == 0
    record = conform("explain", json.loads(explained(monkeypatch, tmp_path, "--json", "-").stdout))
    assert [(run["how"], (run["end"] or {}).get("text")) for run in record["runs"]] == [
        ("silent", None),
        ("signal", "SIGTERM"),
    ]


def test_a_full_disk_costs_the_journal_alone_and_one_line(tmp_path):
    with little_disk(tmp_path, "64k") as disk:
        (disk / "fer-edge" / "journal").mkdir(parents=True)
        fill(disk)
        with watching(tmp_path, "--max-frames", 3, "--journal", disk / "fer-edge" / "journal") as running:
            assert running.wait(LONGEST) == 0
            told = [line for line in running.stderr.read().decode().splitlines() if "going on without it" in line]
        assert len(told) == 1 and told[0].startswith("journal: cannot write")


def test_a_camera_that_is_not_there_is_explained(tmp_path, monkeypatch):
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path))
    assert CliRunner().invoke(app, ["run", "--camera", "63", "--headless", "--jsonl", "-"]).exit_code != 0
    done = explained(monkeypatch, tmp_path)
    assert "1 run ended" in done.stdout and "no camera 63" in done.stdout and "doctor" in done.stdout


@pytest.mark.parametrize("since", ["", "24", "1y", "-3h", "forever"])
def test_what_is_no_span_is_a_wrong_usage(tmp_path, monkeypatch, since):
    from fer_edge.errors import UsageError

    done = explained(monkeypatch, tmp_path, "--since", since)
    assert isinstance(done.exception, UsageError) and "90m, 24h or 7d" in str(done.exception)


def test_without_a_journal_it_is_one_line_and_support_is_packed_all_the_same(tmp_path, monkeypatch):
    monkeypatch.setattr("fer_edge.deploy.explain.support.examine", lambda: [])
    done = explained(monkeypatch, tmp_path)
    assert "no journal in" in str(done.exception)
    done = explained(monkeypatch, tmp_path, "--support", str(tmp_path / "s.zip"))
    assert done.exit_code == 0 and (tmp_path / "s.zip").is_file()


def test_the_journal_itself_is_no_place_for_a_report(tmp_path, monkeypatch):
    folder = tmp_path / "fer-edge" / "journal"
    folder.mkdir(parents=True)
    file = folder / "000001_2027-01-15.jsonl"
    file.write_text("{}\n")
    done = explained(monkeypatch, tmp_path, "--support", str(file))
    assert "name another file" in str(done.exception) and file.read_text() == "{}\n"
