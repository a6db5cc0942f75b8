"""Whether a model's figures under shifts are asked for; apart so that a command line can show it at once."""

from dataclasses import dataclass

from fer_edge.system.settings import Checked, setting


@dataclass(frozen=True, kw_only=True)
class RobustnessSettings(Checked):
    """What is asked beside the faces as they are."""

    robustness: bool = setting(
        False, "Also under blur, noise, light, turns, crops and covers, as cameras bring them.", flag=True
    )
