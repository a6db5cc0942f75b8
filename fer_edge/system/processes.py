"""What this process may use of its machine."""

import os

from fer_edge.errors import MissingError

LEAST = 700_000_000
"""Bytes of addresses; measured, OpenCV and ONNX Runtime end without a word below some 600 million."""


def usable_cores() -> int:
    """How many cores this process may run on."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


def check_address_space() -> None:
    """Raises MissingError where addresses are limited (ulimit -v) to fewer than can do."""
    try:
        import resource
    except ImportError:  # Not every system has such limits.
        return
    limit = resource.getrlimit(resource.RLIMIT_AS)[0]
    if limit != resource.RLIM_INFINITY and limit < LEAST:
        raise MissingError(
            f"this process may have {limit / 1e6:.0f} MB of addresses (ulimit -v), and its libraries need "
            f"{LEAST / 1e6:.0f}: raise that limit, or limit what is resident instead (MemoryMax= of systemd)"
        )
