"""Where an output listens: [HOST:]PORT."""

from fer_edge.errors import UsageError


def parse_address(text: str, option: str) -> tuple[str, int]:
    """Host and port of [HOST:]PORT; loopback where no host is named. option: for the message.

    Raises UsageError when it is none.
    """
    host, _, port = text.rpartition(":")
    if not (port.isascii() and port.isdecimal() and int(port) < 65536) or (":" in host and not host.startswith("[")):
        raise UsageError(f"{option} {text}: expected [HOST:]PORT, such as 8080, 0.0.0.0:8080 or [::1]:8080")
    return host.strip("[]") or "127.0.0.1", int(port)
