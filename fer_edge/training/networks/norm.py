"""Batch norm as one kernel: what a network learns with; what is served has Keras's own, with the same weights.

Keras composes batch norm of elementwise operations in float32, which costs a small network more time on a CPU than
its convolutions, and undoes what bfloat16 gains in them.
"""

import keras
from keras import ops


class FusedBatchNormalization(keras.layers.BatchNormalization):
    """Keras's layer over [N, H, W, C], through TensorFlow's fused kernel while training."""

    def call(self, inputs, training=None, mask=None):
        if not training or len(inputs.shape) != 4:
            return super().call(inputs, training=training, mask=mask)
        outputs, mean, variance = self.normalize_batch(inputs, self.gamma.value, self.beta.value)
        for moving, seen in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving * self.momentum + seen * (1 - self.momentum))
        return outputs

    def normalize_batch(self, inputs, gamma, beta):
        """Outputs [N, H, W, C] and the means and variances [C] of this batch; all but the outputs are float32."""
        if keras.backend.backend() == "tensorflow":
            from tensorflow.compat.v1 import nn

            return nn.fused_batch_norm(inputs, gamma, beta, epsilon=self.epsilon)
        exact = ops.cast(inputs, "float32")
        mean, variance = ops.moments(exact, axes=(0, 1, 2))
        outputs = ops.batch_normalization(exact, mean, variance, -1, beta, gamma, self.epsilon)
        return ops.cast(outputs, inputs.dtype), mean, variance
