"""What was promised and whether it holds: a line for each, and a count of what fails."""

from collections.abc import Callable
from dataclasses import dataclass, field


@dataclass
class Checks:
    """Every check that was made, in order. say: told each line."""

    say: Callable[[str], None] = print
    made: list[tuple[str, bool, str]] = field(default_factory=list)

    def check(self, name: str, holds: bool, found: str = "") -> bool:
        """Note whether something holds, and what was found; whether it does."""
        self.made.append((name, holds, found))
        self.say(f"{'ok' if holds else 'FAILED'} {name}" + (f": {found}" if found else ""))
        return holds

    def take(self, line: str) -> bool:
        """Take a line that a machine wrote, "ok NAME: FOUND" or "FAILED NAME: FOUND"; False where it is none."""
        verdict, _, rest = line.partition(" ")
        if verdict not in ("ok", "FAILED") or not rest:
            return False
        name, _, found = rest.partition(": ")
        self.check(name, verdict == "ok", found)
        return True

    @property
    def failed(self) -> list[str]:
        """The names of those that do not hold."""
        return [name for name, holds, _ in self.made if not holds]

    def as_record(self) -> dict[str, str]:
        """Each check and what was found, for JSON."""
        return {name: (found or "ok") if holds else f"FAILED {found}".strip() for name, holds, found in self.made}
