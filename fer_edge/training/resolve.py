"""From what a run was asked for to what it does: files for names, numbers for what is left open."""

from dataclasses import replace
from pathlib import Path

from fer_edge.artifact.card import read_card
from fer_edge.artifact.store import find_model
from fer_edge.data.faces import FaceSet
from fer_edge.errors import MissingError, UsageError
from fer_edge.training.backend import Backend
from fer_edge.training.settings import IMAGENET, NO_WEIGHTS, TrainSettings

LONGEST_WARMUP, SHARE_OF_WARMUP = 2.0, 0.2
"""Epochs, and of all epochs; the lesser of the two."""

WITHOUT = "learn without it, as --recipe alone does"


def resolve(settings: TrainSettings, backend: Backend, cpuinfo: Path = Path("/proc/cpuinfo")) -> TrainSettings:
    """The settings with every name, "auto" and None decided; settled ones stay as they are.

    Raises MissingError when a model that is named is not there, UsageError when the settings contradict each other.
    """
    init = _model_files("--init", settings.init)
    settings = _from_model(settings)
    _check_foreign(settings)
    begun = (*init, settings.begin_from) if settings.begin_from else init
    settings = replace(
        settings,
        init=init,
        weights=_weights(settings.weights),
        teachers=_model_files("--teacher", settings.teachers),
        warmup=_warmup(settings),
        precision=choose_precision(settings.precision, backend, cpuinfo),
        flip_equivariant=_flip_equivariant(settings, begun),
    )
    if settings.arch == "baseline":  # Its authors had neither.
        settings = replace(settings, augment=0.0, label_smoothing=0.0)
    return settings


def _from_model(settings: TrainSettings) -> TrainSettings:
    """With --from as a file, and the architecture of that model, which its card says."""
    if settings.begin_from is None:
        return settings
    if settings.init:
        raise UsageError("--from and --init exclude each other: --init continues with the same labels alone")
    path = model_file("--from", settings.begin_from)
    return replace(settings, begin_from=path, arch=read_card(Path(path).parent).architecture)


def _check_foreign(settings: TrainSettings) -> None:
    """Raises UsageError where something is asked of a network that only our own, or only foreign ones, can do."""
    if settings.foreign and settings.quantization_aware:
        raise UsageError(f"--quantization-aware: {settings.arch} has layers that no rounding is known of; leave it out")
    if settings.weights == NO_WEIGHTS:
        return
    if not settings.foreign:
        raise UsageError(f"--weights: {settings.arch} has none of Keras's; begin with a model by --init or --from")
    if settings.init or settings.begin_from:
        raise UsageError("--weights and --init or --from exclude each other: a model has weights of its own")
    if settings.weights == IMAGENET and ":" in settings.arch:
        raise UsageError(
            f"--weights imagenet: Keras publishes none of {settings.arch}; name a file, or load them in it"
        )


def _weights(weights: str) -> str:
    return weights if weights in (NO_WEIGHTS, IMAGENET) else str(Path(weights).resolve())


def check_teachers(teachers: tuple[str, ...], faces: FaceSet) -> None:
    """Raises UsageError when a teacher's card has other labels or faces than those that are to be learned from."""
    for path in map(Path, teachers):
        if not (path.parent / "card.json").is_file():
            continue
        card = read_card(path.parent)
        if card.labels != faces.classes:
            known, there = ", ".join(card.labels), ", ".join(faces.classes)
            raise UsageError(f"--teacher {card.name} knows {known}; the data has {there}: {WITHOUT}")
        if (card.side, card.channels) != (faces.side, faces.channels):
            size, shape = f"{card.side}x{card.side}x{card.channels}", f"{faces.side}x{faces.side}x{faces.channels}"
            how = f"--side {card.side} {'--colour' if card.channels == 3 else '--no-colour'}"
            raise UsageError(f"--teacher {card.name} takes faces {size}, the data has {shape}: add {how}, or {WITHOUT}")


def choose_precision(wanted: str, backend: Backend, cpuinfo: Path = Path("/proc/cpuinfo")) -> str:
    """float32 or bfloat16; "auto" is bfloat16 where it is multiplied fastest.

    That is on an accelerator, and in TensorFlow on a processor with units for it (AMX, AVX-512 BF16). In JAX on a
    processor it never comes to an end.
    """
    if wanted != "auto":
        return wanted
    if backend.accelerated:
        return "bfloat16"
    flags = cpuinfo.read_text(errors="replace").split() if cpuinfo.is_file() else []
    has_units = "amx_bf16" in flags or "avx512_bf16" in flags
    return "bfloat16" if has_units and backend.name == "tensorflow" else "float32"


def _warmup(settings: TrainSettings) -> float:
    if settings.warmup is not None:
        return settings.warmup
    return min(LONGEST_WARMUP, SHARE_OF_WARMUP * settings.epochs)


def _model_files(option: str, names: tuple[str, ...]) -> tuple[str, ...]:
    """The model.keras files that are meant by models' names or their own."""
    return tuple(model_file(option, name) for name in names)


def model_file(option: str, name: str) -> str:
    """The whole path of the model.keras that is meant by a model's name, its folder or its own path.

    Raises MissingError when it is not there.
    """
    path = Path(name) if name.endswith(".keras") else find_model(name, ("model.keras",)) / "model.keras"
    if not path.is_file():
        raise MissingError(f"{option} {name}: no such file; name a model or its model.keras")
    return str(path.resolve())


def _flip_equivariant(settings: TrainSettings, init: tuple[str, ...]) -> bool:
    """As told, else where the network can be and begins with no model that is not."""
    unpaired = settings.foreign or settings.arch == "baseline"
    if settings.flip_equivariant and unpaired:
        raise UsageError(f"--flip-equivariant: the channels of {settings.arch} have no pairs; leave it out")
    if settings.flip_equivariant is not None:
        return settings.flip_equivariant
    return not unpaired and all(_was_flip_equivariant(Path(model).parent) for model in init)


def _was_flip_equivariant(folder: Path) -> bool:
    if not (folder / "card.json").is_file():
        return False
    trained = read_card(folder).trained
    return bool(trained.get("flip_equivariant", trained.get("mirrored")))  # The latter in older cards.
