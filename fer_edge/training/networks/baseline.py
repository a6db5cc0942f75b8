"""`baseline`: the network of VRAJ-07/Realtime_Emotion_Detection_System, to compare with (4,478,727 parameters)."""

from keras import KerasTensor, layers

CONVOLUTIONS = ((64, 3), (128, 5), (512, 3), (512, 3))
DENSE = (256, 512)


def features(faces: KerasTensor) -> KerasTensor:
    """Map float faces [N, side, side, channels], 0 to 1, to features [N, 512]."""
    x = faces
    for width, kernel in CONVOLUTIONS:
        x = layers.Conv2D(width, kernel, padding="same")(x)
        x = layers.ReLU()(layers.BatchNormalization()(x))
        x = layers.Dropout(0.25)(layers.MaxPooling2D()(x))
    x = layers.Flatten()(x)
    for width in DENSE:
        x = layers.BatchNormalization()(layers.Dense(width)(x))
        x = layers.Dropout(0.25)(layers.ReLU()(x))
    return x
