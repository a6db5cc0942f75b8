"""What the documents and the lock list is what the project has."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

from packaging.requirements import Requirement

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


def required(extra: str) -> Iterator[Requirement]:
    """What an extra asks for, and the extras that it names."""
    extras = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["optional-dependencies"]
    for line in extras[extra]:
        one = Requirement(line)
        yield from (further for name in one.extras for further in required(name)) if one.name == "fer-edge" else (one,)


def locked(text: str) -> dict[str, list[str]]:
    """The versions of each package in a lock, each of which has a hash."""
    versions: dict[str, list[str]] = {}
    for name, version, rest in re.findall(r"^([a-z0-9-]+)==(\S+)(.*\n.*)", text, re.MULTILINE):
        assert "--hash=sha256:" in rest, f"{name} has no hash"
        versions.setdefault(name, []).append(version)
    return versions


def test_the_lock_has_all_that_is_required_and_no_address():
    lock = (ROOT / "requirements.lock").read_text()
    assert "://" not in lock and "--index" not in lock and "--find-links" not in lock
    dependencies = tomllib.loads((ROOT / "pyproject.toml").read_text())["project"]["dependencies"]
    wanted = [*map(Requirement, dependencies), *(one for name in ("train", "demo", "dev") for one in required(name))]
    versions = locked(lock)
    unmet = [str(one) for one in wanted if not any(map(one.specifier.contains, versions.get(one.name, [])))]
    assert unmet == [], "make lock"
