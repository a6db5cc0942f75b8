"""Models of any file, and their answers to a split's faces."""

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

if TYPE_CHECKING:
    import numpy as np

    from fer_edge.data.faces import FaceSet
    from fer_edge.runtime.types import Engine


@dataclass(frozen=True, kw_only=True)
class Answers:
    """What the model in the file `path` answers: probabilities [N, C] in the order of the faces' classes."""

    path: Path
    engine: "Engine"
    probabilities: "np.ndarray"

    @property
    def called(self) -> str:
        """The model and its file, for people."""
        return f"{self.engine.card.name}, {self.path.name}"


def open_models(paths: list[Path], threads: int) -> "list[Engine]":
    """An engine for each file, of a device or of Keras. threads: for one inference."""
    return [_engine(path, threads) for path in paths]


def read_answers(paths: list[Path], engines: "list[Engine]", faces: "FaceSet") -> list[Answers]:
    """Ask every model about the faces, once all of them have been found to know such faces.

    Raises UsageError when one takes other faces or knows other labels.
    """
    from fer_edge.metrics import check_classes

    for path, engine in zip(paths, engines, strict=True):
        engine.card.check_faces(faces.faces.shape)
        check_classes(engine.card.labels, faces.classes, str(path))
    return [
        Answers(path=path, engine=engine, probabilities=predict(engine, faces, faces.faces))
        for path, engine in zip(paths, engines, strict=True)
    ]


def predict(engine: "Engine", faces: "FaceSet", pixels: "np.ndarray") -> "np.ndarray":
    """The engine's probabilities for `pixels`, uint8 [N, side, side, channels], in the order of the faces' classes."""
    from fer_edge.metrics import in_order

    return in_order(engine.predict(pixels), engine.card.labels, faces.classes)


def _engine(path: Path, threads: int) -> "Engine":
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
