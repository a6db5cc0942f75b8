"""A head for new labels, out of that of a model which knows others."""

from pathlib import Path

import keras
import numpy as np

from fer_edge.data.faces import FaceSet
from fer_edge.training.keras_engine import load_keras, predict

Labels = tuple[str, ...]

FACES = 100
"""Of each label that the old head is shown, at most: enough for a mean."""

SHARPNESS = 1.5
"""By which mixed columns are multiplied: a mean of columns tells labels apart less surely than each of them."""

ROUNDS = 100
"""In which biases settle; they need about ten."""


def transfer_weights(path: Path, old: Labels, train: FaceSet) -> list[np.ndarray]:
    """The weights of the network at `path`, whose labels are `old`, with a head for those of `train`.

    Labels that are all known keep their columns of the head. Where some are new, each of those begins with the mean of
    the old columns, weighted by what the old head answers for its faces, and the biases make each label as likely as it
    is frequent. Raises ModelError when the file cannot be loaded.
    """
    network = load_keras(path)
    *body, columns, biases = network.get_weights()
    if set(train.classes) <= set(old):
        kept = [old.index(label) for label in train.classes]
        return [*body, columns[:, kept], biases[kept]]
    chosen = few_of_each(train.labels)
    features = _features(network, train.faces[chosen])
    # A shift that all columns share is none in their softmax, and would be one in a mixture.
    columns, biases = columns - columns.mean(axis=1, keepdims=True), biases - biases.mean()
    logits = features @ columns + biases
    mixture = mix_columns(softmax(logits), train.labels[chosen], old, train.classes)
    shares = np.bincount(train.labels[chosen], minlength=len(train.classes)) / len(chosen)
    return [*body, columns @ mixture, biases @ mixture + even_biases(logits @ mixture, shares)]


def head_skill(path: Path, old: Labels, faces: FaceSet) -> float:
    """How well the head that `transfer_weights` makes tells faces apart: 1 all right, 0 as chance would, or below.

    Of the mean recall of the labels; on some of the faces it was made of. Raises ModelError as that does.
    """
    *_, columns, biases = transfer_weights(path, old, faces)
    chosen = few_of_each(faces.labels)
    answers = (_features(load_keras(path), faces.faces[chosen]) @ columns + biases).argmax(axis=1)
    right, labels = answers == faces.labels[chosen], faces.labels[chosen]
    chance = 1 / len(faces.classes)
    recall = np.mean([right[labels == label].mean() for label in range(len(faces.classes))])
    return float((recall - chance) / (1 - chance))


def _features(network: keras.Model, faces: np.ndarray) -> np.ndarray:
    """What the head is given, float32 [N, K]."""
    return predict(keras.Model(network.input, network.get_layer("probabilities").input), faces)


def mix_columns(answers: np.ndarray, labels: np.ndarray, old: Labels, new: Labels) -> np.ndarray:
    """What a head for the labels `new` has of each column of one for `old`, float32 [old, new].

    answers: of the old head, float32 [N, old], for faces of the new `labels` [N].
    """
    mixture = np.stack([SHARPNESS * answers[labels == label].mean(axis=0) for label in range(len(new))], axis=1)
    for column, label in enumerate(new):
        if label in old:
            mixture[:, column] = np.eye(len(old))[old.index(label)]
    return mixture.astype(np.float32)


def even_biases(logits: np.ndarray, shares: np.ndarray) -> np.ndarray:
    """What to add to logits [N, C] so that the mean of their probabilities is `shares` [C], float32 [C]."""
    biases = np.zeros(len(shares))
    for _ in range(ROUNDS):
        biases += np.log(shares) - np.log(softmax(logits + biases).mean(axis=0))
    return biases.astype(np.float32)


def few_of_each(labels: np.ndarray) -> np.ndarray:
    """The indices of up to FACES faces of each label, drawn by chance, always the same."""
    order = np.random.default_rng(0).permutation(len(labels))
    return np.concatenate([order[labels[order] == label][:FACES] for label in np.unique(labels)])


def softmax(logits: np.ndarray) -> np.ndarray:
    """The probabilities [N, C] of logits."""
    powers = np.exp(logits - logits.max(axis=1, keepdims=True))
    return powers / powers.sum(axis=1, keepdims=True)
