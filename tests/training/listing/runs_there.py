"""Folders of runs as training leaves them, written by hand."""

import json
from dataclasses import asdict
from pathlib import Path

from fer_edge.artifact.card import ModelCard, write_card
from fer_edge.training.folders import BACKUP, STATE
from fer_edge.training.settings import TrainSettings

HEAD = "epoch,loss,accuracy,seconds,val_loss,val_accuracy\n"


def write_run(folder: Path, curve=(0.4, 0.6, 0.5), *, ended: bool = True, **settings) -> Path:
    """A run whose validation accuracy went like `curve`; one that has not ended has a backup and no card."""
    folder.mkdir(parents=True)
    asked = TrainSettings(**{"epochs": 3} | settings)
    state = {"data": "faces", "votes": None, "settings": asdict(asked), "reading": {}}
    (folder / STATE).write_text(json.dumps(state))
    lines = [f"{number},1,0.5,30,1.2,{share}\n" for number, share in enumerate(curve, 1)]
    (folder / "history.csv").write_text(HEAD + "".join(lines))
    (folder / "model.keras").write_bytes(b"x" * 1000)
    if ended:
        figures = {"model.keras": {"accuracy": max(curve), "balanced_accuracy": 0.3, "robustness": {"mean": 0.2}}}
        card = ModelCard(
            name=folder.name,
            labels=("a", "b"),
            side=48,
            architecture=asked.arch,
            parameters=1,
            macs=1,
            date="2026-01-01",
            trained=asdict(asked) | {"best_epoch": 2},
            figures=figures,
        )
        write_card(card, folder)
    else:
        (folder / BACKUP).mkdir()
    return folder
