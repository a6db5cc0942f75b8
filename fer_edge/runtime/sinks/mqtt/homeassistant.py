"""What Home Assistant has to be told so that a run appears there as a device by itself."""

import hashlib
from typing import Any

from fer_edge.system.version import VERSION

BIRTH = "homeassistant/status"
"""Where Home Assistant says "online" when it has started, and forgets what was said before."""

EXPIRES = 60
"""Seconds without news after which an entity counts as unavailable: the camera gives no pictures."""


def discovery(topic: str, labels: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    """The messages, by the topic each is kept under, for a run that publishes at `topic`/state."""
    node = node_id(topic)
    device = {"identifiers": [node], "name": topic, "manufacturer": "fer-edge", "sw_version": VERSION}
    shared = {
        "state_topic": f"{topic}/state",
        "availability_topic": f"{topic}/availability",
        "json_attributes_topic": f"{topic}/attributes",
        "expire_after": EXPIRES,
        "device": device,
        "origin": {"name": "fer-edge", "sw_version": VERSION},
    }
    return {
        f"homeassistant/sensor/{node}/{name}/config": {
            **shared,
            "unique_id": f"{node}_{name}",
            "default_entity_id": f"sensor.{node}_{name}".lower(),
            "object_id": f"{node}_{name}",  # What it was called before Home Assistant 2025.10.
            "name": name.capitalize() if name != "fps" else "Frames per second",
            **kind,
        }
        for name, kind in _kinds(labels).items()
    }


def node_id(topic: str) -> str:
    """A topic as Home Assistant allows it in an id; where signs were lost, with a hash, so that no two are one."""
    kept = "".join(sign if sign.isascii() and sign.isalnum() else "_" for sign in topic)
    return kept if kept == topic else f"{kept}_{hashlib.sha256(topic.encode()).hexdigest()[:8]}"


def _kinds(labels: tuple[str, ...]) -> dict[str, dict[str, Any]]:
    return {
        "expression": {
            "device_class": "enum",
            "options": [*labels, "nobody"],
            "value_template": "{{ value_json.label or 'nobody' }}",
            "icon": "mdi:emoticon-outline",
        },
        "confidence": {
            "value_template": "{{ (value_json.confidence * 100) | round(0) if value_json.label else none }}",
            "unit_of_measurement": "%",
            "state_class": "measurement",
            "icon": "mdi:gauge",
        },
        "faces": {
            "value_template": "{{ value_json.faces }}",
            "state_class": "measurement",
            "icon": "mdi:account-multiple",
        },
        "fps": {
            "value_template": "{{ value_json.fps }}",
            "unit_of_measurement": "fps",
            "state_class": "measurement",
            "entity_category": "diagnostic",
            "icon": "mdi:speedometer",
        },
    }
