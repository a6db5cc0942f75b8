"""The house: which room may see which, read from the imports themselves."""

import ast
import shutil
import subprocess
import sys
from collections.abc import Iterator
from graphlib import CycleError, TopologicalSorter
from pathlib import Path

import pytest

import fer_edge

ROOT = Path(fer_edge.__file__).parent

GROUND = {"errors", "system"}
FIRST = {"artifact", "data", "metrics", "robustness"} | GROUND
FLOORS = {
    "errors": set(),
    "system": GROUND,
    "metrics": FIRST,
    "artifact": FIRST,
    "data": FIRST,
    "robustness": FIRST,
    "report": FIRST | {"report"},
    "runtime": FIRST | {"runtime"},
    "training": FIRST | {"training"},
    "collect": FIRST | {"runtime", "collect"},
    "bench": FIRST | {"runtime", "bench"},
    "export": FIRST | {"runtime", "training", "bench", "export"},
    "deploy": FIRST | {"runtime", "training", "bench", "deploy"},
    "tuning": FIRST | {"training", "bench", "export", "tuning"},
    "api": FIRST | {"runtime"},
    "cli": FIRST | {"report", "runtime", "collect", "training", "bench", "export", "tuning", "deploy", "cli"},
    "__init__": {"system", "api"},
    "__main__": {"cli"},
}
"""What each room, or module at the root, may import; arrows go down only."""

MOST_FILES = 14
DEFAULTS = {"LABELS", "SIDE", "CHANNELS"}
"""The default data set's: every part but data/ asks a FaceSet or a card."""


def modules(root: Path) -> dict[str, Path]:
    """Every module below `root`, by its dotted name without the package's."""
    files = {path: path.relative_to(root).with_suffix("").parts for path in sorted(root.rglob("*.py"))}
    return {".".join(p for p in parts if p != "__init__" or len(parts) == 1): path for path, parts in files.items()}


def imports(path: Path) -> Iterator[tuple[str, str]]:
    """Module and name of each import of ours in a file, also those inside functions."""
    for node in ast.walk(ast.parse(path.read_text())):
        if isinstance(node, ast.ImportFrom) and node.module and node.module.split(".")[0] == "fer_edge":
            yield from ((node.module.partition(".")[2], alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from (
                (name.partition(".")[2], "") for name in (alias.name for alias in node.names) if "fer_edge" in name
            )


def graph(root: Path) -> dict[str, set[str]]:
    """Which modules each module imports."""
    known = modules(root)
    seen: dict[str, set[str]] = {}
    for module, path in known.items():
        targets = {
            f"{source}.{name}".strip(".") if f"{source}.{name}".strip(".") in known else source or "__init__"
            for source, name in imports(path)
        }
        seen[module] = targets - {module}
    return seen


def wrong_floors(root: Path) -> list[str]:
    """Imports that go up, or across a wall."""
    room = lambda module: module.split(".")[0]  # noqa: E731
    return [
        f"{module} imports {target}"
        for module, targets in graph(root).items()
        for target in targets
        if room(target) not in FLOORS[room(module)]
    ]


@pytest.fixture
def copy(tmp_path) -> Path:
    """The package, to plant something in."""
    return Path(shutil.copytree(ROOT, tmp_path / "fer_edge", ignore=shutil.ignore_patterns("__pycache__", "static")))


def test_arrows_go_down_only():
    assert wrong_floors(ROOT) == []


def test_an_arrow_up_is_seen(copy):
    with (copy / "runtime/loop.py").open("a") as file:
        file.write("\ndef plot():\n    from fer_edge.training.plots import draw_curves\n")
    assert wrong_floors(copy) == ["runtime.loop imports training.plots"]


def test_there_is_no_circle():
    list(TopologicalSorter(graph(ROOT)).static_order())


def test_a_circle_is_seen(copy):
    with (copy / "system/files.py").open("a") as file:
        file.write("\nimport fer_edge.system.settings\n")
    with (copy / "system/settings.py").open("a") as file:
        file.write("\nfrom fer_edge.system.files import atomic_write\n")
    with pytest.raises(CycleError):
        list(TopologicalSorter(graph(copy)).static_order())


def test_no_room_is_crowded_and_the_ground_floor_is_clear():
    assert {path.stem for path in ROOT.glob("*.py")} == {"__init__", "__main__", "api", "errors", "metrics"}
    rooms = {path.parent for path in ROOT.rglob("*.py")}
    assert {
        room.name: len(list(room.glob("*.py"))) for room in rooms if len(list(room.glob("*.py"))) > MOST_FILES
    } == {}


def test_labels_and_sizes_come_from_a_data_set_or_a_card():
    users = {module for module, path in modules(ROOT).items() for source, name in imports(path) if name in DEFAULTS}
    assert {module.split(".")[0] for module in users} == {"data"}


@pytest.mark.parametrize(
    ("file", "line", "code"),
    [
        ("fer_edge/runtime/x.py", "import keras", "TID251"),
        ("fer_edge/deploy/x.py", "def f():\n    from onnx import load", "TID251"),
        ("fer_edge/cli/commands/x.py", "import numpy", "TID253"),
    ],
)
def test_the_linter_sees_a_heavy_import(file, line, code):
    command = [sys.executable, "-m", "ruff", "check", "--select", "TID", "--stdin-filename", file, "-"]
    done = subprocess.run(command, input=f"{line}\n", capture_output=True, text=True, cwd=ROOT.parent, timeout=60)
    assert code in done.stdout, done.stdout + done.stderr


def test_the_linter_lets_the_training_side_import_keras():
    command = [
        sys.executable,
        "-m",
        "ruff",
        "check",
        "--select",
        "TID",
        "--stdin-filename",
        "fer_edge/export/x.py",
        "-",
    ]
    done = subprocess.run(command, input="import keras\n", capture_output=True, text=True, cwd=ROOT.parent, timeout=60)
    assert done.returncode == 0, done.stdout + done.stderr
