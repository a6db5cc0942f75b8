"""Confidence that can be believed: the temperature of a softmax, and where a prediction counts as unsure."""

from dataclasses import dataclass

import numpy as np

from fer_edge.metrics import calibration_error

TEMPERATURES = np.geomspace(0.25, 4.0, 241)
"""Where the best temperature is looked for; neighbours differ by 1.2 %."""

BELIEVED = 50
"""Faces for which a model is taken at its word: twelve that are all right would ask for certainty everywhere."""

HALVINGS = 10

COVERAGE = 0.9
"""Share of faces that shall have a certain prediction."""


@dataclass(frozen=True, kw_only=True)
class Confidence:
    """How sure a model may be, learned on one split.

    temperature: by which its logits are to be divided. held_out_error: calibration error of one half of the split
    with the temperature that was fitted on the other, the mean of HALVINGS random halvings both ways. chance_error:
    what predictions would read on such halves that were right exactly as often as they say: even they scatter over the
    bins. uncertain_below: of the scaled confidences, such that `coverage` of the faces lie above it.
    covered_accuracy: of those faces.
    """

    temperature: float
    held_out_error: float
    chance_error: float
    uncertain_below: float
    coverage: float
    covered_accuracy: float


def learn_confidence(probabilities: np.ndarray, labels: np.ndarray, seed: int = 0) -> Confidence:
    """Fit to probabilities [N, C] of faces with label indices [N]."""
    temperature = fit_temperature(probabilities, labels)
    scaled = rescale(probabilities, temperature)
    held_out, chance = _errors_on_halves(probabilities, scaled, labels, np.random.default_rng(seed))
    confidence, right = scaled.max(axis=1), scaled.argmax(axis=1) == labels
    threshold = float(np.quantile(confidence, 1 - COVERAGE))
    return Confidence(
        temperature=temperature,
        held_out_error=held_out,
        chance_error=chance,
        uncertain_below=round(threshold, 3),
        coverage=COVERAGE,
        covered_accuracy=float(right[confidence >= threshold].mean()),
    )


def fit_temperature(probabilities: np.ndarray, labels: np.ndarray) -> float:
    """The temperature with which predictions are right as often as they say (Clarté et al., 2023).

    Few faces hardly tell: they count beside BELIEVED ones that are right as often as is said without a temperature.

    The one of least negative log likelihood (Guo et al., 2017) is drawn to what noisy labels do to the least likely
    classes.
    """
    right = (probabilities.argmax(axis=1) == labels).sum() + BELIEVED * probabilities.max(axis=1).mean()
    accuracy = right / (len(labels) + BELIEVED)
    gaps = [abs(rescale(probabilities, t).max(axis=1).mean() - accuracy) for t in TEMPERATURES]
    return float(TEMPERATURES[int(np.argmin(gaps))])


def _errors_on_halves(
    probabilities: np.ndarray, scaled: np.ndarray, labels: np.ndarray, random: np.random.Generator
) -> tuple[float, float]:
    """Mean calibration error on halves that were not fitted on, and that of `scaled` with labels drawn to its word."""
    errors, chances = [], []
    predicted, confidence = scaled.argmax(axis=1), scaled.max(axis=1)
    for _ in range(HALVINGS):
        halves = np.array_split(random.permutation(len(labels)), 2)
        true_to_its_word = np.where(random.uniform(size=len(labels)) < confidence, predicted, -1)
        for fitted, held_out in (halves, halves[::-1]):
            temperature = fit_temperature(probabilities[fitted], labels[fitted])
            errors.append(calibration_error(rescale(probabilities[held_out], temperature), labels[held_out]))
            chances.append(calibration_error(scaled[held_out], true_to_its_word[held_out]))
    return float(np.mean(errors)), float(np.mean(chances))


def rescale(probabilities: np.ndarray, temperature: float) -> np.ndarray:
    """The probabilities [N, C] that a softmax would give of the same logits divided by `temperature`."""
    logits = np.log(np.maximum(probabilities, 1e-12)) / temperature
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
