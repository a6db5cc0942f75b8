"""Whether the loop in a container still turns: its metrics count more frames than at the last look.

Argument: run's options as TOML. Without `metrics` among them only the process is known, which is alive where this runs.
"""

import json
import os
import sys
import tempfile
import tomllib
import urllib.error
import urllib.request
from pathlib import Path
from typing import Any

PATIENCE = 5
"""Seconds."""

SEEN = Path(tempfile.gettempdir()) / "fer-edge-frames"


def address(options: dict[str, Any]) -> str | None:
    """Where the metrics are, as JSON; None where there are none."""
    named = options.get("run", {}).get("metrics") or options.get("metrics")
    if not named:
        return None
    host, _, port = str(named).rpartition(":")
    return f"http://{host if host not in ('', '0.0.0.0', '[::]') else '127.0.0.1'}:{port}/json"


def frames(place: str) -> int:
    """How many frames the loop has read."""
    request = urllib.request.Request(place)
    if token := os.environ.get("FER_EDGE_TOKEN"):
        request.add_header("Authorization", f"Bearer {token}")
    with urllib.request.urlopen(request, timeout=PATIENCE) as answer:
        return int(json.load(answer)["frames"])


def main(config: Path, seen: Path = SEEN) -> str | None:
    """What is wrong; None where nothing is."""
    try:
        place = address(tomllib.loads(config.read_text(encoding="utf-8")))
        if place is None:
            return None
        now = frames(place)
        before = int(seen.read_text()) if seen.is_file() else -1
        seen.write_text(str(now))
    except (OSError, ValueError, KeyError, TypeError, urllib.error.URLError) as error:
        return f"no answer from the loop ({error})"
    return None if now != before else f"still {now} frames since the last look"


if __name__ == "__main__":
    sys.exit(main(Path(sys.argv[1])))
