"""What ssh says when it does not get in, in words that tell what to do."""

import re

from fer_edge.deploy.fleet.hosts import Host
from fer_edge.errors import FerEdgeError

CHANGED, UNKNOWN, DENIED = "IDENTIFICATION HAS CHANGED", "Host key verification failed", "Permission denied"

OFFENDING = re.compile(r"Offending .* key in (\S+)")


class Unreached(FerEdgeError):
    """A board that was not got at: nothing there was touched."""


class Lost(FerEdgeError):
    """A board whose connection broke in the middle."""


def refusal(host: Host, said: str) -> Unreached:
    """The error for a connection that did not come about. said: ssh's stderr."""
    name, target = host.name, _typed(host)
    if CHANGED in said:
        where = OFFENDING.search(said)
        place = f" ({where[1]})" if where else ""
        return Unreached(
            f"{name}: it shows another host key than ssh knows{place}: it may be another machine. If it was set "
            f"up anew, `ssh-keygen -R {_known_as(host)}`, then `{target}` once and compare the key"
        )
    if UNKNOWN in said:
        return Unreached(f"{name}: ssh does not know its host key yet: `{target}` once, and compare the key")
    last = (said.strip().splitlines() or ["no answer"])[-1]
    if DENIED in said:
        return Unreached(
            f"{name}: ssh is not let in ({last}): `{target}` has to work without a question, as after ssh-copy-id"
        )
    return Unreached(f"{name}: not reached ({last}): is it on, and does `{target}` work?")


def _typed(host: Host) -> str:
    user = f"{host.user}@" if host.user else ""
    return f"ssh {f'-p {host.port} ' if host.port else ''}{user}{host.address}"


def _known_as(host: Host) -> str:
    return f"[{host.address}]:{host.port}" if host.port not in (0, 22) else host.address
