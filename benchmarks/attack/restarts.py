"""A run with --jsonl, --table and --save that is killed by kill -9 and started again, as a service's is.

No record may be lost but the last second's: every JSON line parses and stays, the table's seconds are those of the
lines, and every part of the video can be played under a name that was told.
"""

import argparse
import csv
import json
import random
import subprocess
import sys
import tempfile
import time
from collections import Counter
from contextlib import ExitStack
from pathlib import Path

import cv2

from benchmarks.attack import Outcome
from benchmarks.attack.camera import Camera, frames
from fer_edge.cli.console import quiet_opencv
from fer_edge.runtime.sinks.frame_interval import LONGEST

JSONL, TABLE, VIDEO = "out.jsonl", "out.csv", "out.mkv"
ALLOWED = 1.0
"""Seconds that a kill may cost, of the source's time."""

FPS = 24.0
"""Of the camera with --live, frames a second."""

DEADLINE = 120.0
"""Seconds until a run must have come as far as it is wanted."""

Record = dict[str, object]


def add_options(parser: argparse.ArgumentParser) -> None:
    """What the attack can be asked for."""
    parser.add_argument("--source", type=Path, required=True, help="a recording with faces")
    parser.add_argument("--kills", type=int, default=20)
    parser.add_argument("--frames", type=int, default=300, help="before a kill at the most")
    parser.add_argument("--live", action="store_true", help="show the recording as a camera on the network does")
    parser.add_argument("--seed", type=int, default=0)


def attack(asked: argparse.Namespace) -> Outcome:
    """Kill so many runs at random moments, then let one end."""
    quiet_opencv()  # It calls every part of a killed run damaged.
    with ExitStack() as stack:
        folder = stack.enter_context(tempfile.TemporaryDirectory())
        source = asked.source.resolve()
        place = _Place(
            Path(folder),
            stack.enter_context(Camera(frames(source), FPS)).address if asked.live else str(source),
            asked.live,
        )
        chance = random.Random(asked.seed)
        for _ in range(asked.kills):
            place.killed_after(chance.randint(1, asked.frames))
        place.ended()
        return place.outcome


