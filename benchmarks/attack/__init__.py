"""Attacks on fer-edge, each a module: what is done to it how often, and what failed."""

from dataclasses import dataclass, field


@dataclass(kw_only=True)
class Outcome:
    """What an attack showed. cases: how often it was tried. failures: a line each. figures: what was measured."""

    attack: str
    cases: int = 0
    failures: list[str] = field(default_factory=list)
    figures: dict[str, float] = field(default_factory=dict)

    def expect(self, holds: bool, failure: str) -> None:
        """Count a failure unless something holds."""
        if not holds:
            self.failures.append(failure)
