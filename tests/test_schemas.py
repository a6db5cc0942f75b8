"""The schemas of what is written for machines: strict, complete, and as the code's own records are.

What the commands really write is held against them where those are tested, by `conform`.
"""

import json
from collections.abc import Iterator
from dataclasses import MISSING, fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

import pytest
import typer
from jsonschema import Draft202012Validator
from typer.testing import CliRunner

from fer_edge.artifact.card import CropRule, ModelCard
from fer_edge.artifact.certainty import Certainty
from fer_edge.artifact.selection import Selection
from fer_edge.bench.compare import Change, Comparison
from fer_edge.bench.row import Row
from fer_edge.bench.settings import BenchSettings
from fer_edge.bench.stages import LoopTimes
from fer_edge.cli.app import app
from fer_edge.cli.records import FOLDER, RECORDS, page
from fer_edge.deploy.doctor import Finding
from fer_edge.deploy.fleet.results import Outcome
from fer_edge.deploy.trial.trial import Trial
from fer_edge.errors import UsageError
from fer_edge.export.gate import FileReport
from fer_edge.metrics import Parity, Score
from fer_edge.report.comparison import Comparison as ModelComparison
from fer_edge.robustness.promise import Promise
from fer_edge.robustness.report import Robustness, ShiftReport
from fer_edge.runtime.journal.records import ENDS, End, LeftOut, Line, Start, Sums
from fer_edge.runtime.status import Status
from fer_edge.training.listing.records import RunRecord
from fer_edge.tuning.results import STATES, Tried
from tests.schemas import SCHEMAS, conform, fault

ROOT = Path(__file__).parents[1]
NO_FIELDS: set[str] = set()

KINDS = [
    ("card", "", ModelCard, NO_FIELDS),
    ("card", "$defs/rule", CropRule, NO_FIELDS),
    ("journal", "", Line, NO_FIELDS),
    ("journal", "properties/start", Start, NO_FIELDS),
    ("journal", "properties/sums", Sums, NO_FIELDS),
    ("journal", "properties/end", End, NO_FIELDS),
    ("journal", "properties/left", LeftOut, NO_FIELDS),
    ("train", "", Score, {"model", "split"}),
    ("export", "items", FileReport, NO_FIELDS),
    ("export", "items/properties/score", Score, NO_FIELDS),
    ("export", "items/properties/parity", Parity, NO_FIELDS),
    ("eval", "$defs/score", Score, NO_FIELDS),
    ("eval", "$defs/shift", ShiftReport, NO_FIELDS),
    ("eval", "properties/robustness", Robustness, {"figures"}),
    ("eval", "properties/robustness/properties/promise", Promise, NO_FIELDS),
    ("eval", "properties/robustness/properties/promise/properties/certainty", Certainty, NO_FIELDS),
    ("eval", "properties/against", ModelComparison, {"file"}),
    ("bench", "$defs/row", Row, NO_FIELDS),
    ("bench", "properties/settings", BenchSettings, NO_FIELDS),
    ("bench", "properties/selected/items", Selection, {"unfit"}),
    ("bench-loop", "properties/rows/items", LoopTimes, {"file", "threads"}),
    ("bench-compare", "properties/comparisons/items", Comparison, NO_FIELDS),
    ("bench-compare", "properties/comparisons/items/properties/changes/items", Change, NO_FIELDS),
    ("runs", "properties/runs/items", RunRecord, NO_FIELDS),
    ("tune", "properties/trials/items", Tried, NO_FIELDS),
    ("doctor", "items", Finding, {"mend", "figures"}),
    ("doctor", "items/properties/figures", Trial, NO_FIELDS),
    ("explain", "properties/runs/items/properties/start", Start, NO_FIELDS),
    ("explain", "properties/runs/items/properties/end", End, NO_FIELDS),
    ("deploy", "items", Outcome, NO_FIELDS),
]
"""Schema, the part of it, the dataclass that is written there, and what is written beside its fields."""


def part_of(name: str, path: str) -> dict[str, Any]:
    """What lies at a path of a schema."""
    found = SCHEMAS[name]
    for key in filter(None, path.split("/")):
        found = found[key]
    return found


