"""The rule for certain answers and what the card may say of them, learned where both have to hold: under shifts."""

from collections.abc import Callable, Sequence
from dataclasses import asdict, dataclass, replace

import numpy as np

from fer_edge.artifact.card import ModelCard
from fer_edge.artifact.certainty import UNDER_SHIFTS, effective_labels
from fer_edge.robustness.promise import TOLERANCE
from fer_edge.robustness.report import CLEAN, Answers
from fer_edge.training.calibration import COVERAGE

LEAST_COVERAGE = 0.75
"""Share of faces as they are that has to have a certain answer, whatever happens under shifts."""

STEP = 0.005
"""By which the share is lowered from one limit to the next."""

RESERVE = 0.0025
"""What is kept of the tolerance, for processors whose integer kernels answer a few faces otherwise."""


@dataclass(frozen=True, kw_only=True)
class LearnedPromise:
    """What a card keeps of its certain answers; shares and accuracies from 0 to 1.

    most_labels: effective labels that a certain answer has at the most. coverage, clean_accuracy: share of certain
    answers on faces as they are, of the float file, and how many of them are right. shifted_coverage, accuracy: the
    same of all answers, on faces as they are and under every shift, of each file that was read. worst_accuracy: under
    `worst_shift`, where fewest are right. kept: whether that is within the tolerance of `accuracy`. faces: on how many.
    """

    most_labels: float
    coverage: float
    clean_accuracy: float
    shifted_coverage: float
    accuracy: float
    worst_accuracy: float
    worst_shift: str
    kept: bool
    faces: int

    @property
    def shortfall(self) -> float:
        """How far the worst lies below what is said."""
        return self.accuracy - self.worst_accuracy


def learn_promise(files: Sequence[Answers], labels: np.ndarray) -> LearnedPromise:
    """The limit that leaves most answers certain and keeps its promise under every shift in every one of `files`.

    files: the answers of each, the float file's first, to the faces whose label indices are `labels` [N]. Where no
    limit that leaves LEAST_COVERAGE certain keeps it, the one that misses it least.
    """
    names = [shift.name for answers in files for shift in answers]
    rows = [probabilities for answers in files for probabilities in answers.values()]
    spread = np.stack([effective_labels(each) for each in rows])
    right = np.stack([each.argmax(axis=1) == labels for each in rows])
    clean = spread[names.index(CLEAN.name)]
    shares = np.arange(COVERAGE, LEAST_COVERAGE - STEP / 2, -STEP)
    limits = np.ceil(np.quantile(clean, shares) * 1000) / 1000
    tried = [_promise(float(limit), names, spread, right) for limit in limits]
    kept = (each for each in tried if each.shortfall <= TOLERANCE - RESERVE)
    return next(kept, min(tried, key=lambda each: each.shortfall))


def _promise(limit: float, names: list[str], spread: np.ndarray, right: np.ndarray) -> LearnedPromise:
    """What a limit brings. spread, right: [R, N], of every row by its shift's name; at least one answer is certain."""
    certain = spread <= limit
    counts = certain.sum(axis=1)
    accuracies = (right & certain).sum(axis=1) / np.maximum(counts, 1)
    accuracies[counts == 0] = 1.0  # Where none is certain none is wrong.
    clean, worst = names.index(CLEAN.name), int(accuracies.argmin())
    accuracy = float(right[certain].mean())
    return LearnedPromise(
        most_labels=limit,
        coverage=float(certain[clean].mean()),
        clean_accuracy=float(accuracies[clean]),
        shifted_coverage=float(certain.mean()),
        accuracy=accuracy,
        worst_accuracy=float(accuracies[worst]),
        worst_shift=names[worst],
        kept=bool(accuracies[worst] >= accuracy - TOLERANCE),
        faces=spread.shape[1],
    )


def with_promise(card: ModelCard, promise: LearnedPromise | None, tell: Callable[[str], None]) -> ModelCard:
    """The card with the rule and what it brings; as it is where nothing was learned.

    tell: told, in a line, when no rule keeps what the card says.
    """
    if promise is None:
        return card
    if not promise.kept:
        tell(
            f"certain answers are right in {promise.accuracy:.1%}, under {promise.worst_shift} in "
            f"{promise.worst_accuracy:.1%} only, and no limit that leaves {LEAST_COVERAGE:.0%} of faces certain brings "
            f"them within {100 * TOLERANCE:.0f} points: the card says so; train with more --augment and --degrade"
        )
    former = card.trained.get("confidence")
    confidence = (former if isinstance(former, dict) else {}) | {UNDER_SHIFTS: asdict(promise)}
    return replace(card, trained=card.trained | {"confidence": confidence}, coverage=promise.coverage)
