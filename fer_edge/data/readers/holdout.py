"""The faces of train/ that stand for a validation split: of each class the same share, always the same ones."""

from hashlib import blake2b

from fer_edge.data.settings import HELD_OUT
from fer_edge.errors import MissingError

FEWEST = 3
"""Faces of a class, below which none is held out: the others would be too few to learn from."""


def held_out(names: list[tuple[str, int]], share: float) -> set[int]:
    """The places in `names` (a face's name, its class) that are held out.

    A face's name alone decides its turn: a smaller share is part of a larger one, and a face more moves few others.
    Copies of a face may be on both sides.
    """
    by_class: dict[int, list[tuple[bytes, int]]] = {}
    for place, (name, label) in enumerate(names):
        turn = blake2b(name.encode(errors="surrogateescape"), digest_size=8).digest()
        by_class.setdefault(label, []).append((turn, place))
    kept: set[int] = set()
    for turns in by_class.values():
        count = max(1, round(share * len(turns))) if len(turns) >= FEWEST else 0
        kept |= {place for _, place in sorted(turns)[:count]}
    return kept


def hold_out(
    names: list[tuple[str, int]], split: str, share: float | None, where: str, what: str = "split"
) -> tuple[list[int], str, float]:
    """The places in `names` that are of a split where all lie in train, a line of it, and the share.

    share: None: HELD_OUT. what: is not there to validate on. Raises MissingError when there is no such split.
    """
    share = share or HELD_OUT
    if split == "test":
        raise MissingError(f"no test split in {where}: it says of no face that it is of one")
    held = held_out(names, share)
    if split == "validation" and not held:
        raise MissingError(f"no validation split in {where}, and less than {FEWEST} faces of each class to hold out")
    told = f"no validation {what}: {share:.0%} of train is held out, {len(held)} of {len(names)} faces"
    return [place for place in range(len(names)) if (place in held) == (split == "validation")], told, share
