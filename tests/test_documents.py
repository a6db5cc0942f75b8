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
        *(line for name in ("train", "tune", "mqtt", "web", "demo") for line in extras[name]),
    ]
    listed = (ROOT / "docs" / "licences.md").read_text()
    assert [name for line in wanted if f"| {(name := re.split('[<>=]', line)[0])} " not in listed] == []


def test_the_law_is_named_where_people_look():
    for document in ("README.md", "docs/people.md", "models/edge/README.md", "models/nano/README.md"):
        text = " ".join((ROOT / document).read_text().split())
        assert all(words in text for words in ("2024/1689", "5(1)(f)", "50(3)", "2 August 2026")), document


PAGES = [ROOT / "README.md", *sorted((ROOT / "docs").glob("*.md"))]


def test_every_link_and_picture_of_a_page_is_there():
    missing = []
    for page in PAGES:
        for target in re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text()):
            if "://" not in target and not (page.parent / target).exists():
                missing.append(f"{page.name}: {target}")
    assert missing == []


def test_the_moving_picture_is_small():
    assert (ROOT / "docs" / "pictures" / "loop.webp").stat().st_size < 1_000_000
