"""Two models on the same faces: which is right more often, and whether chance would do as much."""

from dataclasses import dataclass

import numpy as np

RESAMPLES = 10_000
INTERVAL = (2.5, 97.5)
"""Percentiles between which the difference lies in 95 of 100 resamples."""


@dataclass(frozen=True, kw_only=True)
class Comparison:
    """A model and another one; fractions from 0 to 1, and counts of faces.

    difference: of the accuracies, above 0 where the model is right more often than the other. interval: 95 %, of the
    difference, by the paired bootstrap. both, neither: right on how many. only_model, only_other: on which, by their
    place in the split. p_value: of McNemar's exact test.
    """

    accuracy: float
    other_accuracy: float
    difference: float
    interval: tuple[float, float]
    both: int
    neither: int
    only_model: tuple[int, ...]
    only_other: tuple[int, ...]
    p_value: float


def compare_models(probabilities: np.ndarray, other: np.ndarray, labels: np.ndarray, seed: int = 0) -> Comparison:
    """Hold probabilities [N, C] of two models against the labels [N] of the same faces; N is at least 1.

    seed: of the bootstrap's resamples.
    """
    right, other_right = (each.argmax(axis=1) == labels for each in (probabilities, other))
    only_model, only_other = (np.flatnonzero(each).tolist() for each in (right & ~other_right, other_right & ~right))
    return Comparison(
        accuracy=float(right.mean()),
        other_accuracy=float(other_right.mean()),
        difference=(len(only_model) - len(only_other)) / len(labels),
        interval=bootstrap_interval(len(only_model), len(only_other), len(labels), seed),
        both=int((right & other_right).sum()),
        neither=int((~right & ~other_right).sum()),
        only_model=tuple(only_model),
        only_other=tuple(only_other),
        p_value=mcnemar(len(only_model), len(only_other)),
    )


def mcnemar(only_one: int, only_other: int) -> float:
    """How likely counts at least as unequal are where both models are right equally often: two-sided, 0 to 1.

    only_one, only_other: faces on which one of the two alone is right (McNemar, 1947; exact, by the binomial).
    """
    trials = only_one + only_other
    ways, fewer, all_ways = 1, 0, 1 << trials
    for count in range(min(only_one, only_other) + 1):
        fewer += ways
        ways = ways * (trials - count) // (count + 1)
    return min(1.0, 2 * fewer / all_ways)  # Of whole numbers, however long: nothing is rounded before the end.


def bootstrap_interval(only_one: int, only_other: int, faces: int, seed: int = 0) -> tuple[float, float]:
    """Between which differences of two accuracies 95 % of resamples lie (Efron & Tibshirani, 1993, percentiles).

    Faces are drawn with replacement, both models' answers with each. A difference needs no more of a resample than how
    many of its faces one model alone had right, and those counts are multinomial: they are drawn themselves.
    """
    shares = np.array([only_one, only_other, faces - only_one - only_other]) / faces
    counts = np.random.default_rng(seed).multinomial(faces, shares, size=RESAMPLES)
    low, high = np.percentile((counts[:, 0] - counts[:, 1]) / faces, INTERVAL)
    return float(low), float(high)
