"""How often and how much faces are spoilt while training; apart from the layer so that a command line knows it."""

from dataclasses import dataclass

from fer_edge.errors import UsageError


@dataclass(frozen=True)
class Amount:
    """How often a degradation comes, as a share of faces, and how strong it is, 1 as `Degrade` describes it."""

    chance: float
    strength: float = 1.0


DEFAULTS = {
    "cover": Amount(0.16),
    "gamma": Amount(0.08),
    "contrast": Amount(0.06),
    "dark": Amount(0.04),
    "blur": Amount(0.10),
    "motion": Amount(0.04),
    "pixels": Amount(0.06),
    "noise": Amount(0.10),
    "jpeg": Amount(0.08),
}
"""By name, in the order in which light passes them; with these, half of the faces stay as they are."""


def amounts(often: float, wishes: tuple[str, ...]) -> dict[str, Amount]:
    """The DEFAULTS with their chances multiplied, and what wishes of the form kind=chance[:strength] put in place.

    Raises UsageError when a wish is of no kind there is, or its numbers are out of range.
    """
    chosen = {kind: Amount(min(often * amount.chance, 1.0), amount.strength) for kind, amount in DEFAULTS.items()}
    return chosen | dict(_wished(wish) for wish in wishes)


def _wished(wish: str) -> tuple[str, Amount]:
    kind, _, numbers = wish.partition("=")
    chance, _, strength = numbers.partition(":")
    try:
        amount = Amount(float(chance), float(strength or 1.0))
    except ValueError:
        amount = Amount(-1.0)
    if kind not in DEFAULTS or not 0 <= amount.chance <= 1 or not 0 < amount.strength <= 2:
        raise UsageError(
            f"--degrade-kind {wish}: expected kind=chance or kind=chance:strength, a chance of 0 to 1, a strength "
            f"above 0 and up to 2; the kinds are {', '.join(DEFAULTS)}"
        )
    return kind, amount
