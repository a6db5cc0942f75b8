"""Latency and memory of a model file, each row measured in a process of its own."""

import json
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable
from dataclasses import asdict, dataclass
from hashlib import sha256
from pathlib import Path
from typing import Any

import cv2
import numpy as np

from fer_edge.artifact.card import read_card
from fer_edge.bench.settings import BenchSettings
from fer_edge.data.synthetic import draw_split
from fer_edge.errors import FerEdgeError, ModelError, UsageError
from fer_edge.runtime.engines.opening import open_engine
from fer_edge.system.files import atomic_write

RUNTIMES = {".onnx": "onnxruntime", ".tflite": "litert"}
LONGEST = 1800
"""Seconds after which a row is given up."""


@dataclass(frozen=True, kw_only=True)
class Row:
    """One file with one number of threads; a figure that was not measured is None, and `reason` says why.

    size: bytes. accuracy: fraction, from card.json where it is of this very file. load_ms: opening the file, the
    import of its runtime included. p50_ms, p95_ms, p99_ms: of one call. faces_per_second: batch over the mean call.
    memory_mb: peak resident, 10^6 bytes.
    """

    file: str
    runtime: str
    threads: int
    size: int | None = None
    accuracy: float | None = None
    load_ms: float | None = None
    p50_ms: float | None = None
    p95_ms: float | None = None
    p99_ms: float | None = None
    faces_per_second: float | None = None
    memory_mb: float | None = None
    sha256: str | None = None
    reason: str | None = None


def bench_files(files: list[Path], settings: BenchSettings, report: Callable[[str], None]) -> list[Row]:
    """Measure each file with each number of threads on drawn faces. report: told what is measured next."""
    faces = draw_split("test", per_class=8).faces
    rows = []
    for path in files:
        for count in settings.threads:
            report(f"{path} with {count} thread{'s' * (count > 1)} …")
            rows.append(bench_file(path, count, settings, faces))
    return rows


def bench_file(path: Path, threads: int, settings: BenchSettings, faces: np.ndarray) -> Row:
    """Measure one file on faces uint8 [N, side, side, channels] of any size, taken in turn.

    A file that cannot run gives a row with a reason. Raises UsageError when there is no face.
    """
    if not len(faces):
        raise UsageError("a benchmark needs at least one face")
    known: dict[str, Any] = {"file": path.name, "runtime": RUNTIMES.get(path.suffix, "unknown"), "threads": threads}
    if path.is_file():
        content = path.read_bytes()
        digest = sha256(content).hexdigest()
        known |= {"size": len(content), "sha256": digest, "accuracy": _accuracy(path, digest)}
    return Row(**(known | _measure_apart(path, threads, settings, faces)))


def _accuracy(path: Path, digest: str) -> float | None:
    """What card.json says of a file; None where it has no figure, or is the card of a file with another sha256."""
    try:
        card = read_card(path.parent)
    except ModelError:
        return None
    same = card.sha256.get(path.name, digest) == digest
    return card.figures.get(path.name, {}).get("accuracy") if same else None


def _measure_apart(path: Path, threads: int, settings: BenchSettings, faces: np.ndarray) -> dict[str, Any]:
    """`measure` in a fresh process, so that the peak of memory is that of one runtime."""
    with tempfile.TemporaryDirectory() as folder:
        stored = Path(folder) / "faces.npy"
        with atomic_write(stored) as part:
            np.save(part, faces)
        task = {"path": str(path), "threads": threads, "settings": asdict(settings), "faces": str(stored)}
        command = [sys.executable, "-m", "fer_edge.bench.harness", json.dumps(task)]
        try:
            done = subprocess.run(command, capture_output=True, text=True, timeout=LONGEST, check=False)
        except subprocess.TimeoutExpired:
            return {"reason": f"not done after {LONGEST} s"}
    return _outcome(done.returncode, done.stdout, done.stderr)


def _outcome(code: int, out: str, err: str) -> dict[str, Any]:
    """What a process left behind: its figures, or the reason why it has none."""
    if code == 0:
        # A runtime may write lines of its own before ours.
        return json.loads(out.splitlines()[-1])
    if code < 0:
        return {"reason": f"its runtime died of {signal.Signals(-code).name}"}
    return {"reason": (err.strip().splitlines() or [f"exit code {code}"])[-1]}


def measure(path: Path, threads: int, settings: BenchSettings, faces: np.ndarray) -> dict[str, Any]:
    """The figures of `Row` that need the model to run, or its reason, measured in this process."""
    start = time.perf_counter()
    try:
        engine = open_engine(path, threads)
    except FerEdgeError as error:
        return {"reason": str(error)}
    except ImportError as error:
        return {"reason": f"its runtime is not installed ({error})"}
    load = time.perf_counter() - start
    faces = fit_faces(faces, engine.card.side, engine.card.channels)
    batches = [np.take(faces, range(k, k + settings.batch), axis=0, mode="wrap") for k in range(len(faces))]
    seconds = np.empty(settings.warmup + settings.runs)
    for call in range(len(seconds)):
        batch = batches[call % len(batches)]
        start = time.perf_counter()
        engine.predict(batch)
        seconds[call] = time.perf_counter() - start
    return {"load_ms": load * 1000, "memory_mb": peak_memory() / 1e6} | summarise(seconds[settings.warmup :], settings)


def fit_faces(faces: np.ndarray, side: int, channels: int) -> np.ndarray:
    """Faces uint8 [N, S, S, K] of any size and colour as a model takes them: uint8 [N, side, side, channels]."""
    sized = [cv2.resize(face, (side, side), interpolation=cv2.INTER_AREA).reshape(side, side, -1) for face in faces]
    stacked = np.stack(sized)
    return (
        stacked
        if stacked.shape[3] == channels
        else stacked.mean(axis=3, keepdims=True).astype(np.uint8).repeat(channels, axis=3)
    )


def summarise(seconds: np.ndarray, settings: BenchSettings) -> dict[str, float]:
    """Percentiles in ms and faces per second of the calls that count, seconds [runs]."""
    p50, p95, p99 = np.percentile(seconds * 1000, (50, 95, 99)).tolist()
    return {
        "p50_ms": p50,
        "p95_ms": p95,
        "p99_ms": p99,
        "faces_per_second": settings.batch / float(seconds.mean()),
    }


def peak_memory() -> int:
    """Peak resident memory of this process, in bytes."""
    # ru_maxrss starts at the peak of the process that started this one; VmHWM starts anew.
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith("VmHWM:")) * 1024
    except (OSError, StopIteration):
        import resource

        scale = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale


def _main() -> None:
    """Run the task in the first argument and emit its figures as one line of JSON."""
    task = json.loads(sys.argv[1])
    settings = BenchSettings(**(task["settings"] | {"threads": tuple(task["settings"]["threads"])}))
    figures = measure(Path(task["path"]), task["threads"], settings, np.load(task["faces"]))
    sys.stdout.write(json.dumps(figures) + "\n")


if __name__ == "__main__":
    _main()
