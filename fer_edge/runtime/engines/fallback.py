"""Which file of a model's folder answers on this machine as it should."""

from dataclasses import dataclass
from pathlib import Path

from fer_edge.artifact.store import next_files
from fer_edge.errors import FerEdgeError, ProbeError
from fer_edge.runtime.engines.opening import open_engine
from fer_edge.runtime.types import Engine


@dataclass(frozen=True, kw_only=True)
class OpenedModel:
    """A model that answers as it should. path: of the file that was opened.

    instead: why the file that was meant, and others before this one, were not taken; None: it is the one.
    selected: why `bench --select` chose it; None: it did not.
    """

    engine: Engine
    path: Path
    instead: str | None = None
    selected: str | None = None

    @property
    def notice(self) -> str | None:
        """What to tell a person, if anything."""
        return f"{self.instead}; {self.path.name} is taken in its place" if self.instead else None


def open_model(path: Path, threads: int = 1) -> OpenedModel:
    """Open a model file, or the next of its folder where its answers are not those of its export.

    The parameters are those of `open_engine`, and so are the errors; ProbeError when no file is left.
    """
    try:
        return OpenedModel(engine=open_engine(path, threads), path=path)
    except ProbeError as error:
        refused = [str(error)]
    for other in next_files(path):
        try:
            return OpenedModel(engine=open_engine(other, threads), path=other, instead="; ".join(refused))
        except FerEdgeError as error:  # Damaged, or its runtime is not installed: one more reason.
            refused.append(str(error))
    raise ProbeError("; ".join([*refused, "no other file of its folder is left"]))
