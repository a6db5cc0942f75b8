"""An interpreter with everything loaded, which forks a command at a time: a kill costs its work, not its start.

What is forked has a tiny network in the place of `nano`, and fetches a file of our own in the place of YuNet's.
"""

import hashlib
import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from types import TracebackType
from typing import NoReturn

ROOT = Path(__file__).parents[2]

TRAINING = "training"
"""Asks for what trains and exports, which takes its time to load."""

PULLED = bytes(range(256)) * 400
"""What `models pull` fetches here."""


class Nursery:
    """Commands, one at a time, each in a process of its own; ends with the block. training: with what trains."""

    def __init__(self, training: bool) -> None:
        self._training = training

    def __enter__(self) -> "Nursery":
        command = [sys.executable, "-m", "benchmarks.attack.nursery", *([TRAINING] if self._training else [])]
        pipe = subprocess.PIPE
        around = os.environ | {"TF_CPP_MIN_LOG_LEVEL": "3", "KERAS_BACKEND": "tensorflow"}
        self._process = subprocess.Popen(command, stdin=pipe, stdout=pipe, text=True, cwd=ROOT, env=around)
        return self

    def __exit__(self, kind: type[BaseException] | None, error: object, trace: TracebackType | None) -> None:
        self._process.stdin.close()  # type: ignore[union-attr]
        self._process.wait(30)
        self._process.stdout.close()  # type: ignore[union-attr]

    def run(self, words: tuple[str, ...], folder: Path, told: Path, kill_after: float | None = None) -> int:
        """A command in `folder`, which is its home as well; what it prints is added to `told`. Returns its exit code.

        kill_after: seconds until kill -9; the code is -9 then, unless it has ended before.
        """
        asked = json.dumps([words, str(folder), str(told), kill_after])
        self._process.stdin.write(asked + "\n")  # type: ignore[union-attr]
        self._process.stdin.flush()  # type: ignore[union-attr]
        return int(self._process.stdout.readline())  # type: ignore[union-attr]


def main() -> None:
    """Load, then fork at every line."""
    _prepare()
    if TRAINING in sys.argv:
        _prepare_training()
    for line in sys.stdin:
        words, folder, told, kill_after = json.loads(line)
        child = os.fork()
        if child == 0:
            _run(words, folder, told)
        if kill_after is not None:
            time.sleep(kill_after)  # Here, where nothing lies between: the commands are quick.
            for end in (os.killpg, os.kill):  # With the processes it has, or before it has a group of its own.
                with suppress(ProcessLookupError):
                    end(child, signal.SIGKILL)
        print(os.waitstatus_to_exitcode(os.waitpid(child, 0)[1]), flush=True)


def _prepare() -> None:
    import fer_edge.runtime.detection.opening
    import fer_edge.runtime.engines.opening  # noqa: F401
    from fer_edge.deploy import fetch

    digest = hashlib.sha256(PULLED).hexdigest()
    fetch.YUNET = fetch.RemoteFile(name=fetch.YUNET.name, address="", sha256=digest, size=len(PULLED))


def _prepare_training() -> None:
    import keras

    from fer_edge.training.backend import prepare_training

    prepare_training()
    import fer_edge.export.pipeline
    import fer_edge.training.runs  # noqa: F401
    from fer_edge.training import networks

    def tiny(faces: keras.KerasTensor) -> keras.KerasTensor:
        """Map float faces [N, side, side, channels] to features [N, 4]."""
        x = keras.layers.Conv2D(4, 3, strides=4, use_bias=False)(faces)
        return keras.layers.GlobalAveragePooling2D()(keras.layers.ReLU()(keras.layers.BatchNormalization()(x)))

    networks.FEATURES["nano"] = tiny


def _run(words: list[str], folder: str, told: str) -> NoReturn:
    """Be the command, in the forked process; does not come back."""
    from fer_edge.cli.app import main as run

    os.setsid()
    os.chdir(folder)
    os.environ["HOME"] = folder
    nothing, output = os.open(os.devnull, os.O_RDONLY), os.open(told, os.O_WRONLY | os.O_CREAT | os.O_APPEND)
    for number, opened in ((0, nothing), (1, output), (2, output)):
        os.dup2(opened, number)
    sys.stdin, sys.argv = open(0), ["fer-edge", *words]  # noqa: SIM115 - until the process ends.
    try:
        run()
    except SystemExit as ended:
        sys.stdout.flush()
        os._exit(ended.code if isinstance(ended.code, int) else 1)  # TensorFlow, forked, would not let it end.
    os._exit(70)


if __name__ == "__main__":
    main()
