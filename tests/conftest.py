"""What several tests share: a card, and where the real faces, the clip and YuNet are, if they are here at all.

Without the extra `train` they are the tests of the device half: the rooms of the other half are left out.
"""

import os
from importlib.util import find_spec
from pathlib import Path

import pytest

from fer_edge.artifact.card import ModelCard
from fer_edge.data.labels import LABELS

DATA = Path(os.environ.get("FER_EDGE_TEST_DATA", Path(__file__).parents[2] / "shared" / "data"))

TRAINING_SIDE = ["training", "export", "tuning", "cli/commands/test_adopt.py", "cli/commands/test_eval.py"]
"""What cannot even be read without the extra `train`, from this folder."""

collect_ignore = [] if find_spec("tensorflow") else TRAINING_SIDE


def pytest_report_header() -> str | None:
    """That half of the tests is not run, and why."""
    left_out = f"no TensorFlow, so the device half alone: without {', '.join(TRAINING_SIDE)}"
    return left_out if collect_ignore else None


def real(name: str) -> Path:
    """A file of the test data; skips the test where it is absent."""
    if not (DATA / name).is_file():
        pytest.skip(f"no {name} in {DATA}: name the folder in FER_EDGE_TEST_DATA")
    return DATA / name


@pytest.fixture(scope="session", autouse=True)
def own_state(tmp_path_factory):
    """Journals of runs in tests are not those of whoever runs the tests."""
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("XDG_STATE_HOME", str(tmp_path_factory.mktemp("state")))
        patch.delenv("STATE_DIRECTORY", raising=False)
        yield


@pytest.fixture
def card() -> ModelCard:
    return ModelCard(
        name="test", labels=LABELS, side=48, architecture="edge", parameters=1, macs=1, date="2026-01-01T00:00:00+00:00"
    )


@pytest.fixture(scope="module")
def browser(tmp_path_factory):
    """Chromium, for tests that `needs_chromium` marks."""
    from tests.browser import open_browser

    with open_browser(tmp_path_factory.mktemp("chromium")) as driver:
        yield driver
