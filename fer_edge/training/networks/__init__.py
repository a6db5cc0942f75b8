"""The architectures, and the frame that is the same around each: uint8 faces in, probabilities out."""

from collections.abc import Callable
from dataclasses import dataclass

import keras

from fer_edge.datasets import SIDE
from fer_edge.labels import LABELS
from fer_edge.training.networks import plain, seed
from fer_edge.training.networks.mirror import CONSTRAINTS, MirroredBatchNormalization, tie_weights
from fer_edge.training.networks.norm import FusedBatchNormalization
from fer_edge.training.networks.rounding import RoundedConv2D, RoundedReLU

FEATURES: dict[str, Callable] = {
    "edge": plain.edge,
    "nano": plain.nano,
    "teacher": plain.teacher,
    "seed": seed.features,
}


Replacements = dict[type[keras.Layer], type[keras.Layer]]

FASTER: Replacements = {keras.layers.BatchNormalization: FusedBatchNormalization}
ROUNDED: Replacements = {keras.layers.Conv2D: RoundedConv2D, keras.layers.ReLU: RoundedReLU}
MIRRORED: Replacements = {keras.layers.BatchNormalization: MirroredBatchNormalization}
"""What a learner has in the place of a layer."""


@dataclass(frozen=True)
class Networks:
    """One architecture twice, with the same weights in the same order.

    served: uint8 faces [N, 48, 48, 1] -> probabilities float32 [N, 7]; what is saved and exported, all float32.
    learner: the same in the precision and with the layers that learn fastest. trained: the learner behind its
    lesson; what is fitted.
    """

    served: keras.Model
    learner: keras.Model
    trained: keras.Model


@dataclass(frozen=True)
class Lesson:
    """What surrounds a network while it learns, and is no part of `served`.

    augment: a layer that changes faces. vote_columns: of the crowd's votes, 0 for no such head. teach: maps
    (probabilities, faces as augmented) to the probabilities, adding to the loss on the way. precision: of the
    arithmetic, a Keras dtype policy; the weights stay float32. rounded: it learns under the rounding of int8 files.
    mirrored: it is tied to its mirror image.
    """

    augment: keras.Layer | None = None
    vote_columns: int = 0
    teach: Callable | None = None
    precision: str = "float32"
    rounded: bool = False
    mirrored: bool = False


def build(arch: str, lesson: Lesson = Lesson()) -> Networks:
    """Build the architecture `arch`, a key of FEATURES.

    A second head (`vote_columns` > 0) learns the distribution of crowd votes; it shapes the features
    and is not part of `served` (after Barsoum et al., 2016, who train on such distributions).
    """
    served = _served(arch)
    learner = keras.models.clone_model(served, clone_function=lambda layer: _learning(layer, lesson))
    if lesson.mirrored:
        tie_weights(learner)
    outputs = {"expression": learner.output}
    if lesson.vote_columns:
        features = learner.get_layer("probabilities").input
        outputs["votes"] = keras.layers.Dense(lesson.vote_columns, activation="softmax", name="votes")(features)
    inner = keras.Model(learner.input, outputs)
    outer = keras.Input((SIDE, SIDE, 1), dtype="uint8")
    view = lesson.augment(outer) if lesson.augment else outer
    answers = inner(view)
    if lesson.teach:
        answers = answers | {"expression": lesson.teach(answers["expression"], view)}
    return Networks(served, learner, keras.Model(outer, answers))


def _served(arch: str) -> keras.Model:
    faces = keras.Input((SIDE, SIDE, 1), dtype="uint8", name="faces")
    features = FEATURES[arch](keras.layers.Rescaling(1 / 255)(faces))
    probabilities = keras.layers.Dense(len(LABELS), activation="softmax", name="probabilities")(features)
    return keras.Model(faces, probabilities, name=arch)


def _learning(layer: keras.Layer, lesson: Lesson) -> keras.Layer:
    """The layer as a learner has it; softmax and loss stay float32, where small differences count."""
    config = layer.get_config()
    if layer.name != "probabilities":
        config["dtype"] = lesson.precision
    kinds = FASTER | (ROUNDED if lesson.rounded else {}) | (MIRRORED if lesson.mirrored else {})
    config |= CONSTRAINTS.get(type(layer), {}) if lesson.mirrored else {}
    return kinds.get(type(layer), type(layer)).from_config(config)
