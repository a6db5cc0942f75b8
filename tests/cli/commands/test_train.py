"""The command `train`: where it ends before a run begins, and where a run that was killed goes on."""

import json
import os
import signal
import subprocess
import sys
from pathlib import Path

import cv2
import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from tests.schemas import conform

pytest.importorskip("keras")
COMMAND = Path(sys.executable).parent / "fer-edge"
ROOT = Path(__file__).parents[3]


def test_a_backend_that_is_not_installed_is_one_line(tmp_path):
    around = os.environ | {"KERAS_BACKEND": "mxnet"}
    words = [COMMAND, "train", "--data", "synthetic"]
    run = subprocess.run(words, cwd=tmp_path, env=around, capture_output=True, text=True, timeout=60)
    assert run.returncode == 3
    assert run.stderr.count("\n") == 1 and "mxnet not installed" in run.stderr


TINY = """
import os, signal, sys
import keras
from fer_edge.training import networks
from tests.training.tiny import TINY
networks.FEATURES |= TINY
if "--resume" not in sys.argv:
    keras.callbacks.BackupAndRestore._save_model = lambda self: os.kill(os.getpid(), signal.SIGKILL)
from fer_edge.cli.app import main
main()
"""
"""The command with networks of a hundred weights, killed before its first backup unless it resumes."""


def train(folder: Path, *words: str) -> subprocess.CompletedProcess:
    around = os.environ | {"PYTHONPATH": str(ROOT), "KERAS_BACKEND": "tensorflow", "TF_CPP_MIN_LOG_LEVEL": "3"}
    command = [sys.executable, "-c", TINY, "train", *words]
    return subprocess.run(command, cwd=folder, env=around, timeout=120, capture_output=True, text=True, check=False)


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
    faces = few_faces(tmp_path / "faces")
    run = train(tmp_path, "--data", faces, "--arch", "nano", "--epochs", "2", "--average", "0.9", "--no-mirrored")
    assert run.returncode == -signal.SIGKILL
    again = train(tmp_path, "--resume", "--json", "-")
    assert again.returncode == 0, again.stderr
    assert conform("train", json.loads(again.stdout))["model"] == "models/nano"
    folder = tmp_path / "models" / "nano"
    assert [line.split(",")[0] for line in (folder / "history.csv").read_text().splitlines()] == ["epoch", "1", "2"]
    assert (folder / "card.json").is_file() and not (folder / ".backup").exists()


def test_another_architecture_than_that_of_the_model_to_begin_with_is_refused_at_once(tmp_path):
    words = [COMMAND, "train", "--data", few_faces(tmp_path / "faces"), "--from", "edge", "--arch", "nano"]
    run = subprocess.run(words, cwd=tmp_path, capture_output=True, text=True, timeout=60)
    assert run.returncode == 2 and run.stderr.count("\n") == 1
    assert "--from edge is of the architecture edge: leave out --arch" in run.stderr
