"""The doorway `fer-edge eval`: how often a model is right, on faces with known labels."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fer_edge.cli.completion import complete_model
from fer_edge.cli.config import ConfigFile
from fer_edge.cli.console import note, steps
from fer_edge.cli.faces import as_model_takes, tell_notes
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, model_files, png, write_json
from fer_edge.cli.robustness import print_shifts
from fer_edge.data.settings import DataSettings, ReadingSettings, SplitSettings
from fer_edge.errors import UsageError
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
    model: Model = None,
    plot: Plot = None,
    config: ConfigFile = None,
    json: JsonOut = None,
) -> None:
    """Score a model: accuracy, per-class figures, confusion and calibration; with --robustness also under shifts."""
    from fer_edge.artifact.store import find_model_file
    from fer_edge.data.loading import check_data_set, load_split
    from fer_edge.metrics import in_order, score

    if plot:
        _check_plot(robust)
    check_data_set(data.data)
    path = find_model_file(model, FILES)
    check_apart(ctx, path, *model_files(path.parent))
    note(f"model: {path}")
    opened = _open(path, engine.threads)
    faces = load_split(data.data, part.split, as_model_takes(reading, opened.card, data.data))
    tell_notes(faces)
    opened.card.check_faces(faces.faces.shape)
    result = score(in_order(opened.predict(faces.faces), opened.card.labels, faces.classes), faces.labels)
    title = f"{path.name} on {data.data} ({part.split})"
    _print_tables(result, title, faces.classes, to_stderr=json == "-")
    names = {"file": str(path), "data": data.data, "split": part.split, "labels": list(faces.classes)}
    found = names | asdict(result)
    if robust.robustness:
        found["robustness"] = _read_shifted(opened, faces, title, plot, to_stderr=json == "-")
    if json:
        write_json(found, json)


def _check_plot(robust: RobustnessSettings) -> None:
    """Before the work begins, which takes a minute. Raises UsageError where nothing is to be drawn, MissingError."""
    from fer_edge.training.backend import require_plots

    if not robust.robustness:
        raise UsageError("--plot is of the shifts: give --robustness too")
    require_plots()


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
    from fer_edge.metrics import in_order
    from fer_edge.robustness.report import Promise, measure

    card = engine.card
    with steps("shifts") as progress:
        return measure(
            lambda pixels: in_order(engine.predict(pixels), card.labels, faces.classes),
            faces,
            Promise.of(card),
            progress=progress,
        )


def _open(path: Path, threads: int) -> "Engine":
    if path.suffix == ".keras":
        from fer_edge.errors import MissingError
        from fer_edge.training.backend import prepare_training

        if not path.is_file():
            raise MissingError(f"no model file at {path}: train one with `fer-edge train`")
        prepare_training()
        from fer_edge.training.keras_engine import KerasEngine

        return KerasEngine(path)
    from fer_edge.runtime.engines.opening import open_engine

    return open_engine(path, threads)


def _print_tables(result: "Score", title: str, labels: tuple[str, ...], *, to_stderr: bool) -> None:
    from rich.console import Console
    from rich.table import Table

    from fer_edge.cli.console import cell

    console = Console(stderr=to_stderr)
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
