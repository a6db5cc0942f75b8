"""The architectures, and the frame that is the same around each: uint8 faces in, probabilities out."""

from collections.abc import Callable
from dataclasses import dataclass

import keras

from fer_edge.datasets import SIDE
from fer_edge.labels import LABELS
from fer_edge.training.networks import plain, seed

FEATURES: dict[str, Callable] = {
    "edge": plain.edge,
    "nano": plain.nano,
    "teacher": plain.teacher,
    "seed": seed.features,
}


@dataclass(frozen=True)
class Networks:
    """Two views of one set of weights.

    served: uint8 faces [N, 48, 48, 1] -> probabilities float32 [N, 7]; what is saved and exported.
    trained: the same behind `augment`, with a second output for crowd votes where wanted.
    """

    served: keras.Model
    trained: keras.Model


@dataclass(frozen=True)
class Lesson:
    """What surrounds a network while it learns, and is no part of `served`.

    augment: a layer that changes faces. vote_columns: of the crowd's votes, 0 for no such head. teach: maps
    (probabilities, faces as augmented) to the probabilities, adding to the loss on the way.
    """

    augment: keras.Layer | None = None
    vote_columns: int = 0
    teach: Callable | None = None


def build(arch: str, lesson: Lesson = Lesson()) -> Networks:
    """Build the architecture `arch`, a key of FEATURES.

    A second head (`vote_columns` > 0) learns the distribution of crowd votes; it shapes the features
    and is not part of `served` (after Barsoum et al., 2016, who train on such distributions).
    """
    faces = keras.Input((SIDE, SIDE, 1), dtype="uint8", name="faces")
    features = FEATURES[arch](keras.layers.Rescaling(1 / 255)(faces))
    probabilities = keras.layers.Dense(len(LABELS), activation="softmax", name="probabilities")(features)
    served = keras.Model(faces, probabilities, name=arch)
    outputs = {"expression": probabilities}
    if lesson.vote_columns:
        outputs["votes"] = keras.layers.Dense(lesson.vote_columns, activation="softmax", name="votes")(features)
    inner = keras.Model(faces, outputs)
    outer = keras.Input((SIDE, SIDE, 1), dtype="uint8")
    view = lesson.augment(outer) if lesson.augment else outer
    answers = inner(view)
    if lesson.teach:
        answers = answers | {"expression": lesson.teach(answers["expression"], view)}
    return Networks(served, keras.Model(outer, answers))
