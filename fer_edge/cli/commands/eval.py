"""The doorway `fer-edge eval`: how often a model is right, on faces with known labels."""

from dataclasses import asdict
from pathlib import Path
from typing import TYPE_CHECKING, Annotated

import typer

from fer_edge.cli.completion import complete_model
from fer_edge.cli.config import ConfigFile
from fer_edge.cli.console import note
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, model_files, write_json
from fer_edge.data.settings import DataSettings, SplitSettings
from fer_edge.runtime.settings import EngineSettings

if TYPE_CHECKING:
    from fer_edge.metrics import Score
    from fer_edge.runtime.types import Engine

FILES = ("model.int8.onnx", "model.onnx", "model.int8.tflite", "model.tflite", "model.keras")
"""Which file of a folder is taken: first those whose runtime is always installed."""

Model = Annotated[
    str | None,
    typer.Argument(help="A name, folder or file; none: the newest model.", autocompletion=complete_model),
]


@with_settings
def eval_(
    ctx: typer.Context,
    data: DataSettings,
    part: SplitSettings,
    engine: EngineSettings,
    model: Model = None,
    config: ConfigFile = None,
    json: JsonOut = None,
) -> None:
    """Score a model: accuracy, per-class figures, confusion and calibration."""
    from fer_edge.artifact.store import find_model_file
    from fer_edge.data.loading import check_data_set, load_split
    from fer_edge.metrics import in_order, score

    check_data_set(data.data)
    path = find_model_file(model, FILES)
    check_apart(ctx, path, *model_files(path.parent))
    note(f"model: {path}")
    faces = load_split(data.data, part.split)
    opened = _open(path, engine.threads)
    opened.card.check_faces(faces.faces.shape)
    result = score(in_order(opened.predict(faces.faces), opened.card.labels, faces.classes), faces.labels)
    _print_tables(result, f"{path.name} on {data.data} ({part.split})", faces.classes, to_stderr=json == "-")
    if json:
        names = {"file": str(path), "data": data.data, "split": part.split, "labels": list(faces.classes)}
        write_json(names | asdict(result), json)


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
