"""What docs/home.md and its files name is what a run publishes and serves."""

import json
import re
import shutil
import subprocess
import urllib.request
from pathlib import Path
from typing import Any

import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from fer_edge.runtime import status
from fer_edge.runtime.sinks.mqtt.homeassistant import BIRTH, EXPIRES, discovery
from fer_edge.runtime.sinks.mqtt.sink import CHANGED, STEADY
from fer_edge.runtime.sinks.prometheus import PrometheusMetrics
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Face, Frame
from tests.schemas import SCHEMAS

DOCS = Path(__file__).parents[1] / "docs"
PAGE = (DOCS / "home.md").read_text()
TOPIC = "porch"
PUBLISHED = {f"{TOPIC}/{name}" for name in ("state", "availability", "attributes")}
DASHBOARD = json.loads((DOCS / "grafana.json").read_text())
FLOW = json.loads((DOCS / "node-red.json").read_text())
PANELS = DASHBOARD["panels"]
QUERIES = [target["expr"] for panel in PANELS for target in panel["targets"]]


@pytest.fixture(scope="module")
def scrape(tmp_path_factory) -> str:
    """What a run with a face and a thermometer serves at /metrics."""
    heat = tmp_path_factory.mktemp("thermal") / "temp"
    heat.write_text("48300\n")
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(status, "TEMPERATURE", str(heat))
        run = Status(model_file="model.onnx")
        sink = PrometheusMetrics("0", LABELS, run)
        face = Face(track=1, box=(0, 0, 9, 9), label="happy", confidence=1.0, probabilities=np.eye(7)[3])
        for second in range(2):
            run.count([face])
            sink.write(Frame(index=second, time=second, image=np.zeros((9, 9, 3), np.uint8)), [face])
        run.watch(Source(), [sink])
        try:
            with urllib.request.urlopen(f"http://127.0.0.1:{sink.port}/metrics", timeout=5) as answer:
                return answer.read().decode()
        finally:
            sink.close()


class Source:
    """One that lost nothing."""

    counts = status.SourceCounts()


def metrics(scrape: str) -> dict[str, set[str]]:
    """The names of the labels by metric."""
    found: dict[str, set[str]] = {}
    for line in scrape.splitlines():
        if not line.startswith("#"):
            name, labels = re.match(r"([a-z_]+)(?:\{(.*)\})? \S+$", line).groups()
            found.setdefault(name, set()).update(re.findall(r'(\w+)="', labels or ""))
    return found


def snippets(language: str) -> list[str]:
    """The page's blocks in a language."""
    return re.findall(rf"^```{language}\n(.*?)^```", PAGE, re.MULTILINE | re.DOTALL)


def loaded() -> list[dict[str, Any]]:
    """The page's YAML."""
    yaml = pytest.importorskip("yaml", reason="no PyYAML")
    return [yaml.safe_load(text) for text in snippets("yaml")]


def entities() -> dict[str, dict[str, Any]]:
    """What Home Assistant is told, by the entity it makes of it."""
    return {message["default_entity_id"]: message for message in discovery(TOPIC, LABELS).values()}


def test_the_entities_are_those_that_are_announced():
    rows = re.findall(r"^\| `(sensor\.\w+)` \| ([^|]*) \| ([^|]*?) ?\| ([^|]*) \|$", PAGE, re.MULTILINE)
    told = {one: (message["name"], message.get("unit_of_measurement", "")) for one, message in entities().items()}
    assert {entity: (name, unit) for entity, name, unit, _ in rows} == told
    assert rows[0][3] in LABELS


def test_topics_and_times_are_those_of_the_code():
    named = set(re.findall(r"`(porch/\w+)`", PAGE))
    assert named == PUBLISHED
    messages = [message for message in entities().values()]
    assert {m[key] for m in messages for key in m if key.endswith("_topic")} == PUBLISHED
    assert "homeassistant/sensor/porch/NAME/config" in PAGE and BIRTH == "homeassistant/status"
    assert (STEADY, CHANGED, EXPIRES) == (1.0, 0.5, 60)


def test_automations_listen_to_entities_that_there_are_and_wait_for_states_that_they_have():
    (automations,) = (found["automation"] for found in loaded() if "automation" in found)
    known = entities()
    for automation in automations:
        for part in (*automation["triggers"], *automation.get("conditions", ())):
            entity = known[part["entity_id"]]
            assert part.get("to", "unavailable") in (*entity.get("options", ()), "unavailable")
        assert automation["alias"] and automation["actions"]


