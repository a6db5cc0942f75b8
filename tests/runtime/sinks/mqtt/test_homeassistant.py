import json

from fer_edge.data.labels import LABELS
from fer_edge.runtime.sinks.mqtt.homeassistant import discovery, node_id
from tests.schemas import conform

NODE = node_id("fer-edge/pi")


def test_every_entity_is_unique_and_knows_when_the_run_is_away():
    messages = discovery("fer-edge/pi", LABELS)
    assert list(messages) == [
        f"homeassistant/sensor/{NODE}/{name}/config" for name in ("expression", "confidence", "faces", "fps")
    ]
    assert len({message["unique_id"] for message in messages.values()}) == 4
    for message in messages.values():
        assert message["availability_topic"] == "fer-edge/pi/availability"
        assert message["json_attributes_topic"] == "fer-edge/pi/attributes"
        assert message["device"]["identifiers"] == [NODE]
        conform("mqtt-discovery", json.loads(json.dumps(message)))
    assert "nobody" in next(iter(messages.values()))["options"]


def test_an_entity_is_called_as_home_assistant_reads_it_now_and_read_it_before():
    message = discovery("Porch", LABELS)["homeassistant/sensor/Porch/fps/config"]
    assert (message["default_entity_id"], message["object_id"]) == ("sensor.porch_fps", "Porch_fps")


def test_an_id_has_only_what_home_assistant_allows():
    assert node_id("büro/kamera 1-x").startswith("b_ro_kamera_1_x_") and node_id("büro").isascii()
    assert node_id("porch_1") == "porch_1"


def test_no_two_topics_have_one_id():
    topics = ["büro", "bäro", "b_ro", "porch-1", "porch_1", "porch/1"]
    assert len({node_id(topic) for topic in topics}) == len(topics)
