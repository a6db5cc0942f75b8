"""What a deployment can be asked for; apart from its work, so that a command line can show it at once."""

from dataclasses import dataclass
from pathlib import Path

from fer_edge.system.settings import Checked, setting


@dataclass(frozen=True, kw_only=True)
class DeploySettings(Checked):
    """What goes onto which boards, and how."""

    bundle: Path | None = setting(None, "The bundle to install; none: one is made that fits the board.")
    model: str | None = setting(None, "The model in a bundle that is made; none: the newest.", suggest="model")
    inventory: Path | None = setting(
        None, "The boards: TOML, or an Ansible inventory; hosts and groups that are named choose among them."
    )
    at_once: int = setting(4, "How many, once the first one is well.", minimum=1, unit="boards")
    prefix: str = setting("", "Where on the board; /opt/fer-edge for root, else ~/.local/share/fer-edge.")
    run_config: Path | None = setting(None, "run's options as TOML, to be the board's own configuration.")
    service: bool = setting(False, "Have systemd keep run running there; needs root, or --sudo.", flag=True)
    sudo: bool = setting(False, "Install through sudo, which must ask for no password.", flag=True)
    ssh_config: Path | None = setting(None, "Read by ssh in place of ~/.ssh/config.")
    bench: bool = setting(False, "Measure the files there afterwards, and bring the JSON home.", flag=True)
    out: Path = setting(Path("bench"), "The folder for --bench: one HOST.json each.")
