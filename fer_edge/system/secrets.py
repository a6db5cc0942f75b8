"""Passwords and tokens that need not stand on a command line, where every user of the machine sees them."""

import os
from pathlib import Path

from fer_edge.errors import MissingError, UsageError
from fer_edge.system.untrusted import read_file

SOURCE_PASSWORD, MQTT_PASSWORD, TOKEN = "FER_EDGE_SOURCE_PASSWORD", "FER_EDGE_MQTT_PASSWORD", "FER_EDGE_TOKEN"
"""Environment variables; with _FILE behind it, each names a file that holds the secret alone."""

LONGEST = 4096
"""Bytes of such a file."""


def read_secret(name: str) -> str | None:
    """The secret in the environment variable `name`, or in the file that `name`_FILE names; None without either.

    Raises MissingError when the file cannot be read, UsageError when it holds no secret.
    """
    if value := os.environ.get(name):
        return value
    path = os.environ.get(f"{name}_FILE")
    if not path:
        return None
    try:
        text = read_file(Path(path), LONGEST).decode("utf-8").rstrip("\r\n")
    except OSError as error:
        raise MissingError(f"{name}_FILE: cannot read {path} ({error.strerror}); name a file of this user") from error
    except ValueError as error:
        raise UsageError(
            f"{name}_FILE: {path} is no text of at most {LONGEST} bytes; write the secret alone"
        ) from error
    if not text or "\n" in text:
        raise UsageError(f"{name}_FILE: {path} has {'several lines' if text else 'nothing in it'}; expected one line")
    return text
