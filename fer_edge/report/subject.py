"""What a report is about: which file, read on which faces, and when."""

from dataclasses import dataclass
from datetime import UTC, datetime
from hashlib import file_digest
from pathlib import Path

from fer_edge.artifact.card import ModelCard


@dataclass(frozen=True, kw_only=True)
class Subject:
    """name: the model's, by its card. file: its path. sha256: of the file. data, split: of the faces, as it was named.

    chosen: that split chose the model. made: date and time, ISO, UTC.
    """

    name: str
    file: str
    sha256: str
    data: str
    split: str
    chosen: bool
    made: str

    @classmethod
    def of(cls, card: ModelCard, path: Path, data: str, split: str) -> "Subject":
        """The subject of a report on a model's file at `path`. Raises OSError when that can no longer be read."""
        with path.open("rb") as file:
            digest = file_digest(file, "sha256").hexdigest()
        return cls(
            name=card.name,
            file=str(path),
            sha256=digest,
            data=data,
            split=split,
            chosen=card.trained.get("chosen_on") == split,
            made=datetime.now(UTC).isoformat(timespec="seconds"),
        )
