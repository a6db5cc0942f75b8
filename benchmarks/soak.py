"""A long run of the loop at full speed, and what its memory, threads and descriptors do meanwhile.

`make soak` (or python -m benchmarks.soak --source CLIP) repeats a recording, headless, with JSON lines, rotated, and
the web page on and watched, and writes benchmarks/soak.json, its samples as soak.csv, and soak.png.
"""

import argparse
import csv
import itertools
import json
import tempfile
import threading
import urllib.request
from collections.abc import Iterator
from contextlib import ExitStack
from dataclasses import replace
from pathlib import Path

import numpy as np

from benchmarks.measured import name_file
from fer_edge.artifact.store import find_model
from fer_edge.runtime.detection.opening import open_detector
from fer_edge.runtime.engines.opening import open_engine
from fer_edge.runtime.loop import LoopSettings, run_loop
from fer_edge.runtime.pipeline import FacePipeline
from fer_edge.runtime.sinks.opening import OutputSettings, open_sinks
from fer_edge.runtime.sources.files import Video
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Frame, SourceCounts
from fer_edge.system.board import read_board

HERE = Path(__file__).parent
PORT = 8099
MODEL_FILE = "model.int8.onnx"
Sample = tuple[int, float, int, int]
"""Frames so far, resident MiB, threads and descriptors."""

COLUMNS = ("frames", "resident_mib", "threads", "descriptors")


class Repeated:
    """A recording again and again, as one source whose frames and times go on."""

    name, live = "repeated", False

    def __init__(self, path: Path):
        self._path, self.counts = path, SourceCounts()
        first = Video(path)
        self.fps = first.fps
        first.close()

    def __iter__(self) -> Iterator[Frame]:
        index = 0
        while True:
            video = Video(self._path)
            for frame in video:
                yield replace(frame, index=index, time=index / self.fps)
                index += 1
            video.close()

    def close(self) -> None:
        """Nothing is held between two rounds."""


class Samples(threading.Thread):
    """A sample of this process, once a second."""

    def __init__(self, status: Status):
        super().__init__(daemon=True)
        self.rows: list[Sample] = []
        self._status, self._done = status, threading.Event()

    def run(self) -> None:
        """Sample until `finish`."""
        while not self._done.wait(1.0):
            self.rows.append((self._status.frames, round(resident(), 2), threading.active_count(), descriptors()))

    def finish(self) -> None:
        """Stop sampling."""
        self._done.set()
        self.join()


def resident() -> float:
    """Resident memory of this process, MiB."""
    lines = Path("/proc/self/status").read_text().splitlines()
    return next(int(line.split()[1]) for line in lines if line.startswith("VmRSS:")) / 1024


def descriptors() -> int:
    """Open file descriptors of this process."""
    return len(list(Path("/proc/self/fd").iterdir()))


def watch(stop: threading.Event) -> None:
    """A viewer that keeps asking for the page."""
    while not stop.wait(0.5):
        try:
            urllib.request.urlopen(f"http://127.0.0.1:{PORT}/", timeout=2).read()
        except OSError:
            continue


def soak(clip: Path, frames: int, detector: str, yunet: Path | None) -> tuple[dict, list[Sample]]:
    """Run so many frames and return the record and the samples."""
    status, stop = Status(), threading.Event()
    model = find_model("edge", (MODEL_FILE,)) / MODEL_FILE
    engine = open_engine(model)
    pipeline = FacePipeline(open_detector(detector, yunet), engine)
    samples = Samples(status)
    with tempfile.TemporaryDirectory() as folder, ExitStack() as stack:
        source = Repeated(clip)
        asked = OutputSettings(headless=True, jsonl=f"{folder}/out.jsonl", jsonl_megabytes=20, web=f"127.0.0.1:{PORT}")
        sinks = open_sinks(stack, asked, engine.card.labels, source, status, print)
        viewer = threading.Thread(target=watch, args=(stop,), daemon=True)
        viewer.start()
        samples.start()
        run_loop(source, pipeline, sinks, LoopSettings(max_frames=frames), status)
        samples.finish()
        stop.set()
        viewer.join()
        final = status.snapshot()
    measured = {"model": name_file(model), "clip": name_file(clip)}
    return {"board": read_board(), **measured, "status": final, **summarize(samples.rows)}, samples.rows


def summarize(rows: list[Sample]) -> dict:
    """Growth over the last half: the slope of a straight line through the samples, times its length."""
    table = np.array(rows, float)
    half = table[len(table) // 2 :]
    grown = [float(np.polyfit(half[:, 0], half[:, column], 1)[0] * np.ptp(half[:, 0])) for column in (1, 2, 3)]
    return {
        "resident_mib": {"peak": float(table[:, 1].max()), "end": float(table[-1, 1]), "grown_in_last_half": grown[0]},
        "threads": {"end": int(table[-1, 2]), "grown_in_last_half": grown[1]},
        "descriptors": {"end": int(table[-1, 3]), "grown_in_last_half": grown[2]},
    }


def write_samples(rows: list[Sample], path: Path) -> None:
    """Write the samples as CSV, one a row."""
    with path.open("w", newline="") as lines:
        csv.writer(lines, lineterminator="\n").writerows([COLUMNS, *rows])


def read_samples(path: Path) -> list[Sample]:
    """The samples that `write_samples` wrote."""
    with path.open(newline="") as lines:
        return [
            (int(frames), float(mib), int(threads), int(descriptors))
            for frames, mib, threads, descriptors in itertools.islice(csv.reader(lines), 1, None)
        ]


def draw(rows: list[Sample], path: Path) -> None:
    """Memory over frames as a picture."""
    from matplotlib import pyplot

    table = np.array(rows)
    figure, axis = pyplot.subplots(figsize=(8, 3.6), layout="constrained")
    axis.plot(table[:, 0] / 1000, table[:, 1], color="#2a6fdb")
    axis.set(xlabel="thousand frames", ylabel="resident MiB", ylim=(0, max(160, table[:, 1].max() * 1.1)))
    grown = summarize(rows)["resident_mib"]["grown_in_last_half"]
    axis.set_title(f"{int(table[-1, 0]):,} frames: {grown:+.2f} MiB in the last half")
    axis.grid(alpha=0.3)
    figure.savefig(path, dpi=110)


def main() -> None:
    """Parse, soak, write."""
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--source", type=Path, required=True, help="a recording with a face")
    parser.add_argument("--frames", type=int, default=200_000)
    parser.add_argument("--detector", default="auto")
    parser.add_argument("--yunet", type=Path)
    parser.add_argument("--out", type=Path, default=HERE / "soak.json")
    asked = parser.parse_args()
    record, rows = soak(asked.source, asked.frames, asked.detector, asked.yunet)
    asked.out.write_text(json.dumps(record, indent=1) + "\n")
    write_samples(rows, asked.out.with_suffix(".csv"))
    draw(rows, asked.out.with_suffix(".png"))
    print(json.dumps({key: value for key, value in record.items() if key != "board"}, indent=2))


if __name__ == "__main__":
    main()
