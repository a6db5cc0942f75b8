"""The half that lives on a device, in a fresh interpreter in which the training packages are refused."""

import os
import subprocess
import sys
from pathlib import Path

import numpy as np

import fer_edge

PORTRAIT = Path(fer_edge.__file__).parent / "deploy" / "trial" / "portrait.jpg"
REFUSED = ("tensorflow", "keras", "tf2onnx", "matplotlib", "optuna")
PROGRAM = """
import importlib, sys
class Refuse:
    def find_spec(self, name, path=None, target=None):
        if name.split(".")[0] in {refused!r}:
            raise ImportError("refused: " + name)
sys.meta_path.insert(0, Refuse())
for name in {names!r}:
    importlib.import_module(name)
"""


def load(names: list[str]) -> subprocess.CompletedProcess:
    program = PROGRAM.format(refused=REFUSED, names=names)
    return subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, timeout=60)


def test_the_device_side_needs_none_of_the_training_packages():
    root = Path(fer_edge.__file__).parent
    names = [".".join(path.relative_to(root.parent).with_suffix("").parts) for path in sorted(root.rglob("*.py"))]
    device = [n for n in names if n.split(".")[1] not in ("training", "export")]
    assert len(device) > 30
    assert load(device).returncode == 0, load(device).stderr


def test_the_refusal_works():
    assert "refused: keras" in load(["fer_edge.training.fit"]).stderr


SIGNS = ("CI", "TF_BUILD", "GITHUB_ACTIONS", "GITLAB_CI", "ORT_RUNNING_UNIT_TESTS", "ORT_DISABLE_TELEMETRY")
"""Variables that keep ONNX Runtime quiet, whoever sets them."""


def test_onnx_runtime_neither_numbers_a_device_nor_reports_it(tmp_path):
    """It leaves its number and its queue in a home's cache as soon as it is imported."""
    places = {"HOME": str(tmp_path), "XDG_CACHE_HOME": str(tmp_path / "cache")}
    environment = {name: value for name, value in os.environ.items() if name not in SIGNS} | places
    program = "import fer_edge, onnxruntime"
    subprocess.run([sys.executable, "-c", program], env=environment, check=True, timeout=60)
    assert not list(tmp_path.rglob("*"))


UNNEEDED = ("asyncio", "email", "http", "pydantic", "ssl")
"""Each takes time and memory at every start, which a small board has little of."""

LOOP = """
import sys
from fer_edge.cli.app import main
try:
    main()
finally:
    print([name for name in {unneeded!r} if name in sys.modules])
"""


def test_the_loop_loads_nothing_that_it_does_not_need(tmp_path):
    words = ("run", "--source", str(PORTRAIT), "--headless", "--jsonl", str(tmp_path / "faces.jsonl"))
    program = [sys.executable, "-c", LOOP.format(unneeded=UNNEEDED), *words]
    done = subprocess.run(program, capture_output=True, text=True, timeout=60)
    assert done.stdout.splitlines()[-1] == "[]" and (tmp_path / "faces.jsonl").stat().st_size


def test_a_program_of_others_reads_a_face():
    import cv2

    from tests.typed_use import happiest

    portrait = cv2.imread(str(PORTRAIT))
    assert happiest(portrait) > 0 and happiest(np.zeros_like(portrait)) == 0
