"""What an emulated machine does."""

import subprocess
from pathlib import Path

import pytest

from benchmarks.emulated.pi import STEPS


@pytest.mark.parametrize("path", sorted(STEPS.glob("*.sh")), ids=lambda path: path.name)
def test_each_step_is_shell(path: Path):
    subprocess.run(["sh", "-n", path], check=True, timeout=10)


def test_each_function_that_is_a_start_of_the_machine_exists():
    text = "".join(path.read_text() for path in STEPS.glob("*.sh"))
    assert all(f"{name}() {{" in text for name in ("installing", "running", "after_the_cut"))
