"""Faces for networks of any architecture, and networks that have seen some."""

import keras
import numpy as np

from fer_edge.training.networks import build

SHAPE, CLASSES = (16, 16, 1), 7
"""The smallest side that every architecture takes."""

FACES = np.random.default_rng(0).integers(0, 255, (4, *SHAPE), np.uint8)


def with_statistics(arch: str) -> keras.Model:
    """An inference model whose batch norms have statistics of their own, as after training."""
    keras.utils.set_random_seed(3)
    random = np.random.default_rng(3)
    model = build(arch, SHAPE, CLASSES).inference_model
    model.set_weights(
        [w * random.uniform(0.7, 1.3, w.shape) + random.normal(0, 0.02, w.shape) for w in model.get_weights()]
    )
    return model
