"""The model that a run begins with by --from: what of it learns, and what is said of it."""

from dataclasses import replace
from hashlib import file_digest
from pathlib import Path
from typing import Any

from fer_edge.artifact.card import ModelCard, read_card
from fer_edge.data.faces import FaceSet
from fer_edge.errors import UsageError
from fer_edge.training.settings import TrainSettings

UNFREEZE = ((400, "all"), (100, "last"), (0, "head"))
"""What of it learns, by the least number of faces that each label has."""

LEARNING = {"head": "its head learns", "last": "its head and last stage learn", "all": "all of it learns"}
"""What --unfreeze means, in words."""


def settle_stages(settings: TrainSettings, faces: FaceSet) -> TrainSettings:
    """What learns decided, by the faces there are to learn from.

    Raises UsageError when they are of other channels than the model takes, or --unfreeze is asked of no model.
    """
    if settings.begin_from is None:
        if settings.unfreeze != "auto":
            raise UsageError(f"--unfreeze {settings.unfreeze}: is of a model to begin with; add --from MODEL")
        return settings
    card = source_card(settings.begin_from)
    if card.channels != faces.channels:
        how = "--colour" if card.channels == 3 else "--no-colour"
        raise UsageError(f"--from {card.name} takes {card.channels} channels, the data has {faces.channels}: add {how}")
    if settings.unfreeze != "auto":
        return settings
    fewest = min(faces.counts().values())
    return replace(settings, unfreeze=next(what for least, what in UNFREEZE if fewest >= least))


def source_card(file: str) -> ModelCard:
    """The card of a model by its model.keras, beside which it lies. Raises ModelError when there is none."""
    return read_card(Path(file).parent)


def tell_source(card: ModelCard, labels: tuple[str, ...], unfreeze: str) -> str:
    """What a run takes over from the model of that card for other labels, and what of it learns, as a line."""
    known = ", ".join(label for label in labels if label in card.labels)
    new = ", ".join(label for label in labels if label not in card.labels)
    head = [f"the head knows {known}" if known else "", f"new to it: {new}" if new else ""]
    taken = "its labels are the same" if card.labels == labels else "; ".join(part for part in head if part)
    return f"from {card.name}: {taken}; {LEARNING[unfreeze]}"


def record_source(settings: TrainSettings) -> dict[str, Any]:
    """What a card says of it: its name, the sha256 of its file, and under which terms it is used."""
    if settings.begin_from is None:
        return {"begin_from": None}
    card = source_card(settings.begin_from)
    with Path(settings.begin_from).open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    return {"begin_from": {"name": card.name, "sha256": digest, "licence": card.licence}}
