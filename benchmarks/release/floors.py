"""The device half of the tests on the lowest and the newest dependencies, on each Python that is found here.

`make floors` (python -m benchmarks.release.floors) lets uv install fer-edge twice for each Python: with the lowest
release that pyproject.toml allows of each dependency it names, and with the newest of all. A line tells each outcome,
which takes the place of an older one in floors.json and floors.md beside this file, where all tests were run. Exits
with 1 where a test failed or a Python is missing.
"""

import argparse
import json
import os
import re
import shutil
import subprocess
import sys
from collections.abc import Sequence
from dataclasses import asdict, dataclass, field
from datetime import date
from pathlib import Path

from benchmarks.markdown import table
from fer_edge.system.files import atomic_write

ROOT = Path(__file__).parents[2]
RECORD, PAGE = (Path(__file__).with_suffix(kind) for kind in (".json", ".md"))

PYTHONS = ("3.11", "3.12", "3.13")
RESOLUTIONS = {"lowest": "lowest-direct", "newest": "highest"}
"""Which releases are taken, and uv's name for that. What the dependencies themselves ask for is the newest always."""

SHOWN = ("numpy", "onnxruntime", "opencv-python", "typer", "click", "rich", "paho-mqtt", "starlette", "uvicorn")

OFFLINE = {"UV_PYTHON_DOWNLOADS": "never"}
"""Only Pythons that are here: none is fetched."""


@dataclass(frozen=True, kw_only=True)
class Outcome:
    """One run. python: its full version. releases: by package. said: pytest's last line, or why there is none.

    day: on which it was run, YYYY-MM-DD.
    """

    python: str
    which: str
    releases: dict[str, str]
    said: str
    passed: bool
    day: str = field(default_factory=lambda: str(date.today()))

    @property
    def place(self) -> tuple[int, str]:
        """Where it stands among others: by the minor version of Python, then the lowest before the newest."""
        return int(self.python.split(".")[1]), self.which

    @property
    def row(self) -> tuple[str, ...]:
        """The cells of a table."""
        return (self.python, self.which, *(self.releases.get(name, "") for name in SHOWN), self.said, self.day)


def try_on(uv: str, python: str, which: str, folder: Path, options: Sequence[str] = ()) -> Outcome:
    """Install into an environment of its own below `folder`, and run the tests. options: more for pytest."""
    place, here = folder / f"{python}-{which}", find_python(python)
    if here is None or _uv(uv, "venv", "--quiet", "--clear", "--python", here, str(place)).returncode:
        return Outcome(python=python, which=which, releases={}, said="this Python is not here", passed=False)
    program = str(place / "bin" / "python")
    installed = _uv(
        uv,
        *("pip", "install", "--quiet", "--python", program, "--resolution", RESOLUTIONS[which]),
        *("--only-binary", ":all:", "--no-binary", "fer-edge", "--editable", ".[test]"),
    )
    if installed.returncode:
        said = f"cannot be installed: {installed.stderr.strip().splitlines()[-1]}"
        return Outcome(python=python, which=which, releases={}, said=said, passed=False)
    listed = json.loads(_uv(uv, "pip", "list", "--format", "json", "--python", program).stdout)
    tests = [program, "-m", "pytest", "-q", "-n", "2", "--dist", "loadfile", "-p", "no:cacheprovider", *options]
    done = subprocess.run(tests, cwd=ROOT, env=_around(), capture_output=True, text=True)
    (folder / f"{python}-{which}.txt").write_text(done.stdout + done.stderr)
    return Outcome(
        python=_version(program),
        which=which,
        releases={one["name"]: one["version"] for one in listed},
        said=summary(done.stdout),
        passed=done.returncode == 0,
    )


def find_python(python: str) -> str | None:
    """The path of an interpreter of this version: one on the path, else pyenv's newest; None without any."""
    installed = Path(os.environ.get("PYENV_ROOT", Path.home() / ".pyenv")) / "versions"
    kept = sorted(installed.glob(f"{python}.*/bin/python"), key=lambda path: int(path.parts[-3].rsplit(".")[-1]))
    for program in (shutil.which(f"python{python}"), *reversed(kept)):
        # pyenv puts programs on the path that start no Python, but tell which ones it has.
        if program and _version(str(program)).startswith(f"{python}."):
            return str(program)
    return None


def summary(said: str) -> str:
    """How many tests passed, failed and were skipped, from what pytest printed; without the time it took."""
    counts = re.findall(r"\d+ (?:passed|failed|skipped|errors?)", (said.strip().splitlines() or [""])[-1])
    return ", ".join(counts) or "no test was run"


def page(outcomes: Sequence[Outcome]) -> str:
    """The record as Markdown."""
    about = (
        "The device half of the tests (all that need no TensorFlow) on the lowest and on the newest releases of what "
        "fer-edge requires, made by `make floors`.\n"
    )
    return "\n".join(
        ("# Floors\n", about, table(("Python", "releases", *SHOWN, "tests", "day"), [one.row for one in outcomes]))
    )


def read() -> list[Outcome]:
    """The outcomes that are recorded."""
    return [Outcome(**one) for one in json.loads(RECORD.read_text())] if RECORD.exists() else []


def renew(outcome: Outcome) -> None:
    """Put an outcome in the place of the older one of this Python and these releases, and write the page."""
    outcomes = sorted([*(one for one in read() if one.place != outcome.place), outcome], key=lambda one: one.place)
    for path, text in (
        (RECORD, json.dumps([asdict(one) for one in outcomes], indent=1) + "\n"),
        (PAGE, page(outcomes)),
    ):
        with atomic_write(path) as part:
            part.write_text(text)


def _version(program: str) -> str:
    return subprocess.run([program, "-V"], capture_output=True, text=True).stdout.removeprefix("Python ").strip()


def _uv(uv: str, *words: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run([uv, *words], cwd=ROOT, env=_around(), capture_output=True, text=True)


def _around() -> dict[str, str]:
    """This environment, but for what leads to another Python or another checkout."""
    kept = {name: text for name, text in os.environ.items() if name not in ("PYTHONPATH", "VIRTUAL_ENV")}
    return kept | OFFLINE


def main() -> None:
    """Try them, and record what came out."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.release.floors", description=__doc__)
    parser.add_argument("--uv", default="uv", help="the program")
    parser.add_argument("--folder", type=Path, default=Path(".floors"), help="for the environments")
    parser.add_argument("--python", nargs="*", choices=PYTHONS, help="these alone")
    parser.add_argument("--which", nargs="*", choices=RESOLUTIONS, help="these alone")
    asked, options = parser.parse_known_args()
    asked.folder.mkdir(parents=True, exist_ok=True)
    outcomes = []
    for python in asked.python or PYTHONS:
        for which in asked.which or RESOLUTIONS:
            outcomes.append(try_on(asked.uv, python, which, asked.folder.absolute(), options))
            print(" | ".join(outcomes[-1].row), flush=True)
            if not options and outcomes[-1].releases:
                renew(outcomes[-1])
    sys.exit(not all(one.passed for one in outcomes))


if __name__ == "__main__":
    main()