class _Place:
    """A folder in which runs follow one another, and what is known of it."""

    def __init__(self, folder: Path, source: str, live: bool = False) -> None:
        self.outcome = Outcome(attack="restarts, live" if live else "restarts")
        self._folder, self._source, self._live = folder, source, live
        self._lines: list[str] = []
        self._rows: list[dict[str, str]] = []
        self._told = ""
        self._worst = {"records lost at most": 0, "table behind at most (s)": 0.0, "video behind at most (s)": 0.0}

    def killed_after(self, frames: int) -> None:
        """One run, killed once it has written so many records."""
        before = len(self._whole_lines())
        run = self._start()
        end = time.monotonic() + DEADLINE
        while len(self._whole_lines()) < before + frames and run.poll() is None:
            if time.monotonic() > end:
                break
            time.sleep(0.01)
        seen = self._whole_lines()
        run.kill()
        self._told += run.communicate(timeout=30)[1]
        self.outcome.cases += 1
        self.outcome.expect(run.returncode == -9, f"a run ended by itself, code {run.returncode}")
        self.check(seen)

    def ended(self) -> None:
        """One run that comes to its end, and what is left after it."""
        run = self._start(*(("--max-frames", "100") if self._live else ()))
        self._told += run.communicate(timeout=DEADLINE)[1]
        self.outcome.cases += 1
        self.outcome.expect(run.returncode == 0, f"the last run ended with {run.returncode}")
        self.check(self._whole_lines())
        left = [path.name for path in self._folder.iterdir() if path.name.startswith(".")]
        self.outcome.expect(not left, f"leftovers: {', '.join(left)}")
        videos = sorted(self._folder.glob("*.mkv"))
        for video in videos:
            self.outcome.expect(_seconds(video) > 0, f"{video.name} cannot be played")
            self.outcome.expect(video.name == VIDEO or video.name in self._told, f"{video.name} was not told")
        self.outcome.figures = {"records": len(self._lines), "videos": len(videos)} | self._worst

    def _start(self, *more: str) -> subprocess.Popen[str]:
        words = ("run", "--model", "edge", "--headless", "--source", self._source, *more)
        outputs = ("--jsonl", JSONL, "--table", TABLE, "--save", VIDEO)
        command = (sys.executable, "-m", "fer_edge", *words, *outputs)
        return subprocess.Popen(command, cwd=self._folder, stderr=subprocess.PIPE, text=True)

    def _whole_lines(self) -> list[str]:
        path = self._folder / JSONL
        return path.read_text().splitlines(keepends=True) if path.exists() else []

    def check(self, seen: list[str]) -> None:
        """Compare what is there with what was seen, at the last check and before the kill."""
        lines = [line for line in self._whole_lines() if line.endswith("\n")]
        seen = [line for line in seen if line.endswith("\n")]
        lost = sum(old != new for old, new in zip(seen, lines, strict=False)) + max(len(seen) - len(lines), 0)
        self._worst["records lost at most"] = max(self._worst["records lost at most"], lost)
        self.outcome.expect(not lost, f"{lost} of {len(seen)} records that were there are gone")
        self.outcome.expect(seen[: len(self._lines)] == self._lines, "the records of earlier runs changed")
        records = [json.loads(line) for line in lines[len(self._lines) :]]
        frames = [record["frame"] for record in records]
        whole = frames == sorted(set(frames)) if self._live else frames == list(range(len(frames)))
        self.outcome.expect(whole, f"frames are missing: {frames}")
        self._lines = lines
        self._check_table(records)
        self._check_part(records)

    def _check_table(self, records: list[Record]) -> None:
        """The rows this run has added say what its records say."""
        with (self._folder / TABLE).open(newline="") as file:
            rows = [row for row in csv.DictReader(file) if row["confidence"]]
        self.outcome.expect(rows[: len(self._rows)] == self._rows, "the table of earlier runs changed")
        new = rows[len(self._rows) :]
        earlier = max((int(row["minute"]) for row in self._rows), default=-1)
        self.outcome.expect(all(int(row["minute"]) > earlier for row in new), "the minutes do not go on")
        written: Counter[str] = Counter()
        for row in new:
            written[row["track"]] += float(row["seconds"])
        for track, seconds in _seconds_by_track(records).items():
            behind = seconds - written[track]
            self._worst["table behind at most (s)"] = round(max(self._worst["table behind at most (s)"], behind), 2)
            told = f"track {track} was seen for {seconds:.2f} s and the table has {written[track]:.2f}"
            self.outcome.expect(-0.02 < behind < ALLOWED, told)
        self._rows = rows

    def _check_part(self, records: list[Record]) -> None:
        part = self._folder / f".part.{VIDEO}"
        if part.exists() and records:
            behind = float(str(records[-1]["time"])) - _seconds(part)
            self._worst["video behind at most (s)"] = round(max(self._worst["video behind at most (s)"], behind), 2)


def _seconds_by_track(records: list[Record]) -> Counter[str]:
    """How long each person was seen: of a frame that shows them, the time since the frame before."""
    seen: Counter[str] = Counter()
    last: float | None = None
    for record in records:
        now = float(str(record["time"]))
        for face in record["faces"]:  # type: ignore[attr-defined]
            seen[str(face["track"])] += 0.0 if last is None else min(now - last, LONGEST)
        last = now
    return seen


def _seconds(video: Path) -> float:
    """How much of a video can be played; 0 for one that cannot."""
    capture, frames = cv2.VideoCapture(str(video), cv2.CAP_FFMPEG), 0
    rate = capture.get(cv2.CAP_PROP_FPS) or 25.0
    while capture.grab():
        frames += 1
    capture.release()
    return frames / rate
