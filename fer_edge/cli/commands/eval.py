"""The doorway `fer-edge eval`: how often a model is right, on faces with known labels."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fer_edge.cli.completion import complete_model
from fer_edge.cli.console import note
from fer_edge.cli.output import writable, write_json
from fer_edge.data.faces import check_split
from fer_edge.data.loading import load_split

if TYPE_CHECKING:
    from fer_edge.metrics import Score

ORDER = ("model.int8.onnx", "model.onnx", "model.int8.tflite", "model.tflite", "model.keras")
"""Which file of a folder is taken: first those whose runtime is always installed."""


def eval_(
    model: Annotated[
        str | None,
        typer.Argument(help="A name, folder or file; none: the newest model.", autocompletion=complete_model),
    ] = None,
    data: Annotated[str, typer.Option(help='A folder of splits, fer2013.csv, or "synthetic".')] = "data",
    split: Annotated[str, typer.Option(help="train, validation or test.")] = "validation",
    threads: Annotated[int, typer.Option(min=1, help="Threads of one inference.")] = 1,
    json: Annotated[
        str | None, typer.Option(help='Write the figures as JSON to this file, "-" for stdout.', callback=writable)
    ] = None,
) -> None:
    """Score a model: accuracy, per-class figures, confusion and calibration."""
    from dataclasses import asdict

    from fer_edge.metrics import score

    check_split(split)
    _check_data(data)
    path = _file(model)
    note(f"model: {path}")
    faces = load_split(data, split)
    engine = _open(path, threads)
    result = score(engine.predict(faces.faces), faces.labels)
    _print_tables(result, f"{path.name} on {data} ({split})", engine.card.labels, to_stderr=json == "-")
    if json:
        names = {"file": str(path), "data": data, "split": split, "labels": list(engine.card.labels)}
        write_json(names | asdict(result), json)


def _check_data(data: str) -> None:
    from fer_edge.data.synthetic import SYNTHETIC
    from fer_edge.errors import MissingError

    if data != SYNTHETIC and not Path(data).exists():
        raise MissingError(f"no data set at {data}: name one with --data DIR, or try --data synthetic")


def _file(model: str | None) -> Path:
    """The file that is meant by a name, folder or file."""
    from fer_edge.artifact.store import find_model

    if model is not None and (Path(model).suffix in (".onnx", ".tflite", ".keras") or Path(model).is_file()):
        return Path(model)
    folder = find_model(model, ORDER)
    return next(folder / file for file in ORDER if (folder / file).is_file())


def _open(path: Path, threads: int) -> Any:
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

    console = Console(stderr=to_stderr)
    console.print(title, markup=False)
    totals = Table("faces", "accuracy", "balanced accuracy", "calibration error", "mean nll")
    shares = (result.accuracy, result.balanced_accuracy, result.calibration_error)
    totals.add_row(str(result.faces), *(f"{share:.2%}" for share in shares), f"{result.nll:.3f}")
    console.print(totals)
    classes = Table("expression", "precision", "recall", "F1", "faces")
    confusion = Table("true \\ answer", *labels, title="confusion")
    for index, label in enumerate(labels):
        figures = (result.precision[index], result.recall[index], result.f1[index])
        counts = result.confusion[index]
        classes.add_row(label, *(f"{figure:.1%}" for figure in figures), str(sum(counts)))
        cells = (f"[bold]{count}[/bold]" if index == other else str(count) for other, count in enumerate(counts))
        confusion.add_row(label, *cells)
    console.print(classes)
    console.print(confusion)
