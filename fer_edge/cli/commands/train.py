"""The doorway `fer-edge train`."""

from contextlib import nullcontext
from dataclasses import asdict
from functools import partial
from typing import TYPE_CHECKING

import typer

from fer_edge.cli.config import ConfigFile, Recipe
from fer_edge.cli.console import note
from fer_edge.cli.faces import begun_from
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, model_files, write_json
from fer_edge.data.settings import DataSettings, ReadingSettings
from fer_edge.training.distribution.session import session
from fer_edge.training.distribution.settings import DistributionSettings
from fer_edge.training.settings import RunSettings, TrainSettings

if TYPE_CHECKING:
    from fer_edge.metrics import Score
    from fer_edge.training.backend import Backend
    from fer_edge.training.distribution.devices import DataParallel
    from fer_edge.training.runs import Run


@with_settings
def train(
    ctx: typer.Context,
    data: DataSettings,
    reading: ReadingSettings,
    where: RunSettings,
    settings: TrainSettings,
    shared: DistributionSettings,
    recipe: Recipe = None,
    config: ConfigFile = None,
    json: JsonOut = None,
) -> None:
    """Train a network on labelled faces and keep the best model of all epochs in models/NAME/.

    The best is chosen on the validation split, by accuracy and, where that differs by no more than its standard error,
    by loss; so its figure there is a validation figure. A stopped run, even a killed one, goes on with --resume and
    loses at most the epoch it was in. With a few dozen faces of each label, of whatever labels, begin with a model that
    knows faces: --from edge follows the recipe few where nothing else is said.
    """
    check_apart(ctx)
    with session(shared) as follower:
        if follower:
            _follow(shared)
            return
        settings, reading = begun_from(ctx, settings, reading, data.data)
        backend = _prepare(data, where)
        from fer_edge.training import runs
        from fer_edge.training.distribution.devices import choose_devices

        distribution = choose_devices(shared.distribute)
        begin = partial(runs.begin, data.data, where, settings, backend, note, reading)
        run = runs.resume(where, note) if where.resume else begin()
        check_apart(ctx, *model_files(run.folder))
        faces = f"{len(run.data.train.labels)} faces of {run.data.name}"
        devices = _among(shared, distribution)
        note(f"training {run.settings.arch} on {faces} into {run.folder}, by {backend.name}{devices}")
        score = _train(run, where, backend.name, distribution)
    model = f"{run.folder}/model.keras"
    note(f"{model}: {score.accuracy:.2%} on {score.faces} validation faces; curves.png, confusion.png")
    note(f"next: fer-edge export {run.folder.name} --int8")
    if json:
        write_json({"model": str(run.folder), "split": "validation", **asdict(score)}, json)


def _prepare(data: DataSettings, where: RunSettings) -> "Backend":
    """Look whether there is something to train on and to log to, and only then load Keras, which takes seconds."""
    from fer_edge.data.loading import check_data_set
    from fer_edge.training.backend import prepare_training
    from fer_edge.training.folders import stopped_run

    stopped_run(where.name) if where.resume else check_data_set(data.data)
    if where.mlflow:
        from fer_edge.training.tracking.store import check_store

        check_store(where.mlflow)
    return prepare_training()


def _train(run: "Run", where: RunSettings, backend: str, distribution: "DataParallel | None") -> "Score":
    from fer_edge.cli.progress import EpochProgress
    from fer_edge.system.files import make_folder
    from fer_edge.training import runs
    from fer_edge.training.callbacks import progress
    from fer_edge.training.tracking.run import track

    bar = EpochProgress(run.settings.epochs)
    callbacks = [progress.ProgressCallback(bar)]
    if where.tensorboard:
        callbacks.append(progress.tensorboard(make_folder(where.tensorboard)))
    try:
        with track(run, where.mlflow, backend, note) or nullcontext() as tracked:
            followed = (*callbacks, *([tracked] if tracked else []))
            score = runs.train(run.settings, run.data, run.folder, followed, distribution)
            if tracked:
                tracked.conclude(score, run.data.train.classes)
            return score
    except (KeyboardInterrupt, SystemExit):
        note(f"stopped; go on with: fer-edge train --resume --name {run.folder.name}")
        raise
    finally:
        bar.stop()


def _follow(shared: DistributionSettings) -> None:
    """Take part in the run of the first process, and say nothing."""
    from fer_edge.training.backend import prepare_training

    prepare_training()
    from fer_edge.training import runs
    from fer_edge.training.distribution.devices import choose_devices
    from fer_edge.training.distribution.supervision import own_folder

    runs.follow(own_folder(), choose_devices(shared.distribute))


def _among(shared: DistributionSettings, distribution: "DataParallel | None") -> str:
    """How many devices take part, as the end of a line."""
    if distribution is None:
        return " on 1 device" if shared.distribute else ""
    devices, processes = distribution.device_mesh.devices.size, distribution.num_processes
    return f" on {devices} devices" + (f" of {processes} processes" if processes > 1 else "")
