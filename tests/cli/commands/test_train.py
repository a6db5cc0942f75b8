"""The command `train`: where it ends before a run begins, and where a run that was killed goes on."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from fer_edge.data.labels import LABELS

pytest.importorskip("keras")
COMMAND = Path(sys.executable).parent / "fer-edge"


def test_a_backend_that_is_not_installed_is_one_line(tmp_path):
    around = os.environ | {"KERAS_BACKEND": "mxnet"}
    words = [COMMAND, "train", "--data", "synthetic"]
    run = subprocess.run(words, cwd=tmp_path, env=around, capture_output=True, text=True, timeout=60)
    assert run.returncode == 3
    assert run.stderr.count("\n") == 1 and "mxnet not installed" in run.stderr


KILLED = """
import os, signal, sys
import keras
keras.callbacks.BackupAndRestore._save_model = lambda self: os.kill(os.getpid(), signal.SIGKILL)
from fer_edge.cli.app import main
main()
"""


def few_faces(root: Path) -> str:
    """A folder with two faces of noise for each label in each split."""
    random = np.random.default_rng(0)
    for split in ("train", "validation"):
        for label in LABELS:
            (root / split / label).mkdir(parents=True)
            for name in ("a.png", "b.png"):
                cv2.imwrite(str(root / split / label / name), random.integers(0, 255, (48, 48), np.uint8))
    return str(root)


def test_a_run_killed_between_its_first_epoch_and_its_backup_goes_on(tmp_path):
    words = ["train", "--data", few_faces(tmp_path / "faces"), "--arch", "nano", "--epochs", "2", "--average", "0.9"]
    run = subprocess.run([sys.executable, "-c", KILLED, *words], cwd=tmp_path, timeout=100, capture_output=True)
    assert run.returncode == -signal.SIGKILL
    again = subprocess.run([COMMAND, "train", "--resume"], cwd=tmp_path, timeout=200, capture_output=True, text=True)
    assert again.returncode == 0, again.stderr
    folder = tmp_path / "models" / "nano"
    assert [line.split(",")[0] for line in (folder / "history.csv").read_text().splitlines()] == ["epoch", "1", "2"]
    assert (folder / "card.json").is_file() and not (folder / ".backup").exists()
