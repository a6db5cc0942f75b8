"""In which order runs are listed; apart so that a command line can show it at once."""

from dataclasses import dataclass

from fer_edge.system.settings import Checked, setting


@dataclass(frozen=True, kw_only=True)
class ListingSettings(Checked):
    """How runs are listed."""

    sort: str = setting(
        "accuracy",
        "By name, state, epochs, best_epoch, accuracy, balanced, shifted, bytes, minutes, or an option of train.",
    )
