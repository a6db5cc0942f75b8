"""Layers that tie a network to its mirror image: a face and its mirror image get the same answer.

After Cohen and Welling (2016), for the group of two that a mirror makes. Channel c of the first half of a layer and
channel c of the second are a pair: what one sees in a face, the other sees in its mirror image, and kernels are tied so
that this is true of the next layer if it is of the one before. What is served has Keras's own layers, with the same
weights and the same arithmetic.
"""

import keras
from keras import ops

from fer_edge.training.networks.norm import FusedBatchNormalization
from fer_edge.training.networks.rounding import RoundedConv2D

ROUNDING = 1e-5
"""Between a weight and its mirror image, where one was saved and averaged."""


def mirror_image(weights):
    """Weights in the mirror: a kernel [H, W, I, O], a last layer's [I, O], whose outputs have no pairs, or any [C]."""
    if len(weights.shape) == 4:
        inputs, outputs = weights.shape[2:]
        return ops.roll(ops.flip(weights, axis=1), (inputs // 2, outputs // 2), axis=(2, 3))
    return ops.roll(weights, weights.shape[0] // 2, axis=0)


def tie(weights):
    """The mean of weights and their mirror image: its own mirror image."""
    return (weights + mirror_image(weights)) / 2


class MirroredConv2D(keras.layers.Conv2D):
    """Keras's layer, without a bias, its kernel tied."""

    def convolution_op(self, inputs, kernel):
        return super().convolution_op(inputs, tie(kernel))


class RoundedMirroredConv2D(MirroredConv2D, RoundedConv2D):
    """The kernel tied, then rounded."""


class MirroredDense(keras.layers.Dense):
    """Keras's layer, its kernel tied; its outputs have no pairs."""

    def call(self, inputs, training=None):
        return self.activation(ops.matmul(inputs, tie(self.kernel)) + self.bias)


class MirroredBatchNormalization(FusedBatchNormalization):
    """A pair has its parameters and moving statistics together."""

    def normalize_batch(self, inputs, gamma, beta):
        """As in FusedBatchNormalization.

        In this batch each channel has statistics of its own: those of both, as of a face twice as wide, would cost
        the kernel more time than its convolution takes.
        """
        outputs, *seen = super().normalize_batch(inputs, tie(gamma), tie(beta))
        return outputs, *(tie(value) for value in seen)


def tie_weights(learner: keras.Model) -> None:
    """Make the weights of every tied layer their own mirror images, as they then stay."""
    for weights in _tied(learner):
        weights.assign(tie(weights))


def is_tied(learner: keras.Model) -> bool:
    """Whether the weights of every tied layer are their own mirror images."""
    return all(bool(ops.all(ops.abs(tie(weights) - weights) < ROUNDING)) for weights in _tied(learner))


def _tied(learner: keras.Model) -> list[keras.Variable]:
    tied = [layer for layer in learner.layers if isinstance(layer, (MirroredConv2D, MirroredDense))]
    norms = [layer for layer in learner.layers if isinstance(layer, MirroredBatchNormalization)]
    return [layer.kernel for layer in tied] + [weights for layer in norms for weights in layer.weights]
