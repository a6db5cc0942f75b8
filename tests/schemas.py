"""What fer-edge writes for machines, held against the schema that describes it."""

import json
from typing import Any

from jsonschema import Draft202012Validator
from jsonschema.exceptions import best_match
from referencing import Registry, Resource

from fer_edge.cli.records import RECORDS, read_schema

SCHEMAS: dict[str, dict[str, Any]] = {name: json.loads(read_schema(name)) for name in RECORDS}
REGISTRY: Registry = Registry().with_resources(
    (f"{name}.json", Resource.from_contents(schema)) for name, schema in SCHEMAS.items()
)


def fault(name: str, record: Any) -> str | None:
    """Where and why a record is not as its schema says; None where it is."""
    error = best_match(Draft202012Validator(SCHEMAS[name], registry=REGISTRY).iter_errors(record))
    return error and f"{name}: {error.json_path}: {error.message}"


def conform(name: str, record: Any) -> Any:
    """The record, which has to be as the schema of that name says."""
    if wrong := fault(name, record):
        raise AssertionError(wrong)
    return record
