"""What `fer-edge explain` can be asked for."""

from dataclasses import dataclass
from pathlib import Path

from fer_edge.deploy.explain.words import parse_since
from fer_edge.system.settings import Checked, setting


@dataclass(frozen=True, kw_only=True)
class ExplainSettings(Checked):
    """Which journal, and how far back. since: seconds."""

    since: float = setting(
        86_400.0, "How far back, such as 90m, 24h or 7d.", unit="SPAN", parse=parse_since, default_text="24h"
    )
    journal: Path | None = setting(
        None, "The folder that --journal of run named; yours, and the service's, where none was."
    )
    support: Path | None = setting(
        None, "Pack this, the journal, doctor's findings, versions and the card, without pictures and secrets, as ZIP."
    )
