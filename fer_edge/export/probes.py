"""The probes of an export: drawn faces, and what each exported file answers to them."""

from dataclasses import replace
from pathlib import Path

import cv2
import numpy as np

from fer_edge.artifact.card import ModelCard
from fer_edge.artifact.probes import ANSWERS, FACES, PROBE_SIDE, SHADES
from fer_edge.data.synthetic import draw_split
from fer_edge.runtime.engines.opening import open_engine
from fer_edge.runtime.engines.probing import probe_faces

COUNT = 4
"""Faces. Clipped integer products moved one of any four by 0.2 or more, in either shipped model."""

MOST_BYTES = 4096
"""What faces and answers may add to a card's JSON; models of many labels get fewer faces, or none."""


def with_probes(card: ModelCard, files: list[Path]) -> ModelCard:
    """The card with drawn faces and the answers that each exported file gives to them on this machine.

    card: has figures for each of `files`, by its name, and no answers yet; nor have the cards inside the files. With
    more than some hundred labels there is no room for probes, and the card has none.
    """
    bare = replace(card, trained={key: value for key, value in card.trained.items() if key != FACES})
    faces = draw_probes()
    pixels = probe_faces(_probed(bare, faces, {}))
    answers = {path.name: [_row(answer) for answer in open_engine(path).predict(pixels)] for path in files}
    for count in range(len(faces), 0, -1):
        probed = _probed(bare, faces[:count], {file: rows[:count] for file, rows in answers.items()})
        if len(probed.to_json()) - len(bare.to_json()) <= MOST_BYTES:
            return probed
    return bare


def draw_probes() -> list[str]:
    """Drawn faces as a card has them, of expressions of their own, each from black to white."""
    faces = draw_split("test", per_class=1).faces[:COUNT]
    small = np.stack([cv2.resize(face, (PROBE_SIDE, PROBE_SIDE), interpolation=cv2.INTER_AREA) for face in faces])
    low, high = (pick(small, axis=(1, 2), keepdims=True).astype(float) for pick in (np.min, np.max))
    shades = np.round((small - low) / (high - low) * (len(SHADES) - 1)).astype(int)
    return ["".join(SHADES[shade] for shade in face.ravel()) for face in shades]


def _row(answer: np.ndarray) -> str:
    return " ".join(f"{value:.4f}" for value in np.clip(answer, 0, 1))


def _probed(card: ModelCard, faces: list[str], answers: dict[str, list[str]]) -> ModelCard:
    figures = {file: card.figures[file] | {ANSWERS: rows} for file, rows in answers.items()}
    return replace(card, trained=card.trained | {FACES: faces}, figures=card.figures | figures)
