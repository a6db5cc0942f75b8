"""Training targets: labels, softened by what is known of them."""

import numpy as np

RIDGE = 1e-7
"""Weight of half the squared weights beside the mean loss: it bounds those of inputs that foretell a label surely."""

STEPS = 100
"""At most, of Newton's method; votes and labels of a data set take about ten."""

TOLERANCE = 1e-10
"""The mean loss, in nats, that a further step would gain where a fit ends."""


def smooth_labels(labels: np.ndarray, classes: int, amount: float) -> np.ndarray:
    """Label indices [N] as distributions float32 [N, classes] that keep `amount` for all classes alike."""
    return (np.eye(classes, dtype=np.float32) * (1 - amount) + amount / classes)[labels]


def trust_votes(targets: np.ndarray, labels: np.ndarray, votes: np.ndarray, share: float) -> np.ndarray:
    """Give `share` of each target to the labels that such votes make likely; targets of faces without votes stay.

    targets: float32 [N, C]. labels: int [N]. votes: float32 [N, V], shares of a crowd's votes.

    A data set's one label is noisy, and what a crowd saw tells by how much (Barsoum et al., 2016, learn the votes
    themselves). A network is scored by the labels all the same, so the target is their distribution among faces with
    such votes: on average it is the label, with less noise.
    """
    if not share:
        return targets
    voted = votes.any(axis=1, keepdims=True)
    return np.where(
        voted, (1 - share) * targets + share * likely_labels(labels, targets.shape[1], votes), targets
    ).astype(np.float32)


def likely_labels(labels: np.ndarray, classes: int, votes: np.ndarray) -> np.ndarray:
    """The distribution of labels among faces with such votes, float32 [N, classes]."""
    inputs = sqrt_transform(votes)
    return predict_labels(fit_logistic_regression(inputs, labels, classes), inputs)


def sqrt_transform(votes: np.ndarray) -> np.ndarray:
    """The square roots of shares: between them a single dissenting vote is the clear difference it is to a label."""
    return np.sqrt(votes)


def fit_logistic_regression(inputs: np.ndarray, labels: np.ndarray, classes: int) -> np.ndarray:
    """Fit a multinomial logistic regression of label indices [N], below `classes`, on inputs [N, K].

    Returns float64 [K + 1, classes], the weights of each input and, last, of a constant. By Newton's method, which has
    no learning rate to choose and needs no compiler for so few parameters (Böhning, 1992, gives the derivatives).
    """
    design, labelled = _with_constant(inputs), np.eye(classes)[labels]
    weights = np.zeros((design.shape[1], classes))
    loss = _loss(weights, design, labelled)
    for _ in range(STEPS):
        step, gain = _newton_step(weights, design, labelled)
        if gain < TOLERANCE:
            break
        size = 1.0  # Far from the best weights a whole step may lead past them.
        while (shorter := _loss(weights - size * step, design, labelled)) > loss - size * gain / 2 and size > 1e-6:
            size /= 2
        weights, loss = weights - size * step, shorter
    return weights


def predict_labels(weights: np.ndarray, inputs: np.ndarray) -> np.ndarray:
    """The probabilities float32 [N, C] that a regression's weights [K + 1, C] give for inputs [N, K]."""
    return np.exp(_log_softmax(_with_constant(inputs) @ weights)).astype(np.float32)


def _with_constant(inputs: np.ndarray) -> np.ndarray:
    return np.column_stack([inputs, np.ones(len(inputs))]).astype(np.float64)


def _log_softmax(logits: np.ndarray) -> np.ndarray:
    logits = logits - logits.max(axis=1, keepdims=True)
    return logits - np.log(np.exp(logits).sum(axis=1, keepdims=True))


def _loss(weights: np.ndarray, design: np.ndarray, labelled: np.ndarray) -> float:
    return float(RIDGE / 2 * (weights**2).sum() - (labelled * _log_softmax(design @ weights)).sum() / len(design))


def _newton_step(weights: np.ndarray, design: np.ndarray, labelled: np.ndarray) -> tuple[np.ndarray, float]:
    """What to subtract from the weights, and how much loss that gains if the loss is as curved all the way."""
    (faces, inputs), classes = design.shape, weights.shape[1]
    probabilities = np.exp(_log_softmax(design @ weights))
    slope = (design.T @ (probabilities - labelled) / faces + RIDGE * weights).ravel()
    # Of each face, how the probability of one class bends with the logit of another.
    bends = probabilities[:, :, None] * (np.eye(classes) - probabilities[:, None, :])
    pairs = design[:, :, None] * design[:, None, :]
    curvature = (pairs.reshape(faces, -1).T @ bends.reshape(faces, -1)).reshape(inputs, inputs, classes, classes)
    curvature = curvature.transpose(0, 2, 1, 3).reshape(weights.size, -1) / faces + RIDGE * np.eye(weights.size)
    step = np.linalg.solve(curvature, slope)
    return step.reshape(weights.shape), float(slope @ step) / 2
