"""What is done in the place of what takes minutes, a network, a board or administrator's rights."""

import os
from pathlib import Path
from types import SimpleNamespace

import pytest

PROGRAM = "#!/bin/sh\nexit 0\n"
"""systemctl and ssh: there, and content."""


def stand_in(patch: pytest.MonkeyPatch, folder: Path) -> None:
    """Put them in their places. Each has tests of its own."""
    from fer_edge.deploy.bundle import make
    from fer_edge.deploy.fleet import rollout
    from fer_edge.training import model_card, networks, runs
    from fer_edge.tuning import process
    from tests.training.tiny import TINY
    from tests.tuning.fakes import formula

    for architecture, features in TINY.items():
        patch.setitem(networks.FEATURES, architecture, features)
    patch.setattr(process, "train_apart", formula)
    patch.setattr(runs, "draw_curves", lambda folder: (folder / "curves.png").touch())
    patch.setattr(model_card, "draw_confusion", _draw_nothing)
    for name in ("roll_out", "on_all"):
        patch.setattr(rollout, name, lambda hosts, work, at_once, close: [])
    patch.setattr(make, "collect", _collect)
    patch.setattr(make, "write_bundle", _write_bundle)
    programs = folder / "bin"
    programs.mkdir()
    for name in ("systemctl", "ssh"):
        (programs / name).write_text(PROGRAM)
        (programs / name).chmod(0o755)
    patch.setenv("PATH", f"{programs}{os.pathsep}{os.environ['PATH']}")
    patch.setenv("MPLCONFIGDIR", str(Path.home() / ".cache" / "matplotlib"))  # Fonts are looked through once.


def _draw_nothing(*told: object) -> None:
    """No picture of a network that has learned nothing."""


def _collect(settings, target, options, places, report) -> SimpleNamespace:
    return SimpleNamespace(name=f"fer-edge-{target}")


def _write_bundle(made, path: Path, progress) -> dict[str, object]:
    path.write_bytes(b"")
    return {"bytes": 0, "installed_bytes": 0, "model": "edge", "detector": "haar"}
