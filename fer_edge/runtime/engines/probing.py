"""Whether an engine answers on this machine as its file did when it was exported: the card's probes, replayed."""

from pathlib import Path

import numpy as np

from fer_edge.artifact.card import ModelCard
from fer_edge.artifact.probes import PROBE_SIDE, SHADES
from fer_edge.errors import ProbeError
from fer_edge.runtime.engines.answers import check_answer, checked_warm_up
from fer_edge.runtime.types import Engine

TOLERANCE = 0.05
"""How far a probability of a probe may be from what it was at the export.

Processors with and without VNNI, ONNX Runtime 1.23 and 1.32, and one to four threads gave the shipped integer files'
probabilities to the bit, and the float files' to 1e-5; LiteRT's integers may differ by a step of 1/256. Clipped integer
products moved a probability of a drawn face by 0.16 (edge) and 0.22 (nano) in the median, and by more than this on nine
faces of ten.
"""


def replay_probes(engine: Engine, path: Path) -> None:
    """Let the engine of a file answer its card's probes, which warms it up, and hold that against its export's answers.

    A card without probes is as `checked_warm_up` has it. Raises ModelError when an answer is no probabilities,
    ProbeError when it is another one than then.
    """
    card = engine.card
    faces = probe_faces(card)
    if not len(faces):
        checked_warm_up(engine, str(path))
        return
    given = []
    for face in faces:  # One at a time, as most frames have it; a larger batch would take memory for good.
        answer = engine.predict(face[None])
        check_answer(answer, card, str(path))
        given.append(answer[0])
    expected = _expected(card, path)
    if expected:
        _compare(np.stack(given), expected, engine, path)


def probe_faces(card: ModelCard) -> np.ndarray:
    """The probes as the model takes them: uint8 [N, side, side, channels], grey in every channel."""
    shades = [[SHADES.index(sign) * 17 for sign in face] for face in card.probes.faces]
    small = np.array(shades, np.int64).reshape(-1, PROBE_SIDE, PROBE_SIDE)
    return np.repeat(enlarge(small, card.side)[..., None], card.channels, axis=3)


def enlarge(small: np.ndarray, side: int) -> np.ndarray:
    """Squares int [N, S, S] of 0 to 255 as uint8 [N, side, side]: bilinear between the corners, which stay in place.

    In whole numbers, so that every machine has the same pixels.
    """
    span = max(1, side - 1)
    at = np.arange(side) * (small.shape[1] - 1)
    low = np.minimum(at // span, small.shape[1] - 2)
    part = at - low * span
    rows = small[:, low] * (span - part)[:, None] + small[:, low + 1] * part[:, None]
    both = rows[:, :, low] * (span - part) + rows[:, :, low + 1] * part
    enlarged: np.ndarray = (both // span**2).astype(np.uint8)
    return enlarged


def _expected(card: ModelCard, path: Path) -> list[np.ndarray]:
    """The answers [N, C] of the file at its export; of a file that was renamed, those of each of its kind."""
    answers = card.probes.answers
    files = [path.name] if path.name in answers else [file for file in answers if Path(file).suffix == path.suffix]
    return [np.array(answers[file]) for file in files]


def _compare(given: np.ndarray, expected: list[np.ndarray], engine: Engine, path: Path) -> None:
    """Raises ProbeError when the answers [N, C] are far from each of those that are expected."""
    nearest = min(expected, key=lambda answers: float(np.abs(given - answers).max()))
    apart = np.abs(given - nearest)
    if apart.max() > TOLERANCE:
        face, label = np.unravel_index(apart.argmax(), apart.shape)
        raise ProbeError(
            f"{path} answers otherwise on this machine than at its export: {engine.card.labels[label]} of probe "
            f"{face + 1} is {given[face, label]:.2f}, was {nearest[face, label]:.2f}, expected within {TOLERANCE:g} "
            f"(try another version of {engine.runtime}, or export it again here)"
        )
