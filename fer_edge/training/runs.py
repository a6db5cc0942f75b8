"""A training run from data set to a model's folder: begun, stopped, resumed."""

from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict, dataclass, replace
from pathlib import Path

import keras
from keras.distribution import DataParallel

from fer_edge.data.classes.class_map import describe_classes
from fer_edge.data.lists.leaving import describe_list
from fer_edge.data.loading import AS_IT_IS, load_split
from fer_edge.data.settings import DataSettings, ReadingSettings
from fer_edge.data.votes import NONE, check_votes, choose_votes, load_votes, tell_use
from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.metrics import Score
from fer_edge.system.files import make_folder
from fer_edge.system.settings import from_record
from fer_edge.system.writing.leftovers import sweep
from fer_edge.training import backup
from fer_edge.training.backend import Backend, current_backend
from fer_edge.training.distribution.sharing import check_same_faces, hear_run, tell_run
from fer_edge.training.fit import fit
from fer_edge.training.folders import (
    STATE,
    RunState,
    at_work,
    new_folder,
    read_reading,
    read_state,
    stopped_run,
    write_state,
)
from fer_edge.training.model_card import Data, conclude, describe_run
from fer_edge.training.networks import own
from fer_edge.training.networks.weights import weights_file
from fer_edge.training.plots import draw_curves
from fer_edge.training.resolve import check_teachers, resolve
from fer_edge.training.settings import NO_WEIGHTS, RunSettings, TrainSettings
from fer_edge.training.transfer.head import head_skill
from fer_edge.training.transfer.source import record_source, settle_stages, source_card, tell_source

Report = Callable[[str], None]
"""Tells a person one line about the data."""


@dataclass(frozen=True, kw_only=True)
class Run:
    """A run that is ready to start, or to go on. folder: of the model. settings: resolved."""

    folder: Path
    settings: TrainSettings
    data: Data


def begin(
    name: str,
    where: RunSettings,
    settings: TrainSettings,
    backend: Backend,
    report: Report,
    reading: ReadingSettings = AS_IT_IS,
) -> Run:
    """A new run on the data set called `name`; its folder is made.

    Raises MissingError and UsageError when it cannot be done as asked.
    """
    settings = resolve(settings, backend)
    # Under its architecture's name it would stand before the model it began with, for the next --from as well.
    begun = settings.begin_from and f"from-{Path(settings.begin_from).parent.name}"
    folder = new_folder(where.name, begun or settings.arch_name)
    prepare_network(settings)
    data = load_data(name, where.votes, report, reading)
    return _ready(folder, settings, data, report)


def prepare_network(settings: TrainSettings) -> None:
    """Have there what a foreign network is made of, before data are read. Raises MissingError and UsageError."""
    if settings.weights != NO_WEIGHTS:
        weights_file(settings.arch, settings.weights)
    if ":" in settings.arch and not (settings.begin_from or settings.init):
        own.check(settings.arch)


def resume(where: RunSettings, report: Report) -> Run:
    """The run that was stopped last, or that of `where.name`, with what it was asked for.

    One that was killed before its first backup begins anew. Raises MissingError when there is none.
    """
    folder = stopped_run(where.name)
    sweep(folder)
    backup.settle_backup(folder)
    backup.upgrade_backup(folder)
    state = read_state(folder)
    try:
        settings = from_record(TrainSettings, state.settings)
    except ValueError as error:
        raise FerEdgeError(f"{folder / STATE} cannot be read ({error}); delete {folder} and train again") from error
    votes = Path(state.votes) if state.votes else None
    return _ready(folder, settings, load_data(state.data, votes, report, read_reading(state, folder)), report)


