"""`edge`: a plain residual network for small devices, 3x3 convolutions, batch norm and ReLU alone.

Everything in it folds into convolutions and additions, so an integer graph of it has no other arithmetic.
Widths are multiples of eight because the kernels of both runtimes work in such blocks.
"""

from keras import layers

STEM, STAGES = 16, (32, 72, 160)
DROPOUT = 0.3


def features(faces):
    """Map float faces [N, 48, 48, 1], 0 to 1, to features [N, 160]."""
    x = layers.MaxPooling2D()(layers.ReLU()(_conv(faces, STEM)))
    for number, width in enumerate(STAGES):
        if number:
            x = layers.MaxPooling2D()(x)
        x = layers.ReLU()(_conv(x, width))
        x = _residual_pair(x, width)
    return layers.Dropout(DROPOUT)(layers.GlobalAveragePooling2D()(x))


def _residual_pair(x, width):
    """Two convolutions beside the identity (He et al., 2016)."""
    y = layers.ReLU()(_conv(x, width))
    return layers.ReLU()(layers.Add()([x, _conv(y, width)]))


def _conv(x, width):
    x = layers.Conv2D(width, 3, padding="same", use_bias=False, kernel_initializer="he_normal")(x)
    return layers.BatchNormalization(momentum=0.9)(x)
