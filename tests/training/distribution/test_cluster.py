"""Which processes share a run, from options and from what launchers set."""

import pytest

from fer_edge.errors import UsageError
from fer_edge.training.distribution.cluster import Cluster, find_cluster
from fer_edge.training.distribution.settings import DistributionSettings

SLURM = {"SLURM_JOB_ID": "7", "SLURM_STEP_NODELIST": "n[1-2]", "SLURM_LOCALID": "0"}
SLURM |= {"SLURM_NTASKS": "2", "SLURM_PROCID": "1"}
OPEN_MPI_5 = {"OMPI_COMM_WORLD_SIZE": "2", "OMPI_COMM_WORLD_RANK": "1"}


def asked(**more) -> DistributionSettings:
    return DistributionSettings(distribute="auto", **more)


def cluster(coordinator=None, processes=2, process_id=1, launcher="") -> Cluster:
    return Cluster(coordinator=coordinator, processes=processes, process_id=process_id, launcher=launcher)


@pytest.mark.parametrize(
    ("settings", "environment", "found"),
    [
        (asked(), {}, None),
        (DistributionSettings(), SLURM, None),
        (asked(), SLURM, cluster(launcher="slurm")),
        (asked(), SLURM | {"SLURM_NTASKS": "1", "SLURM_PROCID": "0"}, None),
        (asked(), {"SLURM_NTASKS": "2", "SLURM_PROCID": "0"}, None),
        (asked(), OPEN_MPI_5 | {"OMPI_MCA_orte_hnp_uri": "4096.0;tcp://10.0.0.1:1"}, cluster(launcher="ompi")),
        (asked(coordinator="n1:99"), OPEN_MPI_5, cluster("n1:99")),
        (asked(coordinator="n1:99", processes=3, process_id=0), {}, cluster("n1:99", 3, 0)),
        (asked(coordinator="n1:99", processes=3, process_id=0), SLURM, cluster("n1:99", 3, 0, "slurm")),
        (asked(coordinator="n1:99", processes=2), {"JOB_COMPLETION_INDEX": "1"}, cluster("n1:99")),
        (asked(coordinator="n1:99", processes=1), {}, None),
    ],
)
def test_processes_are_found(settings, environment, found):
    assert find_cluster(settings, environment) == found


@pytest.mark.parametrize(
    ("settings", "environment", "told"),
    [
        (asked(coordinator="n1:99"), {}, "--processes N and --process-id I missing"),
        (asked(coordinator="n1:99", processes=2), {"JOB_COMPLETION_INDEX": "first"}, "--process-id I missing"),
        (asked(coordinator="n1:99", processes=2), {"JOB_COMPLETION_INDEX": "7"}, "of 2 processes the last is 1"),
        (asked(processes=2, process_id=0), {}, "--coordinator HOST:PORT missing"),
        (asked(), OPEN_MPI_5, "--coordinator HOST:PORT missing"),
        (asked(coordinator="n1:99", processes=2, process_id=2), {}, "the last is 1"),
        (asked(coordinator="n1", processes=2, process_id=0), {}, "expected HOST:PORT"),
        (asked(coordinator="n1:0", processes=2, process_id=0), {}, "expected HOST:PORT"),
        (DistributionSettings(coordinator="n1:99"), {}, "is for --distribute"),
    ],
)
def test_what_is_half_told_is_refused(settings, environment, told):
    with pytest.raises(UsageError, match=told):
        find_cluster(settings, environment)
