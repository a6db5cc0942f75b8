import json

from fer_edge.data.labels import LABELS
from fer_edge.runtime.sinks.homeassistant import discovery, node_id


def test_every_entity_is_unique_and_knows_when_the_run_is_away():
    messages = discovery("fer-edge/pi", LABELS)
    assert list(messages) == [
        f"homeassistant/sensor/fer_edge_pi/{name}/config" for name in ("expression", "confidence", "faces", "fps")
    ]
    assert len({message["unique_id"] for message in messages.values()}) == 4
    for message in messages.values():
        assert message["availability_topic"] == "fer-edge/pi/availability"
        assert message["device"]["identifiers"] == ["fer_edge_pi"]
        json.dumps(message)
    assert "nobody" in next(iter(messages.values()))["options"]


def test_an_id_has_only_what_home_assistant_allows():
    assert node_id("büro/kamera 1-x") == "b_ro_kamera_1_x"
