"""Where an output listens: [HOST:]PORT."""

from fer_edge.errors import UsageError


def parse_address(text: str, option: str) -> tuple[str, int]:
    """Host and port of [HOST:]PORT; loopback where no host is named. option: for the message.

    Raises UsageError when it is none.
    """
    host, _, port = text.rpartition(":")
    bracketed = host.startswith("[") and host.endswith("]")
    bare = host[1:-1] if bracketed else host
    meant = port.isascii() and port.isdecimal() and int(port) < 65536
    if not (meant and (bracketed or not set("[]:") & set(host)) and _can_be_asked(bare)):
        raise UsageError(f"{option} {text}: expected [HOST:]PORT, such as 8080, 0.0.0.0:8080 or [::1]:8080")
    return bare or "127.0.0.1", int(port)


def _can_be_asked(host: str) -> bool:
    """Whether a name server can be asked for it; Python's own error for one that cannot is not of the network's."""
    try:
        host.encode("idna")
    except UnicodeError:
        return False
    return True
