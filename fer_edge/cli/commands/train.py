"""The doorway `fer-edge train`."""

import json as jsonlib
from dataclasses import asdict, replace
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fer_edge.artifact.card import read_card
from fer_edge.artifact.store import find_model, free_name
from fer_edge.cli.console import note
from fer_edge.cli.output import writable, write_json
from fer_edge.data.loading import load_split
from fer_edge.data.votes import find_votes
from fer_edge.errors import MissingError, UsageError
from fer_edge.system.files import make_folder
from fer_edge.training.backend import prepare_training
from fer_edge.training.settings import TrainSettings, choose_precision

if TYPE_CHECKING:
    from fer_edge.metrics import Score
    from fer_edge.training.runs import Data

DEFAULTS = TrainSettings()
MODELS = Path("models")
FACES, NET, SCHEDULE = "The faces", "The network", "The schedule"
OVERFIT, TEACHER, OUT = "Against overfitting", "Learning from other models", "What is written beside the model"
"""Panels of the help."""

ARCHITECTURES = {
    "edge": "0.94 MB as integers",
    "nano": "148 KB as integers, for the smallest boards",
    "teacher": "3.6 million parameters, to learn from with --teacher",
    "baseline": "the network to compare with",
}


Faces = Annotated[
    str, typer.Option(help='A folder of splits, fer2013.csv, or "synthetic" (drawn faces).', rich_help_panel=FACES)
]
VotesFile = Annotated[
    Path | None, typer.Option(help="FER+ votes (fer2013new.csv), found beside the data.", rich_help_panel=FACES)
]
Arch = Annotated[
    str,
    typer.Option(help="; ".join(f"{name}: {what}" for name, what in ARCHITECTURES.items()), rich_help_panel=NET),
]
Name = Annotated[
    str | None, typer.Option(help="Folder under models/; the architecture if not given.", rich_help_panel=NET)
]
Init = Annotated[
    str, typer.Option(help="Begin with the weights of this model, or the mean of several's.", rich_help_panel=NET)
]
Resume = Annotated[
    bool, typer.Option("--resume", help="Go on with the run that was stopped last.", rich_help_panel=NET)
]
QuantizationAware = Annotated[
    bool,
    typer.Option(
        "--quantization-aware",
        help="Learn under the rounding of int8 files; with --init, a few epochs at a small rate.",
        rich_help_panel=NET,
    ),
]
Mirrored = Annotated[
    bool | None,
    typer.Option(
        help="Tie it to its mirror image, so that both get the same answer; yes, unless --init begins otherwise.",
        rich_help_panel=NET,
    ),
]
Epochs = Annotated[
    int, typer.Option(min=1, help="Passes over the faces; more is better and slower.", rich_help_panel=SCHEDULE)
]
Batch = Annotated[int, typer.Option(min=1, help="Faces per step.", rich_help_panel=SCHEDULE)]
LearningRate = Annotated[float, typer.Option(min=1e-6, help="Peak of the schedule.", rich_help_panel=SCHEDULE)]
Patience = Annotated[
    int, typer.Option(min=0, help="Stop after so many epochs without gain; 0: never.", rich_help_panel=SCHEDULE)
]
Seed = Annotated[int, typer.Option(help="Of all random numbers.", rich_help_panel=SCHEDULE)]
Precision = Annotated[
    str, typer.Option(help="float32, bfloat16, or auto: what multiplies fastest here.", rich_help_panel=SCHEDULE)
]
Augment = Annotated[
    float,
    typer.Option(min=0, max=2, help="How far to turn, light and erase faces; 0: never.", rich_help_panel=OVERFIT),
]
Mixup = Annotated[
    float, typer.Option(min=0, help="Mix faces in pairs, 0.2 to 1 (Beta); 0: never.", rich_help_panel=OVERFIT)
]
Balance = Annotated[
    float, typer.Option(min=0, max=1, help="Show rare classes more often; 1: all alike.", rich_help_panel=OVERFIT)
]
TrustVotes = Annotated[
    float, typer.Option(min=0, max=1, help="Share of a label that the votes decide.", rich_help_panel=OVERFIT)
]
Smoothing = Annotated[float, typer.Option(min=0, max=1, help="Of the labels.", rich_help_panel=OVERFIT)]
Average = Annotated[
    float, typer.Option(min=0, max=0.9999, help="Decay of averaged weights; 0: none.", rich_help_panel=OVERFIT)
]
Teacher = Annotated[
    str, typer.Option(help="Learn from these models too: names or files, with commas.", rich_help_panel=TEACHER)
]
Temperature = Annotated[float, typer.Option(min=0.1, help="Softens a teacher's answers.", rich_help_panel=TEACHER)]
DistillWeight = Annotated[float, typer.Option(min=0, max=1, help="Weight of its answers.", rich_help_panel=TEACHER)]
Tensorboard = Annotated[Path | None, typer.Option(help="Write TensorBoard logs to this folder.", rich_help_panel=OUT)]
JsonOut = Annotated[
    str | None,
    typer.Option(help='Write the result as JSON to this file, "-" for stdout.', callback=writable, rich_help_panel=OUT),
]


