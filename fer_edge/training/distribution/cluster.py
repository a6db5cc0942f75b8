"""The processes of a run on several hosts: as told by options, or by the launcher that started them."""

from collections.abc import Mapping
from dataclasses import dataclass

from fer_edge.errors import UsageError
from fer_edge.training.distribution.settings import DistributionSettings

LAUNCHERS = {"slurm": ("SLURM_NTASKS", "SLURM_PROCID"), "ompi": ("OMPI_COMM_WORLD_SIZE", "OMPI_COMM_WORLD_RANK")}
"""How many processes a launcher started and which this is, by JAX's name for it."""

ADDRESS = {
    "slurm": ("SLURM_JOB_ID", "SLURM_STEP_NODELIST", "SLURM_LOCALID"),
    "ompi": ("OMPI_MCA_orte_hnp_uri",),
}
"""What JAX makes the coordinator's address of. Without the first host's name, as in a batch script itself, there is
one process; Open MPI 5 tells none."""

KUBERNETES = "JOB_COMPLETION_INDEX"
"""Set in each pod of an indexed Job."""


@dataclass(frozen=True, kw_only=True)
class Cluster:
    """Processes that train together. coordinator: HOST:PORT, None where JAX reads it off the launcher's variables.

    process_id: of this one, from 0. launcher: by JAX's name, "" for none that tells an address.
    """

    coordinator: str | None
    processes: int
    process_id: int
    launcher: str = ""


def find_cluster(settings: DistributionSettings, environment: Mapping[str, str]) -> Cluster | None:
    """The processes that share the run; None where this one is alone. Raises UsageError when they are half told."""
    if settings.distribute is None:
        if settings.coordinator:
            raise UsageError("--coordinator (JAX_COORDINATOR_ADDRESS) is for --distribute auto: add that, or unset it")
        return None
    launcher, processes, process_id = _launched(environment)
    processes = settings.processes if settings.processes is not None else processes
    process_id = settings.process_id if settings.process_id is not None else process_id
    if process_id is None and environment.get(KUBERNETES, "").isdecimal():
        process_id = int(environment[KUBERNETES])
    if processes == 1 or (processes is None and settings.coordinator is None):
        return None
    _check(settings.coordinator, processes, process_id, launcher)
    return Cluster(
        coordinator=settings.coordinator, processes=processes or 0, process_id=process_id or 0, launcher=launcher
    )


def _launched(environment: Mapping[str, str]) -> tuple[str, int | None, int | None]:
    """The launcher whose address JAX can tell, how many processes there are, and which this is."""
    for launcher, names in LAUNCHERS.items():
        if all(environment.get(name, "").isdecimal() for name in names):
            processes, process_id = (int(environment[name]) for name in names)
            told = all(name in environment for name in ADDRESS[launcher])
            if launcher == "slurm" and not told:  # A batch script, or a shell in an allocation: nothing was launched.
                continue
            return launcher if told else "", processes, process_id
    return "", None, None


def _check(coordinator: str | None, processes: int | None, process_id: int | None, launcher: str) -> None:
    told = {
        "--coordinator HOST:PORT": coordinator or launcher or None,
        "--processes N": processes,
        "--process-id I": process_id,
    }
    missing = [option for option, value in told.items() if value is None]
    if missing:
        raise UsageError(f"--distribute over several hosts: {' and '.join(missing)} missing, and no launcher tells it")
    if process_id >= processes:  # type: ignore[operator]
        raise UsageError(f"--process-id {process_id}: of {processes} processes the last is {processes - 1}")  # type: ignore[operator]
    host, colon, port = (coordinator or "host:1").rpartition(":")
    if not (host and colon and port.isdigit() and 0 < int(port) < 65536):
        raise UsageError(f"--coordinator {coordinator}: expected HOST:PORT, such as node1:12345")
