"""An engine for tests and dry runs: the same probabilities for every face."""

import numpy as np

from fer_edge.artifact.card import ModelCard


class FixedEngine:
    """The fake that ships: the same probabilities for every face."""

    runtime = "fixed"

    def __init__(self, card: ModelCard, probabilities: np.ndarray) -> None:
        self.card = card
        self._row = np.asarray(probabilities, np.float32)

    def predict(self, faces: np.ndarray) -> np.ndarray:
        """Map faces [N, ...] to N copies of the fixed row."""
        return np.tile(self._row, (len(faces), 1))
