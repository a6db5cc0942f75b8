"""The records that are written for machines: their schemas, and the page of them all.

`python -m fer_edge.cli.records > docs/outputs.md`
"""

import json
from collections.abc import Iterator
from pathlib import Path
from typing import Any

from fer_edge.errors import UsageError

FOLDER = Path(__file__).parents[1] / "schemas"
"""Whose files stand alone: each can be given to a validator without the others, but for stream.json."""

STREAMS = ("frame", "table", "table-stills", "status", "stream", "journal")
MQTT = ("mqtt-state", "mqtt-attributes", "mqtt-discovery")
MODELS = ("card", "train", "tune", "runs", "export", "eval", "models-list")
DEVICE = ("bench", "bench-loop", "bench-compare", "doctor", "explain", "bundle", "deploy")
DATA = ("data-inspect", "data-clean", "data-split", "data-convert", "data-crop")

GROUPS = {"The camera loop": (*STREAMS, *MQTT), "Models": MODELS, "Boards": DEVICE, "Data": DATA}
"""As the page puts them together."""

RECORDS = tuple(name for names in GROUPS.values() for name in names)

HEAD = """# What is written for machines

Each record has a JSON schema (draft 2020-12), installed with fer-edge: `fer-edge schema frame` shows that of one,
`fer-edge schema` names them all. A field that a schema does not name is not written, unless the schema says that a part
is open. The tests hold what the commands write against the schemas. Figures at `/metrics` are in Prometheus' text
format, and how they, MQTT and JSON lines are used at home is in [home.md](home.md).

Made by `make docs` from the schemas. The examples are records of real runs; long ones are left out.
"""


def read_schema(name: str) -> str:
    """The text of a record's schema. Raises UsageError when there is no such record."""
    if name not in RECORDS:
        raise UsageError(f"no record is called {name}: expected one of {', '.join(RECORDS)}")
    return (FOLDER / f"{name}.json").read_text(encoding="utf-8")


def told(name: str) -> tuple[str, str]:
    """What writes a record, and what it is."""
    schema = json.loads(read_schema(name))
    return schema["title"], schema["description"]


def page() -> str:
    """The page as Markdown."""
    return HEAD + "".join(_section(group, names) for group, names in GROUPS.items())


def _section(group: str, names: tuple[str, ...]) -> str:
    rows = "".join(_row(name) for name in names)
    examples = "".join(line for name in names for line in _examples(name, json.loads(read_schema(name))))
    return f"\n## {group}\n\n| Schema | Written by | What it is |\n|---|---|---|\n{rows}{examples}"


def _row(name: str) -> str:
    title, text = told(name)
    return f"| [{name}](../fer_edge/schemas/{name}.json) | `{title}` | {text.replace('|', chr(92) + '|')} |\n"


def _examples(name: str, schema: dict[str, Any]) -> Iterator[str]:
    for example in schema.get("examples", []):
        yield f"\n`{name}`:\n\n```json\n{json.dumps(example, ensure_ascii=False)}\n```\n"


if __name__ == "__main__":
    print(page(), end="")
