"""Which file of a model `run` opens: the one that `bench --select` found the fastest here, else the usual one."""

from dataclasses import dataclass, replace
from pathlib import Path

from fer_edge.artifact.selection import Selection, find_selection
from fer_edge.artifact.store import find_model_file, names_file
from fer_edge.errors import FerEdgeError
from fer_edge.runtime.engines.fallback import OpenedModel, open_model
from fer_edge.runtime.engines.opening import open_engine


@dataclass(frozen=True, kw_only=True)
class MeantModel:
    """usual: the file that is taken without a selection. selection: what is taken instead, if anything.

    fault: why there is a selection that is not used, for people.
    """

    usual: Path
    selection: Selection | None = None
    fault: str | None = None

    @property
    def path(self) -> Path:
        """The file that is meant."""
        return self.usual if self.selection is None else self.usual.parent / self.selection.file


def find_meant(name: str | None) -> MeantModel:
    """The model that is meant by a name, a folder or nothing, as selected; a file by its own path is that file.

    Raises MissingError when there is no such model.
    """
    usual = find_model_file(name)
    if name is not None and names_file(name):
        return MeantModel(usual=usual)
    found = find_selection(usual.parent)
    return MeantModel(usual=usual, selection=found.selection, fault=found.fault)


def open_meant(meant: MeantModel, threads: int | None = None) -> OpenedModel:
    """Open the selected file, or the usual one where there is none, or it does not open or answers otherwise now.

    threads: for one inference; None: as selected, else 1. Raises as `open_model`.
    """
    if meant.selection is None:
        return open_model(meant.usual, threads or 1)
    try:
        engine = open_engine(meant.path, threads or meant.selection.threads)
    except FerEdgeError as error:
        opened = open_model(meant.usual, threads or 1)
        return replace(opened, instead="; ".join(filter(None, (str(error), opened.instead))))
    return OpenedModel(engine=engine, path=meant.path, selected=meant.selection.why)
