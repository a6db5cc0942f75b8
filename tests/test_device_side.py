"""The half that lives on a device, in a fresh interpreter in which the training packages are refused."""

import subprocess
import sys
from pathlib import Path

import fer_edge

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
