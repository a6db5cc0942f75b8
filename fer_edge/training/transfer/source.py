"""The model that a run begins with by --from: what of it learns, and what is said of it."""

from collections.abc import Callable
from dataclasses import replace
from hashlib import file_digest
from pathlib import Path
from typing import Any

from fer_edge.artifact.card import ModelCard, read_card
from fer_edge.data.faces import FaceSet
from fer_edge.errors import UsageError
from fer_edge.training.settings import NO_WEIGHTS, TrainSettings

SKILLED = 0.4
"""From which skill on the head alone learns: upside-down faces read below 0.2, those with masks above 0.55."""

Skill = Callable[[Path, tuple[str, ...], FaceSet], float]
"""How well a new head on a model's file, of such labels, does on faces: 0 as chance, 1 all right."""

WEIGHTS_LICENCE = "the terms of those weights, and of what they were learned from, apply too."
"""What a card says of weights that came without a card."""

LEARNING = {"head": "its head learns", "last": "its head and last stage learn", "all": "all of it learns"}
"""What --unfreeze means, in words."""


def settle_stages(settings: TrainSettings, faces: FaceSet, skill: Skill) -> TrainSettings:
    """What learns decided: the head, where that tells these faces apart as it begins, else all.

    A few dozen faces teach a body that knows such faces nothing but themselves; one that does not know them needs it.

    Raises UsageError when they are of other channels than the model takes, or --unfreeze is asked of no model.
    """
    if settings.begin_from is None:
        if settings.begins_with_body:  # What its head knows are no labels.
            return replace(settings, unfreeze="all") if settings.unfreeze == "auto" else settings
        if settings.unfreeze != "auto":
            other = " or --weights" if settings.foreign else ""
            raise UsageError(f"--unfreeze {settings.unfreeze}: is of a model to begin with; add --from MODEL{other}")
        return settings
    card = source_card(settings.begin_from)
    if card.channels != faces.channels:
        how = "--colour" if card.channels == 3 else "--no-colour"
        raise UsageError(f"--from {card.name} takes {card.channels} channels, the data has {faces.channels}: add {how}")
    if settings.unfreeze != "auto":
        return settings
    skilled = skill(Path(settings.begin_from), card.labels, faces) >= SKILLED
    return replace(settings, unfreeze="head" if skilled else "all")


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
    if settings.weights != NO_WEIGHTS:
        return {"began_as": {"name": Path(settings.weights).name, "licence": WEIGHTS_LICENCE}}
    if settings.begin_from is None:
        return {}
    card = source_card(settings.begin_from)
    with Path(settings.begin_from).open("rb") as file:
        digest = file_digest(file, "sha256").hexdigest()
    began_as = {"name": card.name, "sha256": digest, "licence": card.licence}
    return {"begin_from": card.name, "began_as": began_as}
