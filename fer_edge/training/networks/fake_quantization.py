"""Fake quantization: layers that are trained under the rounding of an integer file.

After Jacob et al. (2018): values are rounded on the way forward as an int8 file rounds them, and gradients pass as if
they were not. The inference model has Keras's own layers, with the same weights. Kernels are rounded for each output
channel apart, which commutes with the batch norm that an export folds into them: its factor scales a channel and the
steps of its grid alike.
"""

import keras
from keras import ops

from fer_edge.training.backend import Tensor

KERNEL_STEPS = 127
"""Of a symmetric int8 kernel, on either side of zero."""

ACTIVATION_STEPS = 255
"""Of a uint8 activation, which a ReLU leaves at zero or above."""


def fake_quantize(values: Tensor, step: Tensor) -> Tensor:
    """Float values rounded to multiples of `step`; the gradient is that of the values themselves."""
    return values + ops.stop_gradient(ops.round(values / step) * step - values)


def fake_quantize_kernel(kernel: Tensor) -> Tensor:
    """A kernel [..., C] on the int8 grid of each of its C output channels."""
    largest = ops.max(ops.abs(kernel), axis=tuple(range(len(kernel.shape) - 1)), keepdims=True)
    return fake_quantize(kernel, ops.stop_gradient(ops.maximum(largest, 1e-8) / KERNEL_STEPS))


class FakeQuantConv2D(keras.layers.Conv2D):
    """Keras's layer, its kernel rounded while training."""

    def convolution_op(self, inputs, kernel):
        return super().convolution_op(inputs, ops.cast(fake_quantize_kernel(kernel), self.compute_dtype))


class FakeQuantReLU(keras.layers.ReLU):
    """Keras's layer, its outputs rounded while training; the grid reaches to the largest of the batch."""

    def call(self, inputs):
        outputs = super().call(inputs)
        return fake_quantize(outputs, ops.stop_gradient(ops.maximum(ops.max(outputs), 1e-8) / ACTIVATION_STEPS))
