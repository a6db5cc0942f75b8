"""fer-edge as it is on some machine: there it runs on a film and answers about faces."""

import os
import sys
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from subprocess import CompletedProcess

import numpy as np

from benchmarks.emulated.guest import last_line, run_told
from benchmarks.emulated.roots import CHECKOUT
from fer_edge.errors import FerEdgeError

Run = Callable[..., CompletedProcess[str]]


@dataclass(frozen=True, kw_only=True)
class Device:
    """name: for people. run: a command there. python: how it is started; models: their folder; yunet: YuNet's file; all
    as they are called there. work, there: the folder of files for both, as it is called here and there.
    """

    name: str
    run: Run
    python: tuple[str, ...]
    models: str
    yunet: str
    work: Path
    there: str

    def film(self, clip: Path, out: Path) -> Path:
        """Run the loop over a film of `work`; the lines that it writes to `out`, in `work` too."""
        options = ["--headless", "--model", f"{self.models}/edge", "--detector", "yunet", "--yunet", self.yunet]
        written = ["--source", f"{self.there}/{clip.name}", "--jsonl", f"{self.there}/{out.name}"]
        out.unlink(missing_ok=True)
        done = self.run(*self.python, "-m", "fer_edge", "run", *options, *written)
        if done.returncode or not out.is_file():
            raise FerEdgeError(f"run on {self.name} ended with {done.returncode}: {last_line(done)}")
        return out

    def answers(self, faces: Path, files: tuple[str, ...], out: Path) -> dict[str, np.ndarray]:
        """Probabilities [N, C] of each model file, named as "edge/model.onnx", for faces stored in `work`."""
        script = f"{self.there}/answers.py"
        (self.work / "answers.py").write_bytes(Path(__file__).with_name("answers.py").read_bytes())
        paths = [f"{self.models}/{name}" for name in files]
        done = self.run(*self.python, script, f"{self.there}/{faces.name}", f"{self.there}/{out.name}", *paths)
        if done.returncode:
            raise FerEdgeError(f"answers on {self.name} ended with {done.returncode}: {last_line(done)}")
        return dict(np.load(out))


def this_machine(work: Path, yunet: Path, without_vnni: bool = False) -> Device:
    """This checkout on this machine; on an older processor, emulated, where VNNI is to be missing."""
    emulator = ("qemu-x86_64-static", "-cpu", "Haswell-noTSX") if without_vnni else ()
    name = "x86-64 without VNNI" if without_vnni else "x86-64"
    values = {**os.environ, "PYTHONPATH": str(CHECKOUT)}
    return Device(
        name=name,
        run=lambda *command, timeout=3600: run_told(command, timeout, values),
        python=(*emulator, sys.executable),
        models=str(CHECKOUT / "models"),
        yunet=str(yunet),
        work=work,
        there=str(work),
    )
