"""What the sheet says, in each language it is written in."""

import tomllib
from dataclasses import dataclass
from functools import cache
from pathlib import Path

from fer_edge.errors import UsageError
from fer_edge.system.untrusted import build


@dataclass(frozen=True, kw_only=True)
class Texts:
    """The sentences of one language. name: what its speakers call it. kept_, passed_, shown: of the run's outputs."""

    name: str
    title: str
    watched: str
    kept_nothing: str
    kept_pictures: str
    kept_readings: str
    kept_times: str
    passed_readings: str
    passed_sums: str
    shown: str
    wrong: str
    ask: str
    rights: str


@cache
def all_texts() -> dict[str, Texts]:
    """The texts by their language's code (ISO 639-1), in the order of the sheet."""
    content = tomllib.loads((Path(__file__).parent / "texts.toml").read_text(encoding="utf-8"))
    return {code: build(Texts, texts, code) for code, texts in content.items()}


def chosen_texts(codes: tuple[str, ...]) -> dict[str, Texts]:
    """The texts of these languages in this order, or of all. Raises UsageError for one it is not written in."""
    known = all_texts()
    if unknown := [code for code in codes if code.lower() not in known]:
        raise UsageError(f"--language {unknown[0]}: there is no such sheet; expected some of {', '.join(known)}")
    return {code.lower(): known[code.lower()] for code in codes} or known
