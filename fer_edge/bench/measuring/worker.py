"""The process that is measured: one file in its runtime, or matrix products; asked by lines of JSON, one answer each.

It imports what its file needs and no more, so that its memory is that of the runtime.
"""

import json
import os
import sys
import time
from collections.abc import Callable
from pathlib import Path
from typing import IO, Any

import numpy as np

from fer_edge.bench.measuring.products import PRODUCTS, open_product
from fer_edge.errors import FerEdgeError
from fer_edge.runtime.engines.opening import load_engine, prove_engine
from fer_edge.runtime.types import Engine

Answer = dict[str, Any]


class ModelWork:
    """A model file, opened and proven: the time of each step, and of its calls on the faces that it is given."""

    def __init__(self, path: Path, threads: int) -> None:
        start = time.perf_counter()
        self._engine: Engine = load_engine(path, threads)
        loaded = time.perf_counter()
        card = self._engine.card
        self._faces = np.zeros((1, card.side, card.side, card.channels), np.uint8)
        first = prove_engine(self._engine, path, self._faces)
        self.hello: Answer = {
            "load_ms": (loaded - start) * 1000,
            "first_ms": first * 1000,
            "model": card.name,
            "side": card.side,
            "channels": card.channels,
            "macs": card.macs,
            "labels": list(card.labels),
        }
        self._next = 0

    def take_faces(self, path: str) -> None:
        """From now on calls are on these faces, uint8 [N, side, side, channels], taken in turn."""
        self._faces = np.load(path)

    def work(self, faces: int) -> Callable[[], object]:
        """A call on so many faces: the next ones."""
        batch = np.take(self._faces, range(self._next, self._next + faces), axis=0, mode="wrap")
        self._next = (self._next + faces) % len(self._faces)
        return lambda: self._engine.predict(batch)

    def predict(self, source: str, target: str) -> None:
        """Write the answers [N, C] to the faces in one file into another."""
        np.save(target, self._engine.predict(np.load(source)))


class ProductWork:
    """The matrix products; each is opened when it is first asked for."""

    def __init__(self, threads: int) -> None:
        self._sessions = {name: open_product(name, threads) for name in PRODUCTS}
        self.hello: Answer = {}

    def work(self, name: str) -> Callable[[], object]:
        """A call of one product."""
        session, taken = self._sessions[name]
        return lambda: session.run(None, taken)


def measure(make: Callable[[], Callable[[], object]], calls: int) -> Answer:
    """Milliseconds of each of `calls` calls, after one that finds cold caches, and processor time of all in seconds.

    make: prepares a call, which is not counted.
    """
    make()()
    took, cpu = [], 0.0
    for _ in range(calls):
        call = make()
        cpu_began, began = time.process_time(), time.perf_counter()
        call()
        took.append((time.perf_counter() - began) * 1000)
        cpu += time.process_time() - cpu_began
    return {"took": took, "cpu": cpu}


def memory(key: str) -> int:
    """Resident memory of this process in bytes. key: VmHWM, the most there was, or VmRSS, what there is."""
    # ru_maxrss starts at the peak of the process that started this one; VmHWM starts anew.
    try:
        lines = Path("/proc/self/status").read_text(encoding="ascii", errors="replace").splitlines()
        return next(int(line.split()[1]) for line in lines if line.startswith(f"{key}:")) * 1024
    except (OSError, StopIteration):
        import resource

        scale = 1 if sys.platform == "darwin" else 1024
        return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss * scale


def answer(subject: Any, asked: dict[str, Any]) -> Answer:
    """Do what a line asks for."""
    if "calls" in asked:
        return measure(lambda: subject.work(asked["work"]), asked["calls"])
    if "faces" in asked:
        subject.take_faces(asked["faces"])
    elif "predict" in asked:
        subject.predict(*asked["predict"])
    return {"peak": memory("VmHWM"), "steady": memory("VmRSS")}


def serve(task: dict[str, Any], questions: IO[str], answers: IO[str]) -> None:
    """Open what the task names, and answer until nobody asks any more."""

    def tell(said: Answer) -> None:
        answers.write(json.dumps(said) + "\n")
        answers.flush()

    try:
        subject = ModelWork(Path(task["path"]), task["threads"]) if "path" in task else ProductWork(task["threads"])
    except FerEdgeError as error:
        tell({"reason": str(error)})
        return
    except ImportError as error:
        tell({"reason": f"its runtime is not installed ({error})"})
        return
    tell(subject.hello)
    for line in questions:
        tell(answer(subject, json.loads(line)))


def _main() -> None:
    """Serve the task in the first argument. A runtime may print lines of its own: they go to stderr."""
    answers = os.fdopen(os.dup(1), "w", encoding="utf-8")
    os.dup2(2, 1)
    serve(json.loads(sys.argv[1]), sys.stdin, answers)


if __name__ == "__main__":
    _main()
