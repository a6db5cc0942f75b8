"""What `train` can be asked for where several devices or hosts share a run."""

from dataclasses import dataclass

from fer_edge.errors import UsageError
from fer_edge.system.settings import Checked, setting

DEVICES = "Several devices or hosts"

AUTO = "auto"


def _devices(text: str) -> str:
    if text != AUTO and not (text.isascii() and text.isdigit() and int(text)):
        raise UsageError(f"--distribute {text}: expected auto, or a number of devices")
    return text


@dataclass(frozen=True, kw_only=True)
class DistributionSettings(Checked):
    """Which devices share a run. A launcher (SLURM, Open MPI) tells the last three itself."""

    distribute: str | None = setting(
        None,
        "Share each batch among devices, by JAX; auto: all of this machine or of all hosts, N: N of each host.",
        parse=_devices,
        group=DEVICES,
    )
    coordinator: str | None = setting(
        None,
        "HOST:PORT of the first host, which the others can reach.",
        environment="JAX_COORDINATOR_ADDRESS",
        group=DEVICES,
    )
    processes: int | None = setting(
        None, "How many hosts take part.", minimum=1, environment="JAX_NUM_PROCESSES", group=DEVICES
    )
    process_id: int | None = setting(
        None,
        "Which of them this is, from 0, which writes the model.",
        minimum=0,
        environment="JAX_PROCESS_ID",
        group=DEVICES,
    )
