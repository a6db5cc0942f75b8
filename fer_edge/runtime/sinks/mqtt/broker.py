"""Where an MQTT broker is: mqtt://user@host/topic, looked at before anything is connected."""

import socket
from dataclasses import dataclass, field
from urllib.parse import unquote, urlsplit

from fer_edge.errors import UsageError
from fer_edge.system.logins import WAY_OUT, split_login
from fer_edge.system.secrets import MQTT_PASSWORD, read_secret

FORM = "mqtt[s]://[user[:password]@]host[:port][/topic]"

LONGEST_TOPIC, LONGEST_LOGIN = 1000, 65_535
"""Bytes in UTF-8: of the topic, to which more is added; of user and password, by MQTT's length of two bytes."""


@dataclass(frozen=True, kw_only=True)
class Broker:
    """Where a broker is. tls: encrypted, its certificate checked. topic: under which a run publishes."""

    host: str
    port: int
    tls: bool
    topic: str
    user: str | None = None
    password: str | None = field(default=None, repr=False)


def parse_broker(address: str) -> Broker:
    """Read an address. Raises UsageError, which does not repeat a password, and what `read_secret` raises."""
    try:
        bare, user, password = split_login(address)
        parts = urlsplit(bare)
        host, port = parts.hostname or "", parts.port
        host.encode("idna")
    except UnicodeError:
        raise UsageError(f"--mqtt: no such name of a host can be: expected {FORM}") from None
    except ValueError as error:
        reason = f": {WAY_OUT}" if WAY_OUT in str(error) else ""
        raise UsageError(f"--mqtt: no address: expected {FORM}{reason}") from None
    if parts.scheme not in ("mqtt", "mqtts") or not host:
        raise UsageError(f"--mqtt: expected {FORM}, such as mqtt://homeassistant.local")
    if parts.query or parts.fragment or bare.endswith(("?", "#")) or (user is not None and "@" in parts.path):
        raise UsageError(f"--mqtt: a ?, # or @ too many: expected {FORM}; {WAY_OUT}")
    password = password or read_secret(MQTT_PASSWORD)
    if password and not user:
        raise UsageError(f"--mqtt: there is a password but no user: expected {FORM}")
    _check_login(user, password)
    topic = _checked_topic(unquote(parts.path).strip("/") or f"fer-edge/{socket.gethostname()}")
    tls = parts.scheme == "mqtts"
    port = port or (8883 if tls else 1883)
    return Broker(host=host, port=port, tls=tls, topic=topic, user=user or None, password=password or None)


def _checked_topic(topic: str) -> str:
    if set("+#") & set(topic):
        raise UsageError("--mqtt: a topic to publish under cannot hold + or #, which stand for any: choose another")
    if topic.startswith("$") or not topic.isprintable():
        raise UsageError("--mqtt: a topic begins with no $, which is the broker's, and has no control characters")
    if len(topic.encode()) > LONGEST_TOPIC:
        raise UsageError(f"--mqtt: a topic of {len(topic.encode())} bytes: expected at most {LONGEST_TOPIC}")
    return topic


def _check_login(user: str | None, password: str | None) -> None:
    for name, text in (("user", user or ""), ("password", password or "")):
        if "\0" in text or len(text.encode("utf-8", "replace")) > LONGEST_LOGIN:
            raise UsageError(f"--mqtt: the {name} has {len(text)} characters: expected at most {LONGEST_LOGIN}, no NUL")
