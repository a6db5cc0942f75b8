"""What a training run can be asked for; apart from the trainer so that a command line can show it at once."""

from dataclasses import dataclass
from pathlib import Path

from fer_edge.data.settings import FACES
from fer_edge.system.settings import Checked, setting
from fer_edge.training.inputs.amounts import DEFAULTS, amounts

NETWORK, SCHEDULE = "The network", "The schedule"
OVERFITTING, TEACHERS, OUTPUT = "Against overfitting", "Learning from other models", "What is written beside the model"

ARCHITECTURES = {
    "edge": "0.94 MB as integers",
    "nano": "148 KB as integers, for the smallest boards",
    "teacher": "6.6 million parameters, to learn from with --teacher",
    "baseline": "the network to compare with",
}
"""Our own networks."""

BACKBONES = {
    "mobilenetv3": "MobileNetV3Small",
    "efficientnetv2": "EfficientNetV2B0",
    "vgg16": "VGG16",
    "resnet50": "ResNet50",
}
"""Networks of keras.applications, by their names there."""

OWN = "module:function"
"""How a network of the user's own is named: a function in a Python file of the working directory."""

NO_WEIGHTS, IMAGENET = "none", "imagenet"
"""What --weights says when it names no file."""

RENAMED = {"seed": "baseline"}
"""Architectures by the names they had in earlier versions."""

PRECISIONS = ("auto", "float32", "bfloat16")


@dataclass(frozen=True, kw_only=True)
class VotesSettings(Checked):
    """What a run has beside its data set."""

    votes: Path | None = setting(
        None, "FER+ votes (fer2013new.csv), found beside the data; none: without.", group=FACES
    )


@dataclass(frozen=True, kw_only=True)
class RunSettings(VotesSettings):
    """What a run has beside its data set, and where its model goes."""

    name: str | None = setting(
        None, "Folder under models/; the architecture, or from-MODEL, if not given.", group=NETWORK
    )
    resume: bool = setting(False, "Go on with the run that was stopped last.", flag=True, group=NETWORK)
    tensorboard: Path | None = setting(None, "Write TensorBoard logs to this folder.", group=OUTPUT)
    mlflow: str | None = setting(
        None, "Log the run to this MLflow URI: http://host:5000, sqlite:///mlflow.db.", group=OUTPUT
    )