def objects(schema: Any, path: str = "") -> Iterator[tuple[str, dict[str, Any]]]:
    """Every part that describes an object's fields by name."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict) and "type" in schema:
            yield path, schema
        for key, value in schema.items():
            if key != "examples":
                yield from objects(value, f"{path}/{key}")
    elif isinstance(schema, list):
        for place, value in enumerate(schema):
            yield from objects(value, f"{path}/{place}")


def nullable(schema: dict[str, Any]) -> bool:
    """Whether null is allowed."""
    return "null" in schema.get("type", ()) or {"type": "null"} in schema.get("anyOf", ())


@pytest.mark.parametrize("name", RECORDS)
def test_a_schema_is_one_and_tells_what_it_describes(name):
    schema = SCHEMAS[name]
    Draft202012Validator.check_schema(schema)
    assert schema["$schema"] == "https://json-schema.org/draft/2020-12/schema"
    assert schema["title"] and schema["description"].endswith(".")


def test_every_file_is_listed_once():
    assert sorted(RECORDS) == sorted(path.stem for path in FOLDER.iterdir())


@pytest.mark.parametrize("name", RECORDS)
def test_a_field_that_is_not_named_is_refused_unless_the_part_says_that_it_is_open(name):
    for path, part in objects(SCHEMAS[name]):
        told = part.get("additionalProperties", "open") != "open" or part["description"].count("Open")
        assert told, f"{name}{path}"
    assert name.startswith("table") or not any(
        part.get("additionalProperties") for path, part in objects(SCHEMAS[name]) if not path
    )


@pytest.mark.parametrize(("name", "path", "kind", "beside"), KINDS)
def test_a_schema_has_the_fields_of_the_record_and_null_where_they_may_be_none(name, path, kind, beside):
    part, hints = part_of(name, path), get_type_hints(kind)
    assert set(part["properties"]) == {one.name for one in fields(kind)} | beside
    left_out = {one.name for one in fields(kind) if name == "journal" and default(one) is not MISSING}
    left_out |= {"channels"} if kind is ModelCard else set()
    assert set(part["properties"]) - set(part.get("required", ())) - beside == left_out
    for one in fields(kind):
        if name != "journal" or path:  # A journal's line leaves out what is not there.
            assert nullable(part["properties"][one.name]) == (type(None) in get_args(hints[one.name])), one.name


def default(one: Any) -> Any:
    """Of a field; MISSING where it has none."""
    return one.default if one.default_factory is MISSING else one.default_factory


def test_words_that_are_allowed_are_those_of_the_code():
    assert tuple(part_of("journal", "properties/end/properties/how")["enum"]) == ENDS
    states = part_of("tune", "properties/trials/items/properties/state")["enum"]
    assert sorted(states) == sorted(STATES.values())


def test_every_command_that_writes_json_has_a_schema():
    titles = [title for schema in SCHEMAS.values() for title in schema["title"].split(", ")]
    assert [words for words in json_commands(typer.main.get_command(app)) if f"{words} --json" not in titles] == []


def json_commands(group: Any, words: str = "") -> Iterator[str]:
    """The commands with an option --json."""
    for name, command in getattr(group, "commands", {}).items():
        yield from json_commands(command, f"{words} {name}".strip())
        if any("--json" in one.opts for one in command.params):
            yield f"{words} {name}".strip()


@pytest.mark.parametrize("path", sorted(ROOT.glob("models/*/card.json")), ids=lambda path: path.parent.name)
def test_the_shipped_cards_are_as_their_schema_says(path):
    conform("card", json.loads(path.read_text()))


def test_the_run_so_far_is_as_its_schema_says_and_one_field_more_is_refused():
    record = conform("status", Status().snapshot())
    assert "mood" in str(fault("status", record | {"mood": "good"}))
    del record["fps"]
    assert "fps" in str(fault("status", record))


@pytest.mark.parametrize("name", [name for name in RECORDS if "examples" in SCHEMAS[name]])
def test_an_example_is_as_its_schema_says(name):
    for example in SCHEMAS[name]["examples"]:
        conform(name, example)


def test_the_page_in_docs_is_that_of_the_schemas():
    assert (ROOT / "docs" / "outputs.md").read_text() == page(), "run `make docs`"


def test_the_command_shows_a_schema_as_its_file_is_and_names_them_all():
    shown = CliRunner().invoke(app, ["schema", "frame"])
    assert shown.stdout == (FOLDER / "frame.json").read_text()
    named = CliRunner().invoke(app, ["schema"], env={"COLUMNS": "100"}).stdout
    assert [name for name in RECORDS if f"{name} " not in named] == []
    refused = CliRunner().invoke(app, ["schema", "fram"]).exception
    assert isinstance(refused, UsageError) and "mqtt-state" in str(refused)


def test_the_models_that_are_here_are_listed_as_the_schema_says():
    listed = CliRunner().invoke(app, ["models", "list", "--json", "-"])
    assert conform("models-list", json.loads(listed.stdout)), listed.output
