"""What a study found: its trials as records, the best one's options as a file, pictures."""

import json
from collections.abc import Iterator
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import TYPE_CHECKING, Any

from fer_edge.data.settings import ReadingSettings
from fer_edge.system.files import atomic_write
from fer_edge.system.settings import declared, from_record
from fer_edge.system.version import VERSION
from fer_edge.training.settings import TrainSettings

if TYPE_CHECKING:
    from optuna.trial import FrozenTrial

    from fer_edge.tuning.study import Plan, Study

RECIPE, HISTORY, IMPORTANCES = "best.toml", "history.png", "importances.png"

STATES = {"COMPLETE": "finished", "PRUNED": "pruned", "FAIL": "failed", "RUNNING": "running", "WAITING": "waiting"}


@dataclass(frozen=True, kw_only=True)
class Tried:
    """One trial. What is not known is None.

    value: of the objective; of a pruned trial None. accuracy: on `faces` validation faces; of a pruned trial that of
    its last epoch. latency_ms: of the int8 file. allowed: it may be the best. options: by name, as tried. fault: why it
    failed.
    """

    number: int
    state: str
    value: float | None = None
    accuracy: float | None = None
    faces: int | None = None
    latency_ms: float | None = None
    allowed: bool = False
    epochs: int = 0
    seconds: float | None = None
    folder: str | None = None
    fault: str | None = None
    options: dict[str, Any] = field(default_factory=dict)


def read_trial(trial: "FrozenTrial") -> Tried:
    """A trial as the store has it."""
    known = trial.user_attrs
    ended = trial.state.name == "COMPLETE"
    last = max(trial.intermediate_values, default=0)
    return Tried(
        number=trial.number,
        state=STATES[trial.state.name],
        value=trial.value if ended else None,
        accuracy=known.get("accuracy", trial.intermediate_values.get(last)),
        faces=known.get("faces"),
        latency_ms=known.get("latency_ms"),
        allowed=ended and known.get("excess_ms", 0.0) <= 0,
        epochs=last,
        seconds=known.get("seconds"),
        folder=known.get("folder"),
        fault=known.get("fault"),
        options=dict(trial.params),
    )


def write_recipe(plan: "Plan", best: Tried) -> Path:
    """Write the options of the best trial, all that are not as `train` has them by itself, and return the file."""
    path = plan.folder / RECIPE
    with atomic_write(path) as part:
        part.write_text("\n".join(_lines(plan, best)) + "\n", encoding="utf-8")
    return path


def _lines(plan: "Plan", best: Tried) -> Iterator[str]:
    what = "" if plan.tune.objective == "accuracy" else f", {plan.tune.objective} {best.value:.4f}"
    read = f"accuracy {best.accuracy:.4f} on {best.faces} validation faces"
    yield f"# Trial {best.number} of the study {plan.name}: {read}"
    yield f"# (chosen on them){what}. Made by fer-edge {VERSION}; for `fer-edge train --config {RECIPE}`."
    yield f"data = {_toml(plan.task.data)}"
    if plan.task.votes:
        yield f"votes = {_toml(plan.task.votes)}"
    yield from _changed(from_record(ReadingSettings, plan.task.reading))
    yield from _changed(settings_of(plan, best))


def settings_of(plan: "Plan", trial: Tried) -> TrainSettings:
    """The whole settings of a trial."""
    values: dict[str, Any] = {}
    for one in plan.space:
        value = trial.options[one.name]
        many = any(known.field == one.field and known.option.many for known in declared(TrainSettings))
        values[one.field] = tuple(filter(None, value.split(","))) if many else value
    return replace(plan.base, **values)


def _changed(settings: Any) -> Iterator[str]:
    """A line for each setting that is not its default."""
    for known in declared(type(settings)):
        value = getattr(settings, known.field)
        if value is not None and value != known.default:
            yield f"{known.name} = {_toml(value)}"


def _toml(value: Any) -> str:
    """Texts, numbers, truth and lists are in TOML what they are in JSON."""
    return json.dumps(list(value) if isinstance(value, tuple) else value, ensure_ascii=False)


def as_record(plan: "Plan", trials: list[Tried], best: Tried | None) -> dict[str, Any]:
    """For JSON: the study, every trial, and the number of the best."""
    return {
        "study": plan.name,
        "objective": plan.tune.objective,
        "split": "validation",
        "space": [one.text() for one in plan.space],
        "best": best.number if best else None,
        "recipe": str(plan.folder / RECIPE) if best else None,
        "trials": [asdict(one) for one in trials],
    }


def draw(study: "Study") -> list[Path]:
    """Draw how the objective rose, and which options mattered where there are trials enough; the files."""
    import fer_edge.training.plots as plots
    from fer_edge.tuning.storage import quiet

    name = study.plan.tune.objective
    drawn = []
    with quiet():
        from optuna.importance import PedAnovaImportanceEvaluator
        from optuna.visualization import matplotlib as pictures

        found = study.trials_of
        kinds = {
            HISTORY: lambda: pictures.plot_optimization_history(found, target_name=name),
            IMPORTANCES: lambda: pictures.plot_param_importances(
                found, evaluator=PedAnovaImportanceEvaluator(), target_name=name
            ),
        }
        for file, picture in kinds.items():
            try:
                figure: Any = picture().figure
            except (ValueError, RuntimeError):  # Too few trials, or all alike.
                continue
            figure.set_layout_engine("constrained")  # Else the names of options are cut off.
            plots.save_figure(figure, study.plan.folder / file)
            drawn.append(study.plan.folder / file)
    return drawn
