"""Instructions of the loop and of each model file on an emulated processor: the program is run, its marks summed up."""

import hashlib
import json
import tempfile
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np

from benchmarks.emulated.boards import BOARD_OF, BOARDS, dress
from benchmarks.emulated.marks import Cost, sum_up
from benchmarks.emulated.roots import CHECKOUT, SUITES, made_once, make_root, make_site
from benchmarks.emulated.tools import call, need

SUITE = "bookworm"
MODELS = ("edge", "nano")
FILES = ("model.onnx", "model.int8.onnx", "model.int8.tflite")
"""Of each shipped model, what a device runs."""

LONGEST = 3600


@dataclass(frozen=True)
class Counter:
    """Counts on one processor, of QEMU's name. cache: where the system, its packages and the plug-in are kept.

    models: the folder of the shipped models. note: told what takes long.
    """

    cpu: str
    cache: Path
    models: Path = CHECKOUT / "models"
    note: Callable[[str], None] = print

    def loop(self, model: str, yunet: Path, frames: np.ndarray, fps: float = 24.0) -> dict[str, Any]:
        """Instructions per frame of the loop with a model's int8 ONNX file, frames uint8 [N, H, W, 3], by stage."""
        file = str(self.models / model / "model.int8.onnx")
        found, costs = self._count({"model": file, "yunet": str(yunet), "fps": fps}, frames)
        return {"frames": found["frames"], "faces": found["faces"], **per_frame(costs, found["frames"])}

    def inferences(self, files: tuple[str, ...]) -> dict[str, dict[str, float]]:
        """Instructions of one inference of each file, named as "edge/model.onnx"; one face, one thread."""
        found, costs = self._count({"folder": str(self.models), "models": files})
        return {name: in_millions(costs[name], found["inferences"]) for name in files}

    def _count(self, task: dict[str, Any], frames: np.ndarray | None = None) -> tuple[dict[str, Any], dict[str, Cost]]:
        need("qemu-aarch64")
        root = make_root(self.cache / SUITE, SUITE, (), self.note)
        site = make_site(self.cache / f"site-{SUITES[SUITE]}", SUITES[SUITE], self.note)
        plugin = build_plugin(self.cache / "plugin")
        with tempfile.TemporaryDirectory() as name:
            work = Path(name)
            task = {**task, "work": name, "found": str(work / "found.json")}
            if frames is not None:
                np.save(work / "frames.npy", frames)
                task["frames"] = str(work / "frames.npy")
            (work / "task.json").write_text(json.dumps(task))
            dress(BOARDS[BOARD_OF[self.cpu]], work / "board")
            emulator = ["qemu-aarch64", "-L", root, "-cpu", self.cpu, "-plugin", f"{plugin},out={work / 'marks'}"]
            program = [root / f"usr/bin/python{SUITES[SUITE]}", "-m", "benchmarks.emulated.counted", work / "task.json"]
            call(
                in_namespace(root, work / "board", [*emulator, *_environment(root, site), *program]),
                LONGEST,
                cwd=CHECKOUT,
            )
            found = json.loads((work / "found.json").read_text())
            return found, sum_up((work / "marks").read_text(), found["names"])


def in_namespace(root: Path, board: Path, command: list[str | Path]) -> list[str | Path]:
    """The command with the board's /sys and /proc/cpuinfo in the root; nothing of this machine changes."""
    script = 'mkdir -p "$2/proc"; cp "$2/cpuinfo" "$2/proc"'
    script += '; for name in sys proc; do mount --bind "$2/$name" "$1/$name"; done'
    apart = ["unshare", "--user", "--map-root-user", "--mount", "--propagation", "private"]
    return [*apart, "sh", "-ec", f'{script}; shift 2; exec "$@"', "-", root, board, *command]


def _environment(root: Path, site: Path) -> list[str]:
    values = {
        "PYTHONHOME": root / "usr",
        "PYTHONPATH": f"{CHECKOUT}:{site}",
        "PYTHONDONTWRITEBYTECODE": "1",
        "PYTHONHASHSEED": "0",
        "OPENBLAS_NUM_THREADS": "1",
    }
    return [part for name, value in values.items() for part in ("-E", f"{name}={value}")]


def build_plugin(folder: Path) -> Path:
    """The plug-in, compiled once for each content of its source."""
    source = Path(__file__).with_name("count.c")
    place = folder / f"{hashlib.sha256(source.read_bytes()).hexdigest()[:12]}"
    with made_once(place) as part:
        if part is not None:
            need("gcc")
            call(["gcc", "-O2", "-Wall", "-Wextra", "-shared", "-fPIC", "-o", part / "count.so", source], 120)
    return place / "count.so"


def per_frame(costs: dict[str, Cost], frames: int) -> dict[str, Any]:
    """What is recorded of a loop: millions of instructions per frame, in all and by stage, and how often it came up."""
    stages = {name: cost for name, cost in costs.items() if name != "outside"}
    total = sum(cost.instructions for cost in stages.values())
    by_stage = {
        name: {"per_frame": round(cost.instructions / frames / 1e6, 4), "times": cost.times}
        for name, cost in sorted(stages.items())
    }
    return {"millions_per_frame": round(total / frames / 1e6, 3), "stages": by_stage}


def in_millions(cost: Cost, times: int) -> dict[str, float]:
    """Millions of instructions, and of dot products among them, of each of so many times."""
    return {"millions": round(cost.instructions / times / 1e6, 3), "dots": round(cost.dots / times / 1e6, 3)}
