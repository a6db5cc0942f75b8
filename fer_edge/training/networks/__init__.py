"""The architectures, and the frame that is the same around each: uint8 faces in, probabilities out.

They are ours (FEATURES), of keras.applications (backbones.py), or the user's own (own.py).
"""

from collections.abc import Callable
from dataclasses import dataclass
from functools import partial

import keras

from fer_edge.training.networks import backbones, baseline, own, residual
from fer_edge.training.networks.fake_quantization import FakeQuantConv2D, FakeQuantReLU
from fer_edge.training.networks.flip_equivariance import (
    CONSTRAINTS,
    FlipEquivariantBatchNormalization,
    symmetrize_weights,
)
from fer_edge.training.networks.norm import FusedBatchNormalization
from fer_edge.training.settings import BACKBONES

FEATURES: dict[str, Callable] = {
    "edge": residual.edge,
    "nano": residual.nano,
    "teacher": residual.teacher,
    "baseline": baseline.features,
}
"""From float faces [N, side, side, channels], 0 to 1, to features [N, K]."""

MOMENTUM = 0.9
"""Of the statistics of batch norm, at the most. Keras's, 0.99 and 0.999, are for a million pictures: of a few thousand
faces they would know nothing when the run ends."""

Replacements = dict[type[keras.Layer], type[keras.Layer]]

FASTER: Replacements = {keras.layers.BatchNormalization: FusedBatchNormalization}
FAKE_QUANTIZED: Replacements = {keras.layers.Conv2D: FakeQuantConv2D, keras.layers.ReLU: FakeQuantReLU}
FLIP_EQUIVARIANT: Replacements = {keras.layers.BatchNormalization: FlipEquivariantBatchNormalization}
"""What the network that is trained has in the place of a layer."""


@dataclass(frozen=True)
class Networks:
    """One architecture in the three forms that training needs.

    inference_model: uint8 faces [N, side, side, channels] to probabilities float32 [N, C], all float32; what is saved
    and exported. train_core: the same weights in the same order, in the precision and with the layers that learn
    fastest. training_model: the train_core between augmentation and losses; what is fitted.
    """

    inference_model: keras.Model
    train_core: keras.Model
    training_model: keras.Model


@dataclass(frozen=True)
class TrainingSpec:
    """What surrounds a network while it is trained, and is no part of the `inference_model`.

    augment: a layer that changes faces. degrade: one that spoils them after that, for the network alone. vote_columns:
    of the crowd's votes, 0 for no such head. distill: maps (probabilities, faces as augmented and not spoilt) to the
    probabilities, adding to the loss on the way. precision: of the
    arithmetic, a Keras dtype policy; the weights stay float32. quantization_aware: it is trained under the rounding of
    int8 files. flip_equivariant: a face and its mirror image have the same probabilities.
    """

    augment: keras.Layer | None = None
    degrade: keras.Layer | None = None
    vote_columns: int = 0
    distill: Callable | None = None
    precision: str = "float32"
    quantization_aware: bool = False
    flip_equivariant: bool = False


def build(
    arch: str,
    shape: tuple[int, ...],
    classes: int,
    spec: TrainingSpec = TrainingSpec(),
    saved: keras.Model | None = None,
) -> Networks:
    """Build the architecture `arch`, as settings name it, for faces of `shape` (side, side, channels).

    classes: how many labels there are. saved: an inference model of that architecture, whose body is taken with its
    weights in the place of a new one. A second head (`vote_columns` > 0) learns the distribution of crowd votes; it
    shapes the features and is no part of the `inference_model` (after Barsoum et al., 2016, who train on such
    distributions).
    """
    inference_model = _build_inference_model(arch, shape, classes, saved)
    train_core = keras.models.clone_model(inference_model, clone_function=lambda layer: _trained_layer(layer, spec))
    if arch not in FEATURES:
        train_core.set_weights(inference_model.get_weights())  # It may have been built with some that had learned.
        _hasten_statistics(train_core)
    if spec.flip_equivariant:
        symmetrize_weights(train_core)
    outputs = {"expression": train_core.output}
    if spec.vote_columns:
        features = train_core.get_layer("probabilities").input
        outputs["votes"] = keras.layers.Dense(spec.vote_columns, activation="softmax", name="votes")(features)
    inner = keras.Model(train_core.input, outputs)
    outer = keras.Input(shape, dtype="uint8")
    view = spec.augment(outer) if spec.augment else outer
    predictions = inner(spec.degrade(view) if spec.degrade else view)
    if spec.distill:
        predictions = predictions | {"expression": spec.distill(predictions["expression"], view)}
    return Networks(inference_model, train_core, keras.Model(outer, predictions))


def _build_inference_model(
    arch: str, shape: tuple[int, ...], classes: int, saved: keras.Model | None = None
) -> keras.Model:
    head = keras.layers.Dense(classes, activation="softmax", name="probabilities")
    name = arch.replace(":", ".")  # TensorFlow allows no colon.
    if saved is not None:
        return keras.Model(saved.input, head(saved.get_layer("probabilities").input), name=name)
    faces = keras.Input(shape, dtype="uint8", name="faces")
    features = _features_of(arch)(keras.layers.Rescaling(1 / 255)(faces))
    return keras.Model(faces, head(features), name=name)


def _hasten_statistics(train_core: keras.Model) -> None:
    for layer in train_core.layers:
        if isinstance(layer, keras.layers.BatchNormalization):
            layer.momentum = min(layer.momentum, MOMENTUM)


def _features_of(arch: str) -> Callable:
    if arch in FEATURES:
        return FEATURES[arch]
    return partial(backbones.features if arch in BACKBONES else own.features, arch)


def _trained_layer(layer: keras.Layer, spec: TrainingSpec) -> keras.Layer:
    """The layer as the train_core has it; softmax and loss stay float32, where small differences count."""
    if not isinstance(layer, keras.Layer):  # An operation, such as a sum, has no arithmetic of its own.
        return layer
    config = layer.get_config()
    if layer.name != "probabilities":
        config["dtype"] = spec.precision
    kinds = dict(FASTER)
    if spec.quantization_aware:
        kinds |= FAKE_QUANTIZED
    if spec.flip_equivariant:
        kinds |= FLIP_EQUIVARIANT
        config |= CONSTRAINTS.get(type(layer), {})
    return kinds.get(type(layer), type(layer)).from_config(config)
