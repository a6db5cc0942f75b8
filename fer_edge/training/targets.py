"""What a network is to answer: labels, softened by what is known of them."""

import keras
import numpy as np

STEPS, BATCH = 1500, 256
"""Of a regression: an input for each vote and label is some eighty parameters, soon learned."""


def smooth_labels(labels: np.ndarray, classes: int, amount: float) -> np.ndarray:
    """Label indices [N] as distributions float32 [N, classes] that keep `amount` for all classes alike."""
    return (np.eye(classes, dtype=np.float32) * (1 - amount) + amount / classes)[labels]


def trust_votes(targets: np.ndarray, labels: np.ndarray, votes: np.ndarray, share: float) -> np.ndarray:
    """Give `share` of each target to the labels that such votes make likely; targets of faces without votes stay.

    targets: float32 [N, C]. labels: int [N]. votes: float32 [N, V], shares of a crowd's votes.

    A data set's one label is noisy, and what a crowd saw tells by how much (Barsoum et al., 2016, learn the votes
    themselves). A network is asked for the labels all the same, so the target is their distribution among faces with
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


def fit_logistic_regression(inputs: np.ndarray, labels: np.ndarray, classes: int) -> keras.Model:
    """A multinomial logistic regression of label indices [N], below `classes`, on inputs float32 [N, K]."""
    model = keras.Sequential([keras.Input(inputs.shape[1:]), keras.layers.Dense(classes, activation="softmax")])
    rate = keras.optimizers.schedules.CosineDecay(0.05, STEPS)
    model.compile(keras.optimizers.Adam(rate), "sparse_categorical_crossentropy", jit_compile=False)
    model.fit(inputs, labels, batch_size=BATCH, epochs=-(-STEPS * BATCH // len(labels)), verbose=0)
    return model


def predict_labels(regression: keras.Model, inputs: np.ndarray) -> np.ndarray:
    """A regression's probabilities float32 [N, C] for inputs [N, K]."""
    return np.asarray(regression.predict(inputs, batch_size=4096, verbose=0))
