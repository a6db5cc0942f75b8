"""Confidence that can be believed: the temperature of a softmax, and the confidence below which an answer is unsure."""

from dataclasses import dataclass

import numpy as np

from fer_edge.metrics import calibration_error

TEMPERATURES = np.geomspace(0.25, 4.0, 241)
"""Where the best temperature is looked for; neighbours differ by 1.2 %."""

COVERAGE = 0.9
"""Share of faces that shall have a certain answer."""


@dataclass(frozen=True, kw_only=True)
class Confidence:
    """How sure a model may be, learned on one split.

    temperature: by which its logits are to be divided. held_out_errors: calibration error of each half of the
    split with the temperature that was fitted on the other. uncertain_below: of the scaled confidences, such
    that `coverage` of the faces lie above it. covered_accuracy: of those faces.
    """

    temperature: float
    held_out_errors: tuple[float, float]
    uncertain_below: float
    coverage: float
    covered_accuracy: float


def learn_confidence(probabilities: np.ndarray, labels: np.ndarray, seed: int = 0) -> Confidence:
    """Fit to probabilities [N, C] of faces with label indices [N]."""
    halves = np.array_split(np.random.default_rng(seed).permutation(len(labels)), 2)
    errors = []
    for fitted, held_out in (halves, halves[::-1]):
        temperature = fit_temperature(probabilities[fitted], labels[fitted])
        errors.append(calibration_error(rescale(probabilities[held_out], temperature), labels[held_out]))
    temperature = fit_temperature(probabilities, labels)
    scaled = rescale(probabilities, temperature)
    confidence, right = scaled.max(axis=1), scaled.argmax(axis=1) == labels
    threshold = float(np.quantile(confidence, 1 - COVERAGE))
    return Confidence(
        temperature=temperature,
        held_out_errors=(errors[0], errors[1]),
        uncertain_below=round(threshold, 3),
        coverage=COVERAGE,
        covered_accuracy=float(right[confidence >= threshold].mean()),
    )


def fit_temperature(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """The temperature of least mean negative log likelihood (Guo et al., 2017)."""
    rows = np.arange(len(labels))
    losses = [-np.log(rescale(probabilities, t)[rows, labels] + 1e-12).mean() for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(losses))])


def rescale(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """The probabilities [N, C] that a softmax would give of the same logits divided by `temperature`."""
    logits = np.log(np.maximum(probabilities, 1e-12)) / temperature
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
