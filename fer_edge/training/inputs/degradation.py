"""What cameras do to faces, while training: cover, poor light, blur, few pixels, noise and JPEG; on whole batches."""

from collections.abc import Callable, Mapping

import keras
import numpy as np
from keras import ops

from fer_edge.training.backend import Tensor
from fer_edge.training.inputs import jpeg, optics
from fer_edge.training.inputs.amounts import DEFAULTS, Amount


def _place(lost: Tensor) -> Tensor:
    """Where among the resamplings a face is that loses so much: 0 nothing, SIZES and more the most."""
    return ops.cast(ops.clip(lost, 0, optics.SIZES), "int32")


class Degrade(keras.layers.Layer):
    """Uint8 faces [N, H, W, K] to faces as a poorer camera sees them, each kind by chance; else the identity.

    amounts: by the names of DEFAULTS; those left out do not happen. At strength 1: cover paints a lower part, a band
    over the eyes or an ellipse of any tone; gamma is 1/3 to 3; contrast shrinks to 30 %; dark leaves 10 to 50 % of the
    light, and its noise; blur is Gaussian to a deviation of a 20th of the side, motion an even one over a 5th; pixels
    leaves 30 to 85 % of the side; noise has a deviation of up to 20 grey levels, and as much again that grows with
    the light (Foi et al., 2008); JPEG's quality is 8 to 60.
    """

    def __init__(self, amounts: Mapping[str, Amount] = DEFAULTS, *, seed: int = 0, **kwargs) -> None:
        super().__init__(trainable=False, **kwargs)
        self.amounts = dict(amounts)
        self.random = keras.random.SeedGenerator(seed)

    def compute_output_spec(self, faces, training=False):
        return keras.KerasTensor(faces.shape, dtype="uint8")

    def call(self, faces, training=False):
        """Map faces uint8 [N, H, W, K] to degraded ones while training, else to themselves."""
        if not training:
            return faces
        x = ops.cast(faces, "float32")
        for step in (self._cover, self._relight, self._blur, self._disturb, self._compress):
            x = ops.clip(step(x), 0.0, 255.0)
        return ops.cast(ops.round(x), "uint8")

    def _uniform(self, count: Tensor, low: float = 0.0, high: float = 1.0) -> Tensor:
        return keras.random.uniform((count, 1, 1, 1), low, high, seed=self.random)

    def _maybe(self, name: str, x: Tensor, change: Callable[[Tensor, float], Tensor]) -> Tensor:
        """Change the faces that chance chooses; change: of all faces, by a strength."""
        amount = self.amounts.get(name, Amount(0.0))
        if not amount.chance:
            return x
        return ops.where(self._uniform(ops.shape(x)[0]) < amount.chance, change(x, amount.strength), x)

    def _by_chance(self, name: str, count: Tensor, low: float, high: float, otherwise: float) -> Tensor:
        """A number from `low` to `high` [N, 1, 1, 1] where chance chooses a face, else `otherwise`."""
        amount = self.amounts.get(name, Amount(0.0))
        drawn = otherwise + amount.strength * (self._uniform(count, low, high) - otherwise)
        return ops.where(self._uniform(count) < amount.chance, drawn, otherwise)

    def _cover(self, x: Tensor) -> Tensor:
        return self._maybe("cover", x, self._painted)

    def _painted(self, x: Tensor, strength: float) -> Tensor:
        """A lower part, a band over the eyes or an ellipse painted over, in tones of which some are black or white."""
        count, height, width = ops.shape(x)[0], x.shape[1], x.shape[2]
        rows = ops.convert_to_tensor(np.linspace(0, 1, height, dtype="float32").reshape(1, -1, 1, 1))
        columns = ops.convert_to_tensor(np.linspace(0, 1, width, dtype="float32").reshape(1, 1, -1, 1))
        lower = rows > 1 - strength * self._uniform(count, 0.22, 0.45)
        band = ops.abs(rows - self._uniform(count, 0.3, 0.45)) < strength * self._uniform(count, 0.06, 0.14)
        down, across = (rows - self._uniform(count)), (columns - self._uniform(count))
        radii = [strength * self._uniform(count, 0.12, 0.3) for _ in range(2)]
        ellipse = (down / radii[0]) ** 2 + (across / radii[1]) ** 2 < 1
        kind = self._uniform(count, 0.0, 3.0)
        painted = ops.where(kind < 1, lower, ops.where(kind < 2, band, ellipse))
        return ops.where(painted, ops.clip(self._uniform(count, -90.0, 345.0), 0.0, 255.0), x)

    def _relight(self, x: Tensor) -> Tensor:
        x = self._maybe("gamma", x, self._bent)
        return self._maybe("contrast", x, self._flattened)

    def _bent(self, x: Tensor, strength: float) -> Tensor:
        exponent = ops.exp(strength * np.log(3.0) * self._uniform(ops.shape(x)[0], -1.0, 1.0))
        return 255.0 * (ops.maximum(x, 0.1) / 255.0) ** exponent

    def _flattened(self, x: Tensor, strength: float) -> Tensor:
        mean = ops.mean(x, axis=(1, 2, 3), keepdims=True)
        return mean + (x - mean) * (1.0 - strength * self._uniform(ops.shape(x)[0], 0.2, 0.7))

    def _blur(self, x: Tensor) -> Tensor:
        """Gaussian blur, motion along one axis and fewer pixels, as one matrix for the rows and one for the columns."""
        count, side = ops.shape(x)[0], x.shape[1]
        blurred = optics.gaussian(self._by_chance("blur", count, 0.01 * side, 0.05 * side, 0.0)[..., 0], side)
        moved = optics.box(self._by_chance("motion", count, 2.0, 0.2 * side, 1.0)[..., 0], side)
        lost = ops.ceil(self._by_chance("pixels", count, 0.0, optics.SIZES, 0.0))[:, 0, 0, 0]
        taken = ops.take(ops.convert_to_tensor(optics.resamplings(side)), _place(lost), axis=0)
        upright = self._uniform(count)[..., 0] < 0.5
        same = ops.matmul(taken, blurred)
        along = ops.matmul(same, moved)
        return optics.apply(ops.where(upright, along, same), ops.where(upright, same, along), x)

    def _disturb(self, x: Tensor) -> Tensor:
        """What the sensor adds: a noise of its own, and one of the light; in the dark there is less light."""
        count = ops.shape(x)[0]
        dark = ops.minimum(self._by_chance("dark", count, 0.5, 0.9, 0.0), 0.95)
        own = self._by_chance("noise", count, 2.0, 20.0, 0.0)
        gain = 0.15 * own * self._uniform(count) + 1.5 * dark * self._uniform(count)
        x = x * (1.0 - dark)
        return x + ops.sqrt(own**2 + gain * x) * keras.random.normal(ops.shape(x), seed=self.random)

    def _compress(self, x: Tensor) -> Tensor:
        return self._maybe("jpeg", x, lambda x, strength: jpeg.compress(x, self._quality(x, strength)))

    def _quality(self, x: Tensor, strength: float) -> Tensor:
        return 100.0 - ops.clip(strength * self._uniform(ops.shape(x)[0], 40.0, 92.0), 0.0, 95.0)