def train(
    data: Faces = "data",
    votes: VotesFile = None,
    arch: Arch = "edge",
    name: Name = None,
    init: Init = "",
    resume: Resume = False,
    quantization_aware: QuantizationAware = False,
    mirrored: Mirrored = None,
    epochs: Epochs = 60,
    batch: Batch = DEFAULTS.batch,
    learning_rate: LearningRate = DEFAULTS.learning_rate,
    patience: Patience = 0,
    seed: Seed = DEFAULTS.seed,
    precision: Precision = "auto",
    augment: Augment = DEFAULTS.augment,
    mixup: Mixup = 0.0,
    balance: Balance = 0.0,
    trust_votes: TrustVotes = DEFAULTS.trust_votes,
    smoothing: Smoothing = DEFAULTS.label_smoothing,
    average: Average = 0.0,
    teacher: Teacher = "",
    temperature: Temperature = DEFAULTS.distill_temperature,
    teaching: DistillWeight = DEFAULTS.distill_weight,
    tensorboard: Tensorboard = None,
    json: JsonOut = None,
) -> None:
    """Train a network on labelled faces and keep the best model of all epochs in models/NAME/.

    The best is chosen on the validation split, by accuracy and, where that differs by no more than its standard error,
    by loss; so its figure there is a validation figure. A stopped run, even a killed one, goes on with --resume and
    loses at most the epoch it was in.
    """
    if arch not in ARCHITECTURES:
        raise UsageError(f"no architecture named {arch}: expected {', '.join(ARCHITECTURES)}")
    backend = prepare_training()
    begun = _models("--init", init)
    settings = TrainSettings(
        arch=arch,
        epochs=epochs,
        batch=batch,
        learning_rate=learning_rate,
        warmup=min(DEFAULTS.warmup, epochs / 5),
        patience=patience,
        seed=seed,
        init=begun,
        ema=average,
        teachers=_models("--teacher", teacher),
        distill_temperature=temperature,
        distill_weight=teaching,
        quantization_aware=quantization_aware,
        balance=balance,
        mixup=mixup,
        flip_equivariant=_mirrored(mirrored, arch, begun),
        trust_votes=trust_votes,
        precision=choose_precision(precision, backend.accelerated),
        augment=augment,
        label_smoothing=smoothing,
    )
    if arch == "baseline":  # Its authors had neither.
        settings = replace(settings, augment=0.0, label_smoothing=0.0)
    folder = _stopped_run(name) if resume else new_folder(name, arch)
    if resume:
        settings, data, votes = _asked_for(folder)
    loaded = load_data(data, votes)
    if settings.arch == "baseline":  # Its authors had no votes.
        loaded = replace(loaded, votes=None)
    if settings.trust_votes and not loaded.votes:
        raise UsageError(f"--trust-votes: no fer2013new.csv in {data} or beside it; name it with --votes")
    make_folder(folder)
    note(f"training {settings.arch} on {len(loaded.train.labels)} faces of {data} into {folder}, by {backend.name}")
    score = _train(settings, loaded, folder, tensorboard)
    note(f"{folder}/model.keras: {score.accuracy:.2%} on {score.faces} validation faces; curves.png, confusion.png")
    note(f"next: fer-edge export {folder.name} --int8")
    if json:
        write_json({"model": str(folder), "split": "validation", **asdict(score)}, json)