def test_an_own_entity_reads_fields_of_the_answer():
    (sensors,) = (found["mqtt"] for found in loaded() if "mqtt" in found)
    (sensor,) = (one["sensor"] for one in sensors)
    assert {sensor["state_topic"], sensor["availability_topic"]} <= PUBLISHED
    assert sensor["expire_after"] == EXPIRES
    fields = set(re.findall(r"value_json\.(\w+)", sensor["value_template"]))
    assert fields == {"label", "uncertain"} <= set(SCHEMAS["mqtt-state"]["properties"])


def test_the_flow_listens_to_what_is_published_and_every_wire_ends_somewhere():
    nodes = {node["id"]: node for node in FLOW}
    assert len(nodes) == len(FLOW)
    assert {node["topic"] for node in FLOW if node["type"] == "mqtt in"} == PUBLISHED - {"porch/attributes"}
    for node in FLOW:
        assert all(wire in nodes for wires in node.get("wires", ()) for wire in wires), node["name"]
        assert node.get("broker") in (None, "localhost", *nodes)
        if node["type"] == "switch":
            assert len(node["wires"]) == len(node["rules"]) == node["outputs"]


def test_the_flow_asks_for_fields_and_labels_that_there_are():
    asked = [node["property"] for node in FLOW if node["type"] in ("switch", "rbe")]
    assert {path.removeprefix("payload.") for path in asked} == {"uncertain", "label"}
    labels = [rule["v"] for node in FLOW for rule in node.get("rules", ()) if rule["t"] == "eq"]
    assert labels and set(labels) <= set(LABELS)


def test_every_metric_of_a_panel_is_served_and_every_one_served_has_a_panel(scrape):
    asked = {name for query in QUERIES for name in re.findall(r"fer_edge_\w+", query)}
    assert asked == set(metrics(scrape))


def test_panels_name_labels_that_their_metrics_have(scrape):
    known = metrics(scrape)
    for panel in PANELS:
        for target in panel["targets"]:
            (*names,) = re.findall(r"fer_edge_\w+", target["expr"])
            named = {
                *re.findall(r"\{\{(\w+)\}\}", target["legendFormat"]),
                *re.findall(r"by \((\w+)\)", target["expr"]),
            }
            assert named - {"instance"} <= known[names[0]], panel["title"]


def test_the_page_lists_every_metric_with_its_type_its_labels_and_its_help(scrape):
    rows = re.findall(r"^\| `(fer_edge_\w+)(?:\{([\w, ]+)\})?` \| (\w+) \| (.+) \|$", PAGE, re.MULTILINE)
    assert {name: set(filter(None, labels.split(", "))) for name, labels, _, _ in rows} == metrics(scrape)
    for name, _, kind, text in rows:
        assert f"# TYPE {name} {kind}\n" in scrape and f"# HELP {name} {text}\n" in scrape


def test_panels_do_not_overlap_and_ask_the_data_source_that_was_chosen():
    cells: set[tuple[int, int]] = set()
    for panel in PANELS:
        x, y, w, h = (panel["gridPos"][key] for key in "xywh")
        own = {(column, row) for column in range(x, x + w) for row in range(y, y + h)}
        assert not own & cells and x + w <= 24, panel["title"]
        cells |= own
        assert {target["datasource"]["uid"] for target in panel["targets"]} == {"${datasource}"}
    assert len({panel["id"] for panel in PANELS}) == len(PANELS)
    assert [one["name"] for one in DASHBOARD["templating"]["list"]] == ["datasource", "instance"]


needs_promtool = pytest.mark.skipif(not shutil.which("promtool"), reason="no promtool: apt-get install prometheus")


@needs_promtool
def test_prometheus_takes_the_scrape_and_every_query(scrape, tmp_path):
    rules = [
        {"record": f"panel:{number}", "expr": query.replace("$__rate_interval", "1m").replace("$instance", ".*")}
        for number, query in enumerate(QUERIES)
    ]
    (tmp_path / "rules.yml").write_text(json.dumps({"groups": [{"name": "panels", "rules": rules}]}))  # JSON is YAML.
    promtool("check", "metrics", text=scrape)
    promtool("check", "rules", str(tmp_path / "rules.yml"))


@needs_promtool
def test_prometheus_takes_its_configuration(tmp_path):
    (text,) = (text for text in snippets("yaml") if "scrape_configs" in text)
    (tmp_path / "fer-edge-token").write_text("secret")
    (tmp_path / "prometheus.yml").write_text(text)
    promtool("check", "config", str(tmp_path / "prometheus.yml"))


def promtool(*words: str, text: str | None = None) -> None:
    """Run Prometheus' own checks, which have to find nothing."""
    done = subprocess.run(["promtool", *words], input=text, capture_output=True, text=True, timeout=30)
    assert done.returncode == 0, done.stdout + done.stderr
