"""What the documents list is what the project has."""

import re
import tomllib
from pathlib import Path

ROOT = Path(__file__).parents[1]


def test_the_licence_of_every_package_that_is_installed_is_named():
    project = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]
    extras = project["optional-dependencies"]
    wanted = [
        *project["dependencies"],
        *(line for name in ("train", "tune", "postgres", "mlflow", "mqtt", "web", "demo") for line in extras[name]),
    ]
    listed = (ROOT / "docs" / "licences.md").read_text().lower()
    names = [re.split(r"[\[<>=]", line)[0].lower() for line in wanted]
    assert [name for name in names if f"| {name} " not in listed] == []


def test_the_law_is_named_where_people_look():
    for document in ("README.md", "docs/people.md", "models/edge/README.md", "models/nano/README.md"):
        text = " ".join((ROOT / document).read_text().split())
        assert all(words in text for words in ("2024/1689", "5(1)(f)", "50(3)", "2 August 2026")), document
