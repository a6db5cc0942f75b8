"""The processes of a run find each other, and part: in order, or because one was lost."""

import atexit
import inspect
import logging
import os
from collections.abc import Iterator
from contextlib import contextmanager

import jax

from fer_edge.errors import FerEdgeError, MissingError
from fer_edge.system.signals import exit_on_signals
from fer_edge.training.distribution.cluster import Cluster
from fer_edge.training.distribution.supervision import LOST, SEARCH, own_folder

CONNECTING = 300
"""Seconds that processes wait for each other at the beginning: images are fetched, hosts start."""

HEARTBEAT = 30
"""Seconds without a sign of life after which a process counts as lost."""

PARTING = 3600
"""Seconds that the others wait for the first to write its card and pictures; if it is lost, they learn it sooner."""

GONE = ("Gloo", "NCCL", "UNAVAILABLE", "DEADLINE_EXCEEDED", "heartbeat")
"""Words in what JAX raises where a process is gone with which it computed."""


@contextmanager
def joined(cluster: Cluster) -> Iterator[None]:
    """Be one of a run's processes meanwhile; to be entered before JAX is asked for its devices.

    Ends with LOST when another one is gone. Raises MissingError where JAX is too old, FerEdgeError when the others
    cannot be reached.
    """
    _connect(cluster)
    code = 1
    try:
        yield
        jax.distributed.shutdown()
        return
    except FerEdgeError as error:
        code = error.exit_code
        raise
    except SystemExit as asked:
        code = asked.code if isinstance(asked.code, int) else 1
        raise
    except KeyboardInterrupt:
        code = 130
        raise
    except (ValueError, RuntimeError) as error:
        if not is_loss(error):
            raise
        code = LOST
        raise SystemExit(LOST) from error
    finally:
        if jax.distributed.is_initialized():  # JAX would wait for the others when Python ends.
            atexit.register(os._exit, code)


def is_loss(error: Exception) -> bool:
    """Whether an error of JAX says that another process is gone."""
    return any(word in str(error) for word in GONE)


def _connect(cluster: Cluster) -> None:
    if "heartbeat_timeout_seconds" not in inspect.signature(jax.distributed.initialize).parameters:
        raise MissingError("--distribute over several hosts needs a later JAX: pip install --upgrade jax")
    logging.getLogger("jax").setLevel(logging.ERROR)  # It warns of proxies, which are not asked for other hosts here.
    where = cluster.coordinator or f"the address that {cluster.launcher} tells"
    lone = f"process {cluster.process_id} of {cluster.processes} did not find the others at {where}"
    search = own_folder() / SEARCH
    search.write_text(f"{lone} in {CONNECTING} s: start all of them, with one address that each can reach")
    try:
        jax.distributed.initialize(
            cluster.coordinator,
            cluster.processes,
            cluster.process_id,
            cluster_detection_method=cluster.launcher or "deactivate",
            initialization_timeout=CONNECTING,
            heartbeat_timeout_seconds=HEARTBEAT,
            shutdown_timeout_seconds=PARTING,
        )
    except (ValueError, RuntimeError) as error:
        reason = str(error).partition("\n")[0]
        raise FerEdgeError(f"{lone} ({reason}): another program may have that port") from error
    search.unlink()
    exit_on_signals()  # JAX has taken SIGTERM for itself, and only notes it.
