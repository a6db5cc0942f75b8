"""What an adoption can be asked for; apart from the rest so that a command line can show it at once."""

from dataclasses import dataclass

from fer_edge.system.settings import Checked, setting

PIXELS = ("auto", "0..1", "-1..1", "0..255", "imagenet", "caffe")
LAYOUTS = ("auto", "nhwc", "nchw")
ORDERS = ("rgb", "bgr")


@dataclass(frozen=True, kw_only=True)
class AdoptSettings(Checked):
    """What a file made elsewhere takes and gives, as far as it does not say so itself."""

    labels: tuple[str, ...] = setting(
        (),
        "What each of its outputs means, in their order: angry,disgust,…; the data's own labels if not given.",
        many=True,
    )
    pixels: str = setting(
        "auto",
        "How it wants its pixels: 0..1, -1..1, 0..255, imagenet (0..1, less the mean, by the deviation, of each "
        'channel), caffe (0..255 less the mean, blue first), or "MEAN/DEVIATION" of 0..1, each one number or three '
        "with commas; auto: as reads the training faces best.",
    )
    order: str = setting("rgb", "Of the three channels, where it takes colour.", choices=ORDERS)
    layout: str = setting("auto", "Where its channels are: last or first.", choices=LAYOUTS)
    name: str | None = setting(None, "Of the model; the file's own if not given.")
