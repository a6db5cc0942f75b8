"""In which layout a data set is written; apart from the writers so that a command line can show it at once."""

from dataclasses import dataclass

from fer_edge.system.settings import Checked, setting

LAYOUTS = ("folders", "csv", "npz")

GROUP = "What is written"


@dataclass(frozen=True, kw_only=True)
class WritingSettings(Checked):
    """Which layout."""

    to: str | None = setting(
        None,
        "folders of PNG files, csv (as fer2013.csv; grey) or npz (one compact file of arrays).",
        choices=LAYOUTS,
        default_text="as the name of --out ends",
        group=GROUP,
    )

    def layout(self, name: str) -> str:
        """The layout of an output of this name."""
        suffix = name.rpartition(".")[2].lower()
        return self.to or (suffix if suffix in LAYOUTS[1:] else LAYOUTS[0])
