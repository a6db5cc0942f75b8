"""The doorway `fer-edge tune`."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING

import typer

from fer_edge.cli.config import ConfigFile, Recipe, is_given, read_ranges
from fer_edge.cli.console import note
from fer_edge.cli.faces import begun_from, tell_notes
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, write_json
from fer_edge.data.settings import DataSettings, ReadingSettings
from fer_edge.training.settings import TrainSettings, VotesSettings
from fer_edge.tuning.settings import TuneSettings

if TYPE_CHECKING:
    from fer_edge.tuning.space import Range
    from fer_edge.tuning.study import Plan, Study


@with_settings
def tune(
    ctx: typer.Context,
    data: DataSettings,
    reading: ReadingSettings,
    beside: VotesSettings,
    wishes: TuneSettings,
    settings: TrainSettings,
    recipe: Recipe = None,
    config: ConfigFile = None,
    json: JsonOut = None,
) -> None:
    """Search for good options of `train`: each trial is a run of its own, and later ones learn from earlier ones.

    What is tried stands in a [tune] table of the --config or --recipe file: learning-rate = {low = 0.01, high = 0.3,
    log = true}, augment = [0.5, 1.0]. Options that are given are fixed. The same command goes on with a study that was
    stopped, and may run several times at once. The best trial's options end in models/tune-NAME/best.toml.
    """
    check_apart(ctx)
    from fer_edge.data.loading import check_data_set, load_split
    from fer_edge.system.files import make_folder
    from fer_edge.training.backend import require_training
    from fer_edge.tuning.storage import require_optuna

    check_data_set(data.data)
    settings, reading = begun_from(ctx, settings, reading, data.data)
    space = _space(ctx, settings, config, recipe)
    require_optuna()
    require_training()
    tell_notes(*(load_split(data.data, split, reading) for split in ("train", "validation")))
    plan = _plan(data, reading, beside, wishes, settings, space)
    make_folder(plan.folder)
    note(f"study {plan.name} in {plan.folder}, by {wishes.objective}: {'; '.join(one.text() for one in space)}")
    _finish(_run(plan), json)


def _space(ctx: typer.Context, settings: TrainSettings, config: Path | None, recipe: str | None) -> "tuple[Range, ...]":
    """The ranges of the files, but of options that are typed; without any the usual ones of options not given."""
    from fer_edge.tuning.space import USUAL, read_space, without

    table = read_ranges(config, recipe)
    space = read_space(table or USUAL, settings, "[tune]")
    typed = {one.field for one in space if _is_typed(ctx, one.field) or (not table and is_given(ctx, one.field))}
    return without(space, typed)


def _is_typed(ctx: typer.Context, name: str) -> bool:
    return getattr(ctx.get_parameter_source(name), "name", "") == "COMMANDLINE"


def _plan(
    data: DataSettings,
    reading: ReadingSettings,
    beside: VotesSettings,
    wishes: TuneSettings,
    settings: TrainSettings,
    space: "tuple[Range, ...]",
) -> "Plan":
    from fer_edge.tuning.study import Plan
    from fer_edge.tuning.trial import TrialTask

    task = TrialTask(
        data=data.data,
        votes=str(beside.votes) if beside.votes else None,
        reading=asdict(reading),
        folder="",
        settings={},
        objective=wishes.objective,
        shift_faces=wishes.shift_faces,
    )
    usual = f"from-{Path(settings.begin_from).stem}" if settings.begin_from else settings.arch_name
    return Plan(name=wishes.study or usual, tune=wishes, base=settings, space=space, task=task)


def _run(plan: "Plan") -> "Study":
    from fer_edge.cli.tables.tune import TuneProgress
    from fer_edge.tuning.process import train_apart
    from fer_edge.tuning.tune import tune

    try:
        with TuneProgress(plan.tune.trials) as progress:
            return tune(plan, train_apart, progress)
    except (KeyboardInterrupt, SystemExit):
        note(f"stopped; the same command goes on with the study {plan.name}")
        raise


def _finish(study: "Study", json: str | None) -> None:
    """What was found: a table, pictures, the best trial's options."""
    from fer_edge.cli.tables.tune import print_study
    from fer_edge.tuning.results import as_record, draw, write_recipe
    from fer_edge.tuning.tune import best_of, tried

    plan, trials, best = study.plan, tried(study), best_of(study)
    print_study(trials, plan.tune.objective, to_stderr=json == "-")
    drawn = [str(path) for path in draw(study)]
    if best:
        note(f"trial {best.number} is the best: {', '.join([str(write_recipe(plan, best)), *drawn])}")
        note(f"next: fer-edge train --config {plan.folder}/best.toml, with more --epochs for what is to be used")
    else:
        note("no trial has ended within what is allowed: no best.toml")
    if json:
        write_json(as_record(plan, trials, best), json)
