"""What a network is to answer: labels, softened by what is known of them."""

import keras
import numpy as np

from fer_edge.labels import LABELS

STEPS, BATCH = 1500, 256
"""Of the regression on votes: it has some eighty parameters, and more steps change no probability by a hundredth."""


def smooth(labels: np.ndarray, amount: float) -> np.ndarray:
    """Label indices [N] as distributions float32 [N, 7] that keep `amount` for all classes alike."""
    return (np.eye(len(LABELS), dtype=np.float32) * (1 - amount) + amount / len(LABELS))[labels]


def trust_votes(targets: np.ndarray, labels: np.ndarray, votes: np.ndarray, share: float) -> np.ndarray:
    """Give `share` of each target to the labels that such votes make likely; targets of faces without votes stay.

    targets: float32 [N, 7]. labels: int [N]. votes: float32 [N, V], shares of a crowd's votes.

    One annotator's label is noisy, and what ten others saw tells by how much (Barsoum et al., 2016, learn the votes
    themselves). A network is asked for the labels all the same, so the target is their distribution among faces with
    such votes: on average it is the label, with less noise.
    """
    voted = votes.any(axis=1)[:, None]
    return np.where(voted, (1 - share) * targets + share * likely_labels(labels, votes), targets).astype(np.float32)


def likely_labels(labels: np.ndarray, votes: np.ndarray) -> np.ndarray:
    """The distribution of labels among faces with such votes, float32 [N, 7], by a multinomial logistic regression.

    Its inputs are the votes' square roots, between which a single dissenting vote is the clear difference it is to
    the label.
    """
    likely = keras.Sequential([keras.Input(votes.shape[1:]), keras.layers.Dense(len(LABELS), activation="softmax")])
    likely.compile(keras.optimizers.Adam(0.02), "sparse_categorical_crossentropy", jit_compile=False)
    likely.fit(np.sqrt(votes), labels, batch_size=BATCH, epochs=-(-STEPS * BATCH // len(labels)), verbose=0)
    return np.asarray(likely.predict(np.sqrt(votes), batch_size=4096, verbose=0))
