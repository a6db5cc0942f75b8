"""Which board is meant: user@host:port, as people write it and ssh reads it."""

import ipaddress
import re
from dataclasses import dataclass
from pathlib import Path

from fer_edge.errors import UsageError

WRITTEN = re.compile(
    r"(?:(?P<user>[^@:/\s]+)@)?(?:\[(?P<six>[^\[\]\s]+)\]|(?P<host>[^@:/\[\]\s]+))(?::(?P<port>\d{1,9}))?"
)


@dataclass(frozen=True, kw_only=True)
class Host:
    """A board. name: as people call it. address: what ssh is given, also a name of its configuration.

    user, port: "" and 0 leave them to ssh. prefix: "" is the usual place. config: run's options for it, a TOML file.
    """

    name: str
    address: str
    user: str = ""
    port: int = 0
    prefix: str = ""
    config: Path | None = None


def parse_host(text: str) -> Host:
    """Read user@host:port, [address]:port, or a name that ssh's configuration knows. Raises UsageError."""
    found = WRITTEN.fullmatch(text)
    if found is None or not text.isprintable():
        raise UsageError(f"{text or 'nothing'} is no host: expected user@host or user@host:port, without a password")
    port = int(found["port"] or 0)
    return check_host(Host(name=text, address=found["six"] or found["host"], user=found["user"] or "", port=port), text)


def check_host(host: Host, where: str) -> Host:
    """The host, once nothing of it could be taken for an option of ssh. Raises UsageError; where: for the message."""
    if host.address.startswith("-") or host.user.startswith("-") or not host.address:
        raise UsageError(f"{where}: {host.address or 'nothing'} is no host: expected a name that begins with no dash")
    if not all(text.isprintable() and not set(" []@/") & set(text) for text in (host.address, host.user)):
        raise UsageError(f"{where}: a character in it that no host and no user has: expected those of ssh")
    if not 0 <= host.port <= 65535:
        raise UsageError(f"{where}: there is no port {host.port}: expected 1 to 65535")
    if ":" in host.address:
        try:
            ipaddress.ip_address(host.address.partition("%")[0])
        except ValueError as error:
            raise UsageError(
                f"{where}: {host.address} is no address: expected a host, its port in ansible_port"
            ) from error
    return host