def _train(settings: TrainSettings, data: "Data", folder: Path, tensorboard: Path | None) -> "Score":
    from fer_edge.cli.progress import EpochProgress
    from fer_edge.training import progress as watch
    from fer_edge.training import runs as job

    progress = EpochProgress(settings.epochs)
    extra = [watch.ProgressCallback(progress)]
    if tensorboard:
        extra.append(watch.tensorboard(make_folder(tensorboard)))
    try:
        return job.train(settings, data, folder, tuple(extra))
    except (KeyboardInterrupt, SystemExit):
        note(f"stopped; go on with: fer-edge train --resume --name {folder.name}")
        raise
    finally:
        progress.stop()


def new_folder(name: str | None, otherwise: str) -> Path:
    """Where a model of that name goes; without one, a free name like `otherwise`. Raises UsageError when taken."""
    folder = MODELS / (name or free_name(otherwise, MODELS))
    # A run that failed before its first epoch has left nothing but what it was asked for.
    if any(path.name != ".run.json" for path in folder.glob("*")):
        raise UsageError(f"{folder} is taken already: choose another --name, or --resume")
    return folder


def load_data(data: str, votes: Path | None) -> "Data":
    """The splits to train with and to choose on. Raises MissingError when there are none."""
    try:
        splits = load_split(data, "train"), load_split(data, "validation")
    except MissingError as error:
        if data != "data":
            raise
        raise MissingError(
            f"{error}; fetch the faces with `fer-edge data fetch`, or try `--data synthetic` (drawn ones)"
        ) from error
    for split in splits:
        if split.skipped:
            note(f"skipped {len(split.skipped)} images, the first: {split.skipped[0]}")
    from fer_edge.training.runs import Data

    found = votes or find_votes(data)
    if found and not found.is_file():
        raise MissingError(f"no votes at {found}: expected fer2013new.csv")
    return Data(name=data, train=splits[0], validation=splits[1], votes=found)


def _models(option: str, words: str) -> tuple[str, ...]:
    """The model.keras files that an option names, by models' names or their own, with commas between."""
    return tuple(_model(option, word) for word in words.split(",") if word)


def _model(option: str, word: str) -> str:
    path = Path(word) if word.endswith(".keras") else find_model(word, ("model.keras",)) / "model.keras"
    if not path.is_file():
        raise MissingError(f"{option} {word}: no such file; name a model or its model.keras")
    return str(path.resolve())


def _mirrored(asked: bool | None, arch: str, init: tuple[str, ...]) -> bool:
    """Whether the network is tied to its mirror image: as told, else where it can be and begins with no other."""
    if asked and arch == "baseline":
        raise UsageError("--mirrored: the channels of baseline have no pairs")
    folders = [Path(model).parent for model in init]
    tied = all((folder / "card.json").is_file() and _is_flip_equivariant(folder) for folder in folders)
    return arch != "baseline" and tied if asked is None else asked


def _is_flip_equivariant(folder: Path) -> bool:
    trained = read_card(folder).trained
    return bool(trained.get("flip_equivariant", trained.get("mirrored")))  # The latter in older cards.


def _stopped_run(name: str | None) -> Path:
    runs = [MODELS / name] if name else sorted(MODELS.glob("*/"), key=lambda path: path.stat().st_mtime)
    stopped = [path for path in runs if (path / ".backup").is_dir()]
    if not stopped:
        raise MissingError(f"no stopped run in {runs[0] if name else MODELS}: nothing to --resume")
    return stopped[-1]


def _asked_for(folder: Path) -> tuple[TrainSettings, str, Path | None]:
    state = jsonlib.loads((folder / ".run.json").read_text())
    votes = state["votes"]
    settings = state["settings"] | {models: tuple(state["settings"].get(models, ())) for models in ("teachers", "init")}
    return replace(DEFAULTS, **settings), state["data"], Path(votes) if votes else None
