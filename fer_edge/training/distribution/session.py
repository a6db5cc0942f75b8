"""A run that is shared, from the command line's side: alone on its devices, or one process of several."""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from fer_edge.training.backend import require_jax
from fer_edge.training.distribution.cluster import find_cluster
from fer_edge.training.distribution.settings import DistributionSettings
from fer_edge.training.distribution.supervision import is_watched, set_up_watched, supervise


@contextmanager
def session(settings: DistributionSettings) -> Iterator[bool]:
    """Be ready to train as the settings say; whether this process follows another, which alone keeps the run.

    Of several processes, the one that the user started watches over another that takes its place, and ends here with
    its exit code. Raises UsageError and MissingError where it cannot be done, FerEdgeError when another one is lost.
    """
    cluster = find_cluster(settings, os.environ)
    if cluster and not is_watched():
        raise SystemExit(supervise())
    if cluster:
        set_up_watched()
    if settings.distribute:
        require_jax()
    if not cluster:
        yield False
        return
    from fer_edge.training.distribution.joining import joined

    with joined(cluster):
        yield cluster.process_id > 0
