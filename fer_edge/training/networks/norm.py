"""Batch norm as one kernel: what a network learns with; what is inference_model has Keras's own, with the same weights.

Keras composes batch norm of elementwise operations in float32, which costs a small network more time on a CPU than
its convolutions, and undoes what bfloat16 gains in them.
"""

import keras


class FusedBatchNormalization(keras.layers.BatchNormalization):
    """Keras's layer over [N, H, W, C], through TensorFlow's fused kernel while training; elsewhere unchanged."""

    def call(self, inputs, training=None, mask=None):
        fused = training and self.trainable and len(inputs.shape) == 4 and keras.backend.backend() == "tensorflow"
        if not fused:
            return super().call(inputs, training=training, mask=mask)
        from tensorflow.compat.v1 import nn

        # The kernel takes the channels' parameters in float32 whatever the inputs are.
        gamma, beta = (variable.value for variable in (self.gamma, self.beta))
        outputs, mean, variance = nn.fused_batch_norm(inputs, gamma, beta, epsilon=self.epsilon)
        for moving, seen in ((self.moving_mean, mean), (self.moving_variance, variance)):
            moving.assign(moving * self.momentum + seen * (1 - self.momentum))
        return outputs
