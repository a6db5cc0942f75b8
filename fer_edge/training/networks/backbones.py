"""Networks of keras.applications without their tops, with what each expects of a picture inside the graph."""

from dataclasses import dataclass

import keras
from keras import KerasTensor, layers, ops

from fer_edge.training.settings import BACKBONES

DROPOUT = 0.3


@dataclass(frozen=True)
class Picture:
    """What a network expects. least: side in pixels, to which smaller faces are enlarged by a whole factor, so that its
    last maps have more than one or two places. scale, offset: of each channel, for values from 0 to 1; in the order
    blue, green, red if `bgr`. own_rescaling: Keras's function would rescale pixels itself, unless it is told not to."""

    least: int
    scale: tuple[float, ...]
    offset: tuple[float, ...]
    bgr: bool = False
    own_rescaling: bool = False


RED_GREEN_BLUE = ((0.485, 0.229), (0.456, 0.224), (0.406, 0.225))
"""Mean and standard deviation of ImageNet's channels."""

PLAIN = ((2.0,) * 3, (-1.0,) * 3)
STANDARD = (tuple(1 / std for _, std in RED_GREEN_BLUE), tuple(-mean / std for mean, std in RED_GREEN_BLUE))
CAFFE = ((255.0,) * 3, (-103.939, -116.779, -123.68))

PICTURES = {
    "mobilenetv3": Picture(96, *PLAIN, own_rescaling=True),
    "efficientnetv2": Picture(96, *STANDARD, own_rescaling=True),
    "vgg16": Picture(48, *CAFFE, bgr=True),
    "resnet50": Picture(96, *CAFFE, bgr=True),
}
"""By the names of settings.BACKBONES; as keras.applications documents each one's preprocess_input."""


def features(arch: str, faces: KerasTensor) -> KerasTensor:
    """Map float faces [N, side, side, channels], 0 to 1, to the features [N, K] of the backbone `arch`."""
    network = body(arch, _as_expected(faces, PICTURES[arch]), "avg")
    return layers.Dropout(DROPOUT)(network.output)


def body(arch: str, pictures: KerasTensor | None = None, pooling: str | None = None) -> keras.Model:
    """The backbone from `pictures`, or from an input of its own as Keras's function makes it, without weights."""
    options = {"include_preprocessing": False} if PICTURES[arch].own_rescaling else {}
    make = getattr(keras.applications, BACKBONES[arch])
    return make(include_top=False, weights=None, input_tensor=pictures, pooling=pooling, **options)


def _as_expected(faces: KerasTensor, picture: Picture) -> KerasTensor:
    """Faces as three channels of the picture's size, order and range."""
    x, side = faces, faces.shape[1]
    if side < picture.least:
        x = layers.UpSampling2D(-(-picture.least // side), interpolation="bilinear")(x)
    if faces.shape[3] == 1:
        x = layers.Concatenate()([x, x, x])
    elif picture.bgr:
        x = ops.flip(x, axis=-1)
    # One scale for all where it is one: a product with three equal numbers is quantized no better.
    scale = picture.scale[0] if len(set(picture.scale)) == 1 else list(picture.scale)
    offset = picture.offset[0] if len(set(picture.offset)) == 1 else list(picture.offset)
    return layers.Rescaling(scale, offset)(x)
