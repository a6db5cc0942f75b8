"""The command `train`, where it ends before a run begins."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

pytest.importorskip("keras")
COMMAND = Path(sys.executable).parent / "fer-edge"


def test_a_backend_that_is_not_installed_is_one_line(tmp_path):
    around = os.environ | {"KERAS_BACKEND": "mxnet"}
    words = [COMMAND, "train", "--data", "synthetic"]
    run = subprocess.run(words, cwd=tmp_path, env=around, capture_output=True, text=True, timeout=60)
    assert run.returncode == 3
    assert run.stderr.count("\n") == 1 and "mxnet not installed" in run.stderr
