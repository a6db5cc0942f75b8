"""In stages: the head learns first, then the last part of the body, then all of it at a small rate."""

import math
from dataclasses import dataclass

import keras
from keras import ops

from fer_edge.training.backend import Tensor

HEAD, LAST, REST = "head", "last", "rest"

BEGINS = {HEAD: 0.0, LAST: 0.25, REST: 0.5}
"""After which share of the steps each part begins to learn."""

BODY_RATE = 0.1
"""Of the learning rate, for what is not the head."""

LEARNING = {"head": (HEAD,), "last": (HEAD, LAST), "all": (HEAD, LAST, REST)}
"""Which parts learn, by what --unfreeze says."""


def parts(train_core: keras.Model) -> dict[str, str]:
    """To which part each layer of a network belongs: what has maps of its last convolution's size, and all after it,
    is LAST."""
    layers = train_core.layers
    areas = [math.prod(layer.output.shape[1:3]) if len(layer.output.shape) == 4 else 0 for layer in layers]
    last = next((area for layer, area in zip(layers[::-1], areas[::-1], strict=True) if area and layer.weights), 0)
    after = max((at for at, area in enumerate(areas) if area > last), default=0)
    return {
        layer.name: HEAD if layer.name == "probabilities" else LAST if at > after else REST
        for at, layer in enumerate(layers)
    }


def freeze(train_core: keras.Model, unfreeze: str) -> None:
    """Let only what `unfreeze` says learn, a key of LEARNING.

    Batch norm keeps its statistics: those of so few faces would be worse than those of all that the model has seen.
    """
    belongs = parts(train_core)
    for layer in train_core.layers:
        norm = isinstance(layer, keras.layers.BatchNormalization)
        layer.trainable = layer.trainable and belongs[layer.name] in LEARNING[unfreeze] and not norm


@dataclass(frozen=True)
class Stage:
    """When a weight begins to learn, as a step, and at which share of the learning rate."""

    begins: float
    rate: float


class StagedSGD(keras.optimizers.SGD):
    """Keras's SGD; each weight learns by its own stage.

    stages: of the trainable variables, in their order. Steps are counted by the optimizer, so a resumed run is in the
    stage in which it was stopped.
    """

    def __init__(self, *arguments, stages: list[Stage], **options) -> None:
        super().__init__(*arguments, **options)
        self.stages = stages

    def update_step(self, gradient: Tensor, variable: Tensor, learning_rate: Tensor) -> None:
        stage = self.stages[self._get_variable_index(variable)]
        learning = ops.cast(ops.cast(self.iterations, "float32") >= stage.begins, learning_rate.dtype)
        super().update_step(gradient, variable, learning_rate * learning * stage.rate)


def plan(training_model: keras.Model, train_core: keras.Model, steps: int) -> list[Stage]:
    """The stage of each trainable variable of a model that learns for so many steps; what is no layer of the network's
    own, such as a second head, learns as the head does."""
    belongs = parts(train_core)
    part_of = {
        variable.path: belongs[layer.name] for layer in train_core.layers for variable in layer.trainable_variables
    }
    found = (part_of.get(variable.path, HEAD) for variable in training_model.trainable_variables)
    return [Stage(BEGINS[part] * steps, 1.0 if part == HEAD else BODY_RATE) for part in found]