def _ready(folder: Path, settings: TrainSettings, data: Data, report: Report) -> Run:
    if settings.arch == "baseline":  # Its authors had no votes.
        data = replace(data, votes=None)
    settings = settle_stages(settings, data.train, head_skill)
    if settings.begin_from:
        report(tell_source(source_card(settings.begin_from), data.train.classes, settings.unfreeze))
    check_teachers(settings.teachers, data.train)
    if settings.trust_votes and not data.votes:
        raise UsageError(f"--trust-votes: no fer2013new.csv in {data.name} or beside it; name it with --votes")
    return Run(folder=make_folder(folder), settings=settings, data=data)


def train(
    settings: TrainSettings,
    data: Data,
    folder: Path,
    callbacks: tuple[keras.callbacks.Callback, ...] = (),
    distribution: DataParallel | None = None,
) -> Score:
    """Train into `folder`, or go on with the run that stopped there, and return the best model's validation score.

    callbacks: of Keras, told of every step and epoch. distribution: the devices that share each batch; where they are
    of several processes, the others `follow`.
    """
    with at_work(folder):
        return _train(settings, data, folder, callbacks, distribution)


def _train(
    settings: TrainSettings,
    data: Data,
    folder: Path,
    callbacks: tuple[keras.callbacks.Callback, ...],
    distribution: DataParallel | None,
) -> Score:
    settings = resolve(settings, current_backend())
    write_state(_state(settings, data), folder)
    begun = record_source(settings)  # Before the run, in which the files may become others.
    if distribution and distribution.num_processes > 1:
        tell_run(_state(settings, data), data, folder)
    _fit(settings, data, folder, callbacks, distribution)
    how = describe_run(settings, folder, len(data.validation.labels)) | begun
    result = conclude(folder, data, how)
    draw_curves(folder)
    backup.remove_backup(folder)
    return result


def follow(folder: Path, distribution: DataParallel | None) -> None:
    """Take part in the run of the first process, which alone keeps it; what Keras writes goes to `folder`, empty.

    Raises MissingError or DataError when the faces are not here, or are others.
    """
    state, digests = hear_run(folder)
    votes = Path(state.votes) if state.votes else None
    data = load_data(state.data, votes, lambda line: None, read_reading(state, folder))
    check_same_faces(data, digests)
    _fit(from_record(TrainSettings, state.settings), data, folder, (), distribution)


def _state(settings: TrainSettings, data: Data) -> RunState:
    votes, reading = str(data.votes or NONE), asdict(data.reading.from_anywhere())
    return RunState(data=data.name, votes=votes, settings=asdict(settings), reading=reading)


def _fit(
    settings: TrainSettings,
    data: Data,
    folder: Path,
    callbacks: tuple[keras.callbacks.Callback, ...],
    distribution: DataParallel | None,
) -> None:
    shares = load_votes(data.votes, data.train.rows, data.train.names) if data.votes else None
    with distribution.scope() if distribution else nullcontext():
        fit(settings, data.train, data.validation, folder, shares, callbacks)


def load_data(name: str, votes: Path | None, report: Report, reading: ReadingSettings = AS_IT_IS) -> Data:
    """The splits to train with and to choose on.

    Raises MissingError when there are none, DataError when the votes are of other faces.
    """
    try:
        splits = load_split(name, "train", reading), load_split(name, "validation", reading)
    except MissingError as error:
        if name != DataSettings.data:
            raise
        raise MissingError(
            f"{error}; fetch the faces with `fer-edge data fetch`, or try `--data synthetic` (drawn ones)"
        ) from error
    for note in dict.fromkeys(note for split in splits for note in split.notes):
        report(note)
    for split in splits:
        if split.left_out:
            report(f"skipped {split.left_out} images: {'; '.join(split.skipped[:4])}")
    found = choose_votes(votes, name)
    if found:
        used = load_votes(found, splits[0].rows, splits[0].names)
        report(tell_use(used, found))
        check_votes(used, splits[0], found)
    named = {"classes": describe_classes(reading.classes), "leave_out": describe_list(reading.leave_out)}
    return Data(name=name, train=splits[0], validation=splits[1], votes=found, reading=reading, named=named)
