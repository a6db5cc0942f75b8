"""Two processes over loopback, two devices of one process, and one device: the same run, also where one is killed."""

import os
import socket
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("keras")
pytest.importorskip("jax")

from fer_edge.training.distribution.supervision import FOLDER
from fer_edge.training.history import read_history
from tests.cli.commands.test_train import few_faces

ROOT = Path(__file__).parents[3]

TINY = f"""
import os, signal, sys
if "--coordinator" not in sys.argv or "{FOLDER}" in os.environ:
    from fer_edge.training import networks
    from tests.training.tiny import TINY
    networks.FEATURES |= TINY
    if "1" in sys.argv[-1:]:
        from fer_edge.training.callbacks.epoch_seeds import EpochSeeds
        begin = EpochSeeds.on_epoch_begin
        EpochSeeds.on_epoch_begin = lambda self, epoch, logs=None: (
            os.kill(os.getpid(), signal.SIGKILL) if epoch == 1 else begin(self, epoch)
        )
from fer_edge.cli.app import main
main()
"""
"""The command with networks of a hundred weights; process 1 kills itself at the beginning of the second epoch."""

NEW = ("--arch", "edge", "--no-flip-equivariant", "--epochs", "2", "--batch", "6", "--ema", "0.8", "--mixup", "0.3")


def start(folder: Path, *words: str, devices: int = 1) -> subprocess.Popen:
    around = os.environ | {"PYTHONPATH": str(ROOT), "KERAS_BACKEND": "jax"}
    around |= {"XLA_FLAGS": f"--xla_force_host_platform_device_count={devices}"}
    command = [sys.executable, "-c", TINY, "train", *words]
    return subprocess.Popen(command, cwd=folder, env=around, text=True, stderr=subprocess.PIPE, stdout=subprocess.PIPE)


def end(process: subprocess.Popen) -> tuple[int, str, str]:
    out, err = process.communicate(timeout=600)
    return process.returncode, out, err


def free_port() -> int:
    with socket.socket() as sought:
        sought.bind(("127.0.0.1", 0))
        return sought.getsockname()[1]


@pytest.mark.slow
@pytest.mark.timeout(900)  # Four processes with JAX and TensorFlow, on a machine that may be busy.
def test_a_run_is_the_same_whoever_shares_it_and_goes_on_with_fewer(tmp_path):
    faces = ("--data", few_faces(tmp_path / "faces"), "--distribute", "auto")
    others = ("--coordinator", f"127.0.0.1:{free_port()}", "--processes", "2", "--process-id")
    pair = [start(tmp_path, *faces, *NEW, "--name", "run", *others, process) for process in "01"]
    code, out, err = end(pair[0])
    assert (code, out) == (1, "") and "on 2 devices of 2 processes" in err
    assert [line.startswith("fer-edge: another process of this run ended") for line in err.splitlines()][-2:] == [
        False,
        True,
    ]
    code, out, err = end(pair[1])
    assert (code, out, err.count("\n")) == (1, "", 1) and "was killed" in err
    assert len(read_history(tmp_path / "models" / "run")) == 1
    two = start(tmp_path, *faces, *NEW, "--name", "two", devices=2)
    one = start(tmp_path, "--resume", "--name", "run")
    assert "by jax on 2 devices" in (told := end(two))[2] and told[0] == 0
    assert end(one)[0] == 0
    run, other = (read_history(tmp_path / "models" / name) for name in ("run", "two"))
    assert len(run) == len(other) == 2
    for row, same in zip(run, other, strict=True):
        assert row | {"seconds": 0} == pytest.approx(same | {"seconds": 0}, rel=1e-4)
