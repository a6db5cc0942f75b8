"""What a network says of any number of faces, computed by all devices that share a run."""

from collections.abc import Callable
from functools import partial

import keras
import numpy as np

from fer_edge.training.backend import Tensor
from fer_edge.training.distribution.devices import own_share
from fer_edge.training.keras_engine import BATCH, predict

Predictor = Callable[[np.ndarray], np.ndarray]
"""From faces uint8 [N, side, side, channels] to probabilities float32 [N, C]."""


def predictor(model: keras.Model) -> Predictor:
    """A network's `predict`; where devices share a run, by all of them, and with the same result in each process."""
    if keras.distribution.distribution() is None:
        return partial(predict, model)
    return _shared(model)


def _shared(model: keras.Model) -> Predictor:
    import jax
    from jax.sharding import NamedSharding, PartitionSpec

    share, mesh = own_share(), model.variables[0].value.sharding.mesh
    split = NamedSharding(mesh, PartitionSpec(mesh.axis_names[0]))
    own = -(-BATCH // share.devices) * share.devices // share.processes
    size = own * share.processes

    def answer(trainable: list[Tensor], others: list[Tensor], faces: Tensor) -> Tensor:
        return model.stateless_call(trainable, others, faces, training=False)[0]

    compiled = jax.jit(answer, out_shardings=NamedSharding(mesh, PartitionSpec()))

    def predict_shared(faces: np.ndarray) -> np.ndarray:
        weights = [
            [variable.value for variable in kind] for kind in (model.trainable_variables, model.non_trainable_variables)
        ]
        padded = faces[np.arange(-(-len(faces) // size) * size) % len(faces)]
        answers = []
        for start in range(share.process * own, len(padded), size):
            part = jax.make_array_from_process_local_data(split, padded[start : start + own])
            answers.append(np.asarray(compiled(*weights, part)))
        return np.concatenate(answers)[: len(faces)]

    return predict_shared