@dataclass(frozen=True, kw_only=True)
class TrainSettings(Checked):
    """How a network is trained. As asked for; `resolve` makes of it what is done.

    Weight decay is on kernels alone and decoupled (Loshchilov and Hutter, 2019). Augmentation: see Augment;
    degradation: see Degrade; mixup: see Batches; votes in the targets: see `trust_votes`; flip-equivariance: see
    networks/flip_equivariance.py.
    """

    arch: str = setting(
        "edge",
        "; ".join(f"{name}: {what}" for name, what in ARCHITECTURES.items())
        + "; of keras.applications "
        + ", ".join(f"{name} ({there})" for name, there in BACKBONES.items())
        + f"; {OWN}: your own, features of faces (docs/networks.md).",
        choices=(*ARCHITECTURES, *BACKBONES),
        form=OWN,
        group=NETWORK,
        parse=lambda name: RENAMED.get(name, name),
    )
    weights: str = setting(
        NO_WEIGHTS,
        "What the body of a network of keras.applications, or of your own, begins with: a Keras file of its weights "
        "(.h5, .weights.h5, .keras), or imagenet, which downloads what Keras publishes; none: nothing.",
        group=NETWORK,
    )
    init: tuple[str, ...] = setting(
        (), "Begin with the weights of this model, or the mean of several's.", many=True, suggest="model", group=NETWORK
    )
    begin_from: str | None = setting(
        None,
        "Begin with this model, whatever its labels: with few faces of your own; a name, folder or .keras file.",
        name="from",
        suggest="model",
        group=NETWORK,
    )
    unfreeze: str = setting(
        "auto",
        "What learns of --from or --weights: the head, the last stage too, or all; auto: all where the head alone is "
        "lost, and all of --weights.",
        choices=("auto", "head", "last", "all"),
        group=NETWORK,
    )
    quantization_aware: bool = setting(
        False,
        "Learn under the rounding of int8 files; with --init, a few epochs at a small rate.",
        flag=True,
        group=NETWORK,
    )
    flip_equivariant: bool | None = setting(
        None,
        "A face and its mirror image get the same answer; yes, unless --init or --from begins otherwise.",
        aliases=("mirrored",),
        group=NETWORK,
    )
    epochs: int = setting(
        60, "Passes over the faces; more is better and slower.", minimum=1, unit="epochs", group=SCHEDULE
    )
    batch: int = setting(128, "Faces per step.", minimum=1, unit="faces", group=SCHEDULE)
    learning_rate: float = setting(0.1, "Peak of the schedule.", minimum=1e-6, group=SCHEDULE)
    warmup: float | None = setting(
        None,
        "Rise of the learning rate to its peak; 2, or a fifth of a short run.",
        minimum=0,
        unit="epochs",
        group=SCHEDULE,
    )
    patience: int = setting(0, "Stop after so long without gain; 0: never.", minimum=0, unit="epochs", group=SCHEDULE)
    seed: int = setting(0, "Of all random numbers.", group=SCHEDULE)
    precision: str = setting(
        "auto", "Of the arithmetic; auto: what multiplies fastest here.", choices=PRECISIONS, group=SCHEDULE
    )
    augment: float = setting(
        1.0, "How far to turn, light and erase faces; 0: never.", minimum=0, maximum=2, group=OVERFITTING
    )
    augment_end: float | None = setting(
        None, "--augment in the last 15 % of the epochs; as before them.", minimum=0, maximum=2, group=OVERFITTING
    )
    turned: float = setting(0.0, "Share of faces turned by up to 35 degrees.", minimum=0, maximum=1, group=OVERFITTING)
    degrade: float = setting(
        0.0, "Spoil faces as poor cameras do; 1: half of them; 0: none.", minimum=0, maximum=4, group=OVERFITTING
    )
    degrade_kind: tuple[str, ...] = setting(
        (),
        f"One of {', '.join(DEFAULTS)} by itself, as kind=chance or kind=chance:strength.",
        many=True,
        group=OVERFITTING,
    )
    mixup: float = setting(0.0, "Mix faces in pairs, 0.2 to 1 (Beta); 0: never.", minimum=0, group=OVERFITTING)
    balance: float = setting(
        0.0, "Show rare classes more often; 1: all alike.", minimum=0, maximum=1, group=OVERFITTING
    )
    trust_votes: float = setting(
        0.0, "Share of a label that the votes decide.", minimum=0, maximum=1, group=OVERFITTING
    )
    label_smoothing: float = setting(
        0.1,
        "Share of a label that all classes get alike.",
        minimum=0,
        maximum=1,
        aliases=("smoothing",),
        group=OVERFITTING,
    )
    weight_decay: float = setting(5e-3, "Pulls kernels towards zero.", minimum=0, maximum=1, group=OVERFITTING)
    ema: float = setting(
        0.0,
        "Decay per step of an exponential moving average of the weights; 0: none.",
        minimum=0,
        maximum=0.9999,
        aliases=("average",),
        group=OVERFITTING,
    )
    teachers: tuple[str, ...] = setting(
        (),
        "Learn from these models too: names or files, with commas.",
        many=True,
        name="teacher",
        suggest="model",
        group=TEACHERS,
    )
    distill_temperature: float = setting(
        2.0, "Softens a teacher's answers.", minimum=0.1, aliases=("temperature",), group=TEACHERS
    )
    distill_weight: float = setting(
        0.7, "Weight of a teacher's answers.", minimum=0, maximum=1, aliases=("teaching",), group=TEACHERS
    )

    @property
    def staged(self) -> bool:
        """Whether parts of a model of other labels learn one after the other, once resolved."""
        return self.begin_from is not None and self.unfreeze != "head"

    @property
    def begins_with_body(self) -> bool:
        """Whether the body has learned elsewhere and the head has not: then each part has its time and rate."""
        return self.begin_from is not None or self.weights != NO_WEIGHTS

    @property
    def foreign(self) -> bool:
        """Whether the network is none of ours: of keras.applications, or of the user's own."""
        return self.arch not in ARCHITECTURES

    @property
    def arch_name(self) -> str:
        """The architecture as a name for files."""
        return self.arch.rpartition(":")[2]

    def __post_init__(self) -> None:
        object.__setattr__(self, "arch", RENAMED.get(self.arch, self.arch))
        super().__post_init__()
        amounts(self.degrade, self.degrade_kind)  # Refuses what it cannot read.
