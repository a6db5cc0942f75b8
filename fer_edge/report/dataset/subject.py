"""What a page of a data set is about."""

from dataclasses import dataclass

from fer_edge.data.inspecting.findings import Findings
from fer_edge.data.inspection import LabelConflicts


@dataclass(frozen=True, kw_only=True)
class Inspection:
    """A data set that has been looked through.

    source: as the user named it. missing: why a split is not usable. conflicts: of labels with votes, by split.
    """

    source: str
    found: Findings
    missing: dict[str, str]
    conflicts: dict[str, LabelConflicts]

    def called(self, face: int) -> str:
        """A face's name, without the folder that all names begin with."""
        return self.found.faces.names[face].removeprefix(self.source).lstrip("/:")
