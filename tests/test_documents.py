"""What the documents and the lock list is what the project has; every page is found from the front door, and short."""

import re
import tomllib
from collections.abc import Iterator
from pathlib import Path

import pytest
from packaging.requirements import Requirement

import fer_edge

ROOT = Path(__file__).parents[1]
README, DOCS, FOR_MACHINES = ROOT / "README.md", ROOT / "docs", ROOT / "docs" / "llms.txt"
PAGES = [README, *sorted(DOCS.rglob("*.md"))]

MOST_WORDS, MOST_LINES, MOST_LINES_OF_README = 30, 200, 130


def links(page: Path) -> set[Path]:
    """The files of ours that a page links to, or shows."""
    targets = re.findall(r"\]\(([^)#\s]+)[^)]*\)", page.read_text())
    return {(page.parent / target).resolve() for target in targets if "://" not in target}


def paragraphs(text: str) -> list[str]:
    """Paragraphs and items of a list, without code, tables, headings and comments; of a link its words."""
    text = re.sub(r"^( *)```.*?^\1```|<!--.*?-->", "\n", text, flags=re.DOTALL | re.MULTILINE)
    text = re.sub(r"^\s*[#|].*$", "", text, flags=re.MULTILINE)
    text = re.sub(r"^\s*(?:[-*]|\d+\.)\s", "\n", text, flags=re.MULTILINE)
    return re.split(r"\n\s*\n", re.sub(r"!?\[([^\]]*)\]\([^)]*\)", r"\1", text))


def long_sentences(text: str) -> list[str]:
    """The sentences of more than MOST_WORDS words."""
    sentences = [one for whole in paragraphs(text) for one in re.split(r"(?<=[.!?])[*)\"]*\s+", whole)]
    return [one for one in sentences if len(re.findall(r"\S*\w\S*", one)) > MOST_WORDS]


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


@pytest.mark.parametrize("page", [*PAGES, FOR_MACHINES], ids=lambda page: page.relative_to(ROOT).as_posix())
def test_every_link_and_picture_of_a_page_is_there(page):
    assert [target for target in links(page) if not target.exists()] == []


def test_the_moving_picture_is_small():
    assert (ROOT / "docs" / "pictures" / "loop.webp").stat().st_size < 1_000_000


def test_every_page_is_found_from_the_readme():
    first = links(README)
    second = {target for page in first if page.suffix == ".md" for target in links(page)}
    assert set(PAGES) - first - second - {README} == set()


def test_machines_find_every_page():
    first = links(FOR_MACHINES)
    second = {target for page in first if page.suffix == ".md" and page != README for target in links(page)}
    assert set(DOCS.glob("*.md")) - first == set()
    assert set(PAGES) - first - second == set()


def test_the_page_for_machines_has_the_form_of_llmstxt():
    lines = [line for line in FOR_MACHINES.read_text().splitlines() if line]
    assert (lines[0], lines[1][:2]) == ("# fer-edge", "> ")
    sections = lines[next(at for at, line in enumerate(lines) if line.startswith("## ")) :]
    assert [line for line in sections if not re.fullmatch(r"## .+|- \[.+\]\(.+\): .+", line)] == []


@pytest.mark.parametrize("page", PAGES, ids=lambda page: page.relative_to(ROOT).as_posix())
def test_a_page_is_short_and_so_are_its_sentences(page):
    text = page.read_text()
    assert len(text.splitlines()) <= (MOST_LINES_OF_README if page == README else MOST_LINES)
    assert long_sentences(text) == []


def test_a_long_sentence_is_seen_and_code_and_tables_are_none():
    words = "word " * MOST_WORDS
    assert long_sentences(f"# {words} x\n\nShort. {words}end. Short.") == [f"{words}end."]
    assert long_sentences(f"- {words}end.") != []
    assert long_sentences(f"{words}\n\nend. {words}\n- end") == []
    assert long_sentences(f"```\n{words} end\n```\n\n| {words} end |\n\n<!-- {words} end -->") == []


def test_the_changes_of_this_version_are_told():
    assert f"## {fer_edge.__version__}\n" in (DOCS / "changes.md").read_text()


def test_what_is_said_of_peers_is_what_was_measured():
    measured = (ROOT / "benchmarks" / "peers.md").read_text().splitlines()
    said = re.findall(r"^\| \S+ [\d.]+ \|.*$", (DOCS / "migration.md").read_text(), re.MULTILINE)
    assert len(said) > 2
    assert [row for row in said if row not in measured] == []


def test_every_name_for_python_is_explained():
    page = (DOCS / "api.md").read_text()
    assert [name for name in fer_edge.__all__ if f"`{name}" not in page and name != "__version__"] == []


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
