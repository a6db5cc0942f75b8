"""Whether a report or a comparison is asked for; apart so that a command line can show it at once."""

from dataclasses import dataclass
from pathlib import Path

from fer_edge.system.settings import Checked, setting

PAGE = "report.html"
"""The page's name in the folder of a report."""


@dataclass(frozen=True, kw_only=True)
class ReportSettings(Checked):
    """What is made of the answers beside the tables."""

    report: Path | None = setting(
        None, f"Write {PAGE} into this folder: figures, mistakes with their faces, one page that loads nothing."
    )
    against: str | None = setting(
        None, "Another model, by name, folder or file, to compare with on the same faces.", suggest="model"
    )
