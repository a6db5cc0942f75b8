"""Mutation testing: small changes are made to modules that decide, and each module's own tests have to notice.

`make mutants` (python -m benchmarks.mutants) runs mutmut over a copy of the checkout, a module at a time, and writes
benchmarks/mutants.md: how many changes were noticed, and every one that was not. Exits with 1 below the share wanted.
"""

import argparse
import json
import os
import subprocess
import sys
import tempfile
from dataclasses import dataclass, field
from pathlib import Path

from benchmarks.markdown import table

ROOT = Path(__file__).parents[1]
RECORD = Path(__file__).with_suffix(".md")

ENOUGH = 0.85
"""Share of the changes that tests have to notice."""

SURVIVED, NO_TESTS = 0, 33
"""What mutmut keeps of a change that tests passed with, and of one in a function that no test calls."""

MODULES = {
    "runtime/detection/crop": ("runtime/detection/test_crop",),
    "artifact/card": ("artifact/test_card",),
    "runtime/tracking/smoothing": ("runtime/tracking/test_smoothing",),
    "runtime/tracking/tracker": ("runtime/tracking/test_tracker",),
    "runtime/tracking/assignment": ("runtime/tracking/test_assignment",),
    "runtime/pipeline": ("runtime/test_pipeline",),
    "export/gate": ("export/test_gate",),
    "system/messages": ("system/test_messages",),
    "system/secrets": ("system/test_secrets",),
}
"""Modules below fer_edge/, and the tests below tests/ that are theirs."""


@dataclass(kw_only=True)
class Mutated:
    """A module's changes. survivors: for each that no test noticed, its name and what was changed."""

    module: str
    changes: int = 0
    survivors: dict[str, str] = field(default_factory=dict)

    @property
    def killed(self) -> float:
        """Share that was noticed, 0 to 1."""
        return 1 - len(self.survivors) / max(self.changes, 1)


def mutate(module: str, tests: tuple[str, ...], copy: Path) -> Mutated:
    """Change the module in `copy`, a checkout, in every way that mutmut knows. Raises SystemExit where it cannot."""
    lines = [
        "[mutmut]",
        "source_paths=fer_edge",
        f"only_mutate=fer_edge/{module}.py",
        "also_copy=\n    " + "\n    ".join(("models", "tests", "benchmarks", "docs", "README.md")),
        "pytest_add_cli_args_test_selection=\n    " + "\n    ".join(f"tests/{test}.py" for test in tests),
    ]
    (copy / "setup.cfg").write_text("\n".join(lines) + "\n")
    # Without real faces: hundreds of times through a clip would take hours, and not every checkout has one.
    around = os.environ | {"FER_EDGE_TEST_DATA": str(copy / "none")}
    command = [sys.executable, "-m", "mutmut", "run"]
    done = subprocess.run(command, cwd=copy, env=around, capture_output=True, text=True)
    record = copy / f"mutants/fer_edge/{module}.py.meta"
    if done.returncode or not record.is_file():
        raise SystemExit(f"{module}: mutmut did not come to its end: {done.stdout[-400:]}{done.stderr[-400:]}")
    codes = json.loads(record.read_text())["exit_code_by_key"]
    alive = sorted(name for name, code in codes.items() if code in (SURVIVED, NO_TESTS))
    return Mutated(module=module, changes=len(codes), survivors={name: _change(name, copy) for name in alive})


def _change(name: str, copy: Path) -> str:
    """The lines that a change took away and put there."""
    done = subprocess.run([sys.executable, "-m", "mutmut", "show", name], cwd=copy, capture_output=True, text=True)
    lines = [line for line in done.stdout.splitlines() if line[:1] in "+-" and line[:3] not in ("+++", "---")]
    return " becomes ".join(line[1:].strip() for line in lines)


def page(found: list[Mutated]) -> str:
    """The record as Markdown."""
    changes, alive = sum(one.changes for one in found), sum(len(one.survivors) for one in found)
    rows = [(f"`{one.module}.py`", one.changes, len(one.survivors), f"{one.killed:.1%}") for one in found]
    rows.append(("all", changes, alive, f"{1 - alive / max(changes, 1):.1%}"))
    parts = [
        "# Mutants\n",
        "Small changes by mutmut to modules that decide, each with no tests but its own (`make mutants`).\n",
        table(("module", "changes", "not noticed", "noticed"), rows),
        "## Not noticed\n",
    ]
    for one in found:
        parts += [f"### {one.module}.py\n"] if one.survivors else []
        parts += (
            ["".join(f"- `{change.replace('`', ' ')}`\n" for change in one.survivors.values())] if one.survivors else []
        )
    return "\n".join(parts)


def main() -> None:
    """Mutate, write the record, and judge."""
    parser = argparse.ArgumentParser(prog="python -m benchmarks.mutants", description=__doc__)
    parser.add_argument("modules", nargs="*", choices=[*MODULES, []], help="none: all, and the record is written")
    asked = parser.parse_args()
    found = []
    for module in asked.modules or MODULES:
        with tempfile.TemporaryDirectory() as name:
            copy = Path(name)
            _check_out(copy)
            found.append(mutate(module, MODULES[module], copy))
        print(f"{module}: {found[-1].killed:.1%} of {found[-1].changes} noticed", flush=True)
    if asked.modules:
        print(page(found))
    else:
        RECORD.write_text(page(found))
    sys.exit(any(one.killed < ENOUGH for one in found))


def _check_out(copy: Path) -> None:
    """What git tracks, as it is in the working tree."""
    names = subprocess.run(["git", "ls-files"], cwd=ROOT, capture_output=True, text=True, check=True).stdout
    done = subprocess.run(["tar", "-c", "-T", "-"], cwd=ROOT, input=names.encode(), capture_output=True, check=True)
    subprocess.run(["tar", "-x", "-C", copy], input=done.stdout, check=True)


if __name__ == "__main__":
    main()
