"""Random views of a face while training: mirror, affine, light and erasing, on whole batches, any backend."""

import keras
import numpy as np
from keras import ops

from fer_edge.training.backend import Tensor


class Augment(keras.layers.Layer):
    """Uint8 faces [N, H, W, 1] to randomly changed uint8 faces of the same shape; the identity outside training.

    rotation in degrees, shift and scale as fractions, light as a fraction of contrast and of full scale;
    each is the largest change either way. erase: the chance that a rectangle is painted over
    (Zhong et al., 2020). strength: multiplies all of these; every other face is mirrored whatever it is.
    turned: the share of faces that are turned by up to `turn` degrees instead, whatever the strength, as heads are.
    eased: the strength can be set while training, see `ease`.
    """

    def __init__(
        self,
        *,
        rotation=15.0,
        shift=0.08,
        scale=0.2,
        light=0.2,
        erase=0.5,
        strength=1.0,
        turned=0.0,
        turn=35.0,
        eased=False,
        seed=0,
        **kwargs,
    ) -> None:
        super().__init__(trainable=False, **kwargs)
        self.rotation, self.shift, self.scale, self.light, self.erase = rotation, shift, scale, light, erase
        self.turned, self.turn, self.strength = turned, turn, strength
        if eased:  # A variable, because a number would be compiled in; backups of other runs know of none.
            self.strength = self.add_weight(
                name="strength", initializer=keras.initializers.Constant(strength), trainable=False
            )
        self.random = keras.random.SeedGenerator(seed)

    def ease(self, strength: float) -> None:
        """Set the strength for what comes; of a layer made with `eased`."""
        self.strength.assign(strength)

    def compute_output_spec(self, faces, training=False):
        return keras.KerasTensor(faces.shape, dtype="uint8")

    def call(self, faces, training=False):
        """Map faces uint8 [N, H, W, K] to changed ones while training, else to themselves."""
        if not training:
            return faces
        x = self._affine(ops.cast(faces, "float32"))
        x = self._erase(self._relight(x))
        return ops.cast(ops.round(ops.clip(x, 0.0, 255.0)), "uint8")

    def _uniform(self, shape: tuple[Tensor, ...], low: float, high: float) -> Tensor:
        return keras.random.uniform(shape, low, high, seed=self.random)

    def _either_way(self, shape: tuple[Tensor, ...], most: float) -> Tensor:
        return self.strength * self._uniform(shape, -most, most)

    def _affine(self, x: Tensor) -> Tensor:
        """One resampling for mirror, rotation, scale and shift; output pixels look up their source."""
        count, height, width = ops.shape(x)[0], x.shape[1], x.shape[2]
        angle = self._angle(count)
        scale = 1.0 + self._either_way((count,), self.scale)
        mirror = ops.sign(self._uniform((count,), -1.0, 1.0))
        a, b = ops.cos(angle) * scale * mirror, -ops.sin(angle) * scale
        c, d = ops.sin(angle) * scale * mirror, ops.cos(angle) * scale
        middle_x, middle_y = (width - 1) / 2, (height - 1) / 2
        move_x = middle_x * (1 - a) - middle_y * b + self._either_way((count,), self.shift) * width
        move_y = middle_y * (1 - d) - middle_x * c + self._either_way((count,), self.shift) * height
        nothing = ops.zeros_like(a)
        matrix = ops.stack([a, b, move_x, c, d, move_y, nothing, nothing], axis=1)
        return ops.image.affine_transform(x, matrix, interpolation="bilinear", fill_mode="constant")

    def _angle(self, count: Tensor) -> Tensor:
        """By which each face is turned, in radians."""
        degrees = self._either_way((count,), self.rotation)
        if self.turned:
            chosen = self._uniform((count,), 0.0, 1.0) < self.turned
            degrees = ops.where(chosen, self._uniform((count,), -self.turn, self.turn), degrees)
        return degrees * (np.pi / 180)

    def _relight(self, x: Tensor) -> Tensor:
        shape = (ops.shape(x)[0], 1, 1, 1)
        mean = ops.mean(x, axis=(1, 2, 3), keepdims=True)
        contrast = 1.0 + self._either_way(shape, self.light)
        return (x - mean) * contrast + mean + 255.0 * self._either_way(shape, self.light) / 2

    def _erase(self, x: Tensor) -> Tensor:
        count, height, width = ops.shape(x)[0], x.shape[1], x.shape[2]
        rows = ops.reshape(ops.arange(height, dtype="float32"), (1, height, 1, 1))
        columns = ops.reshape(ops.arange(width, dtype="float32"), (1, 1, width, 1))
        shape = (count, 1, 1, 1)
        half_h, half_w = (self._uniform(shape, 0.08, 0.22) * side for side in (height, width))
        inside_rows = ops.abs(rows - self._uniform(shape, 0.0, 1.0) * height) < half_h
        inside_columns = ops.abs(columns - self._uniform(shape, 0.0, 1.0) * width) < half_w
        chosen = self._uniform(shape, 0.0, 1.0) < self.strength * self.erase
        paint = self._uniform(shape, 0.0, 255.0)
        return ops.where(chosen & inside_rows & inside_columns, paint, x)
