"""A plain residual network for small devices: 3x3 convolutions, batch norm and ReLU alone; `edge`, `nano`, `teacher`.

Everything in it folds into convolutions and additions, so an integer graph of it has no other arithmetic.
Widths are multiples of eight because the kernels of both runtimes work in such blocks; those of `nano` and
`teacher` mostly of 32, in which matrix units (AMX, tensor cores) work while a network trains.
"""

from dataclasses import dataclass

from keras import KerasTensor, layers


@dataclass(frozen=True)
class Widths:
    """Channels of the stem and of each stage, and the share of features dropped while training."""

    stem: int
    stages: tuple[int, ...]
    dropout: float


EDGE = Widths(stem=16, stages=(32, 64, 192), dropout=0.3)
NANO = Widths(stem=16, stages=(32, 32, 48), dropout=0.1)
TEACHER = Widths(stem=48, stages=(96, 192, 512), dropout=0.4)


def edge(faces: KerasTensor) -> KerasTensor:
    """Map float faces [N, side, side, channels], 0 to 1, to features [N, 192]."""
    return _features(faces, EDGE)


def nano(faces: KerasTensor) -> KerasTensor:
    """Map float faces [N, side, side, channels], 0 to 1, to features [N, 48]; for 150 KB as an integer file."""
    return _features(faces, NANO)


def teacher(faces: KerasTensor) -> KerasTensor:
    """Map float faces [N, side, side, channels], 0 to 1, to features [N, 512]; to learn from, not to serve."""
    return _features(faces, TEACHER)


def _features(faces: KerasTensor, widths: Widths) -> KerasTensor:
    x = layers.MaxPooling2D()(layers.ReLU()(_conv(faces, widths.stem)))
    for number, width in enumerate(widths.stages):
        if number:
            x = layers.MaxPooling2D()(x)
        x = layers.ReLU()(_conv(x, width))
        x = _residual_pair(x, width)
    return layers.Dropout(widths.dropout)(layers.GlobalAveragePooling2D()(x))


def _residual_pair(x: KerasTensor, width: int) -> KerasTensor:
    """Two convolutions beside the identity (He et al., 2016)."""
    y = layers.ReLU()(_conv(x, width))
    return layers.ReLU()(layers.Add()([x, _conv(y, width)]))


def _conv(x: KerasTensor, width: int) -> KerasTensor:
    x = layers.Conv2D(width, 3, padding="same", use_bias=False, kernel_initializer="he_normal")(x)
    return layers.BatchNormalization(momentum=0.9)(x)
