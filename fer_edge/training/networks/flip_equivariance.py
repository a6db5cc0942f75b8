"""Flip-equivariant networks: a face and its mirror image have the same probabilities.

After Cohen and Welling (2016), for the group of two that a mirror makes. Channel c of the first half of a layer and
channel c of the second are a pair: what one sees in a face, the other sees in its mirror image, and kernels share
weights so that this is true of the next layer if it is of the one before. The inference model has Keras's own layers,
with the same weights and the same arithmetic.
"""

import keras
from keras import ops

from fer_edge.training.backend import Tensor
from fer_edge.training.networks.norm import FusedBatchNormalization

ROUNDING = 1e-5
"""Between a weight and its mirror image, where one was saved and averaged."""


def mirror_weights(weights: Tensor) -> Tensor:
    """Weights in the mirror: a kernel [H, W, I, O], a last layer's [I, O], whose outputs have no pairs, or any [C]."""
    if len(weights.shape) == 4:
        inputs, outputs = weights.shape[2:]
        # An odd number of inputs has no halves: these are a picture's own channels, which stay in their places.
        shift = 0 if inputs % 2 else inputs // 2
        return ops.roll(ops.flip(weights, axis=1), (shift, outputs // 2), axis=(2, 3))
    return ops.roll(weights, weights.shape[0] // 2, axis=0)


def symmetrize(weights: Tensor) -> Tensor:
    """The mean of weights and their mirror image: its own mirror image; as a constraint of Keras's, after each step."""
    return (weights + mirror_weights(weights)) / 2


CONSTRAINTS = {
    keras.layers.Conv2D: {"kernel_constraint": symmetrize},
    keras.layers.Dense: {"kernel_constraint": symmetrize},
    keras.layers.BatchNormalization: {"gamma_constraint": symmetrize, "beta_constraint": symmetrize},
}
"""What the config of a layer has more where its weights are symmetric; convolutions have no bias."""


class FlipEquivariantBatchNormalization(FusedBatchNormalization):
    """A pair has its moving statistics together; in a batch each channel has its own."""

    def call(self, inputs, training=None, mask=None):
        outputs = super().call(inputs, training=training, mask=mask)
        for moving in (self.moving_mean, self.moving_variance) if training else ():
            moving.assign(symmetrize(moving))
        return outputs


def symmetrize_weights(train_core: keras.Model) -> None:
    """Make the weights of every constrained layer their own mirror images, as they then stay."""
    for weights in _constrained(train_core):
        weights.assign(symmetrize(weights))


def is_symmetric(train_core: keras.Model) -> bool:
    """Whether the weights of every constrained layer are their own mirror images."""
    return all(bool(ops.all(ops.abs(symmetrize(weights) - weights) < ROUNDING)) for weights in _constrained(train_core))


def _constrained(train_core: keras.Model) -> list[keras.Variable]:
    norms = [layer for layer in train_core.layers if isinstance(layer, FlipEquivariantBatchNormalization)]
    moving = [weights for layer in norms for weights in layer.non_trainable_variables]
    return [weights for weights in train_core.trainable_variables if weights.constraint is symmetrize] + moving
