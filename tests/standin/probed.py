"""Stand-in models whose card has probes, and answers to them that are right or not."""

from collections.abc import Collection
from dataclasses import replace
from pathlib import Path

import onnx

from fer_edge.artifact.card import METADATA_KEY, ModelCard, write_card
from fer_edge.artifact.probes import ANSWERS, FACES, PROBE_SIDE
from fer_edge.runtime.engines.onnx import OnnxEngine
from fer_edge.runtime.engines.probing import probe_faces
from tests.standin import GREY

SHADES = tuple(shade * PROBE_SIDE**2 for shade in "0a")
FILES = ("model.int8.onnx", "model.onnx")


def leave_probed(folder: Path, wrong: Collection[str] = (), files: Collection[str] = FILES) -> ModelCard:
    """A model's folder of grey stand-ins. wrong: of `files`, those for which the card has other answers than theirs."""
    engine = OnnxEngine(GREY)
    card = replace(engine.card, trained={FACES: list(SHADES)})
    rows = engine.predict(probe_faces(card))
    right, other = ([" ".join(f"{value:.4f}" for value in row) for row in each] for each in (rows, rows[::-1]))
    card = replace(card, figures={file: {ANSWERS: other if file in wrong else right} for file in files})
    model = onnx.load(GREY)
    onnx.helper.set_model_props(model, {METADATA_KEY: card.to_json()})
    folder.mkdir(parents=True, exist_ok=True)
    for file in files:
        onnx.save(model, folder / file)
    write_card(card, folder)
    return card
