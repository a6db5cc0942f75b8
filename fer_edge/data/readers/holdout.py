"""The faces of train/ that stand for a validation split: of each class the same share, always the same ones."""

from hashlib import blake2b

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
