"""What every runtime's answers are held to: finite probabilities, float32 [N, C], each row summing to one."""

import numpy as np

from fer_edge.artifact.card import ModelCard
from fer_edge.errors import ModelError
from fer_edge.runtime.types import Engine

SUM_TOLERANCE = 0.05
"""How far a row's sum may be from 1: int8 files round each of their values to 1/256."""


def checked_warm_up(engine: Engine, name: str | None = None) -> None:
    """Let an engine answer once, so that no frame waits for its slow first batch, and judge what it says.

    name: of its file, for people. Raises ModelError when the answer is not what an engine's has to be.
    """
    card = engine.card
    faces = np.zeros((1, card.side, card.side, card.channels), np.uint8)
    check_answer(engine.predict(faces), card, name or f"the model {card.name}")


def check_answer(answer: np.ndarray, card: ModelCard, name: str) -> None:
    """Raises ModelError when an answer to one face is not float32 [1, C], finite, 0 to 1 and summing to one."""
    expected = f"expected {len(card.labels)} probabilities, float32, that sum to 1: export it again, with its softmax"
    if answer.dtype != np.float32 or answer.shape != (1, len(card.labels)):
        raise ModelError(f"{name} answers {answer.dtype} {list(answer.shape)}; {expected}")
    if not finite_rows(answer).all():
        raise ModelError(f"{name} answers {_few(answer[0])}, which are not all numbers; {expected}")
    low, high, total = float(answer.min()), float(answer.max()), float(answer.sum())
    if low < -SUM_TOLERANCE or high > 1 + SUM_TOLERANCE or abs(total - 1) > SUM_TOLERANCE:
        raise ModelError(f"{name} answers {_few(answer[0])}, which sum to {total:.3g}; {expected}")


def finite_rows(answers: np.ndarray) -> np.ndarray:
    """Which rows of answers [N, C] are numbers throughout: bool [N]. The others are no answers."""
    finite: np.ndarray = np.isfinite(answers).all(axis=1)
    return finite


def _few(row: np.ndarray) -> str:
    return ", ".join(f"{float(value):.3g}" for value in row[:3]) + (", ..." if len(row) > 3 else "")
