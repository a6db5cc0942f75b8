"""The doorway `fer-edge eval`: how often a model is right, on faces with known labels."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fer_edge.cli.answers import open_models, predict, read_answers
from fer_edge.cli.completion import complete_model
from fer_edge.cli.config import ConfigFile
from fer_edge.cli.console import note, steps
from fer_edge.cli.faces import as_model_takes, tell_notes
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, check_folder, model_files, png, write_json
from fer_edge.cli.tables.report import compare_and_report
from fer_edge.cli.tables.robustness import print_shifts
from fer_edge.data.settings import DataSettings, ReadingSettings, SplitSettings
from fer_edge.errors import UsageError
from fer_edge.report.settings import ReportSettings
from fer_edge.robustness.settings import RobustnessSettings
from fer_edge.runtime.settings import EngineSettings

if TYPE_CHECKING:
    from fer_edge.data.faces import FaceSet
    from fer_edge.metrics import Score
    from fer_edge.robustness.report import Robustness
    from fer_edge.runtime.types import Engine

FILES = ("model.int8.onnx", "model.onnx", "model.int8.tflite", "model.tflite", "model.keras")
"""Which file of a folder is taken: first those whose runtime is always installed."""

Model = Annotated[
    str | None,
    typer.Argument(help="A name, folder or file; none: the newest model.", autocompletion=complete_model),
]
Plot = Annotated[Path | None, typer.Option(help="Draw the accuracy under each shift into this .png.", callback=png)]


@with_settings
def eval_(
    ctx: typer.Context,
    data: DataSettings,
    reading: ReadingSettings,
    part: SplitSettings,
    engine: EngineSettings,
    robust: RobustnessSettings,
    asked: ReportSettings,
    model: Model = None,
    plot: Plot = None,
    config: ConfigFile = None,
    json: JsonOut = None,
) -> None:
    """Score a model: accuracy, per-class figures, confusion and calibration; with --robustness also under shifts.

    --report makes a page of it, with the most confident mistakes; --against holds another model beside it.
    """
    from fer_edge.data.loading import check_data_set, load_split
    from fer_edge.metrics import score

    _check_wishes(robust, asked, plot)
    check_data_set(data.data)
    paths = _find_files(ctx, model, asked.against)
    engines = open_models(paths, engine.threads)
    faces = load_split(data.data, part.split, as_model_takes(reading, engines[0].card, data.data))
    tell_notes(faces)
    answers = read_answers(paths, engines, faces)
    own = answers[0]
    result = score(own.probabilities, faces.labels)
    title = f"{own.path.name} on {data.data} ({part.split})"
    to_stderr = json == "-"
    _print_tables(result, title, faces.classes, to_stderr=to_stderr)
    names = {"file": str(own.path), "data": data.data, "split": part.split, "labels": list(faces.classes)}
    found = names | asdict(result)
    if robust.robustness:
        found["robustness"] = _read_shifted(own.engine, faces, title, plot, to_stderr=to_stderr)
    found |= compare_and_report(answers, faces, asked, data.data, part.split, to_stderr=to_stderr)
    if json:
        write_json(found, json)


def _check_wishes(robust: RobustnessSettings, asked: ReportSettings, plot: Path | None) -> None:
    """Before the work begins, which takes a minute. Raises UsageError where nothing is to be drawn, MissingError."""
    if asked.report:
        check_folder(asked.report)
    if not plot:
        return
    from fer_edge.training.backend import require_plots

    if not robust.robustness:
        raise UsageError("--plot is of the shifts: give --robustness too")
    require_plots()


def _find_files(ctx: typer.Context, model: str | None, against: str | None) -> list[Path]:
    """The file of the model, and of the one that it is held against; no output is one of them, or beside them."""
    from fer_edge.artifact.store import find_model_file

    paths = [find_model_file(name, FILES) for name in ([model] if against is None else [model, against])]
    check_apart(ctx, *(read for path in paths for read in (path, *model_files(path.parent))))
    for title, path in zip(("model", "against"), paths, strict=False):
        note(f"{title}: {path}")
    return paths


def _read_shifted(
    engine: "Engine", faces: "FaceSet", title: str, plot: Path | None, *, to_stderr: bool
) -> dict[str, Any]:
    """Measure, show and, where a file is named, draw an engine's figures under shifts; return them for JSON."""
    shifted = _measure(engine, faces)
    print_shifts(shifted, faces.classes, to_stderr=to_stderr)
    if plot:
        from fer_edge.training.plots import draw_shifts

        draw_shifts(shifted, faces.classes, title, plot)
    return {"figures": shifted.figures()} | asdict(shifted)


def _measure(engine: "Engine", faces: "FaceSet") -> "Robustness":
    """The engine's figures under shifts, each of which is told as it begins."""
    from fer_edge.robustness.promise import Promise
    from fer_edge.robustness.report import measure

    with steps("shifts") as progress:
        return measure(lambda pixels: predict(engine, faces, pixels), faces, Promise.of(engine.card), progress=progress)


def _print_tables(result: "Score", title: str, labels: tuple[str, ...], *, to_stderr: bool) -> None:
    from rich.table import Table

    from fer_edge.cli.console import cell, open_console

    console = open_console(to_stderr)
    console.print(cell(title))
    totals = Table("faces", "accuracy", "balanced accuracy", "calibration error", "mean nll")
    shares = (result.accuracy, result.balanced_accuracy, result.calibration_error)
    totals.add_row(str(result.faces), *(f"{share:.2%}" for share in shares), f"{result.nll:.3f}")
    console.print(totals)
    classes = Table("expression", "precision", "recall", "F1", "faces")
    confusion = Table("true \\ answer", title="confusion")
    for label in labels:
        confusion.add_column(cell(label))
    for index, label in enumerate(labels):
        figures = (result.precision[index], result.recall[index], result.f1[index])
        counts = result.confusion[index]
        classes.add_row(cell(label), *(f"{figure:.1%}" for figure in figures), str(sum(counts)))
        cells = (f"[bold]{count}[/bold]" if index == other else str(count) for other, count in enumerate(counts))
        confusion.add_row(cell(label), *cells)
    console.print(classes)
    console.print(confusion)
