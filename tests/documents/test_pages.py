"""Every page, typed in a folder of its own; what of it is typed otherwise, or not at all, is in exceptions.py."""

import importlib.util
import re
import shutil
from pathlib import Path

import pytest

pytest.importorskip("tensorflow")
pytest.importorskip("optuna")

from tests.documents import exceptions
from tests.documents.markdown import PAGES, ROOT, commands_in_prose, read_blocks
from tests.documents.page import SHELL, faults
from tests.documents.place import prepare
from tests.documents.shell import read_commands
from tests.documents.stand_ins import stand_in
from tests.documents.typing_in import misfit

BLOCKS = {page: read_blocks(page.read_text()) for page in PAGES}
TYPED = [
    command
    for blocks in BLOCKS.values()
    for block in blocks
    if block.language in SHELL
    for command in read_commands(block.text)
]
TARGETS = set(re.findall(r"^([\w-]+):", (ROOT / "Makefile").read_text(), re.MULTILINE))


@pytest.fixture(scope="module")
def prepared(tmp_path_factory) -> Path:
    return prepare(tmp_path_factory.mktemp("documents"))


@pytest.fixture
def place(prepared, tmp_path, monkeypatch) -> Path:
    """A copy of the prepared folder, in which the test is at home."""
    folder = Path(shutil.copytree(prepared, tmp_path / "place"))
    stand_in(monkeypatch, tmp_path)
    monkeypatch.setenv("HOME", str(folder))
    monkeypatch.setenv("XDG_STATE_HOME", str(folder / ".local" / "state"))
    monkeypatch.setenv("COLUMNS", "120")
    monkeypatch.chdir(folder)
    return folder


@pytest.mark.parametrize("page", [page for page in PAGES if BLOCKS[page]], ids=lambda page: page.stem)
def test_what_a_page_shows_works(place, page):
    assert (found := faults(page)) == [], "\n\n".join(found)


WRONG = {
    "a command that is not there": ("```\nfer-edge trian\n```", "no command 'trian'"),
    "one of a group": ("```\nfer-edge data colect\n```", "no command 'data colect'"),
    "an option that is not there": ("```\nfer-edge run --camra 0\n```", "no option --camra"),
    "one of what is not run": ("<!-- not run: slow -->\n```\nfer-edge run --camra 0\n```", "camra"),
    "a value out of range": ("```sh\nfer-edge notice --language xx\n```", "exit code 2"),
    "a file that is not there": ("```sh\nfer-edge run --source gone.mp4\n```", "exit code 3"),
    "another program": ("```sh\nfer-edge --version\nrm -r data\n```", "p.md:3: rm -r data"),
    "a pipe into nothing": ("```sh\nfer-edge --version | no-such-program\n```", "no program no-such-program"),
    "a key of no command": ('```toml\ncamra = "0"\n```', "p.md:2: toml"),
    "a file that its reader refuses": (
        "<!-- read by: fer-edge data inspect faces --classes odd.toml -->\n```toml\nhappy = 3\n```",
        "p.md:3: fer-edge data inspect",
    ),
    "a here-document": ("```sh\nsudo tee /etc/run.toml <<'E'\ncamra = 1\nE\n```", "p.md:2: sudo tee"),
    "no JSON": ("```json\n{'a': 1}\n```", "p.md:2: json"),
    "no YAML": ("```yaml\na: [1\n```", "p.md:2: yaml"),
    "Python that fails": ("```python\nimport fer_edge\n```\n\n```python\nfer_edge.no_such()\n```", "p.md:6: python"),
    "a language nobody runs": ("```ruby\nputs 1\n```", "p.md:2: nothing here runs ruby"),
}


@pytest.mark.parametrize("text", WRONG)
def test_what_is_wrong_in_a_page_is_found(place, text):
    page, told = WRONG[text]
    (place / "p.md").write_text(page)
    found = faults(place / "p.md")
    assert len(found) == 1 and told in found[0], found


def test_what_is_right_is_left_alone(place):
    (place / "p.md").write_text(
        "```toml\nfps = 10\n```\n\n```python\na = 1\n```\n\n```python\nassert a == 1\n```\n\n"
        '```json\n{"a": 1}\n{"a": 2}\n'
        "```\n\n```text\nfer-edge trian\n```\n\n```sh\nfer-edge --version > version.txt\n```\n"
    )
    assert faults(place / "p.md") == []
    assert (place / "version.txt").read_text().startswith("fer-edge ")


@pytest.mark.parametrize("pattern", [*exceptions.NOT_RUN, *exceptions.CHANGED])
def test_every_exception_is_still_wanted(pattern):
    assert any(re.search(pattern, command.text) for command in TYPED), f"no page has {pattern} any more: take it out"


def test_commands_that_are_named_in_the_text_are_there():
    wrong = []
    for page in PAGES:
        for text in commands_in_prose(page.read_text()):
            program, *words = read_commands(text)[0].words
            if program == "make":
                fault = "" if set(words[:1]) <= TARGETS else "no such target"
            elif program == "python":
                fault = "" if importlib.util.find_spec(words[1]) else "no such module"
            else:
                fault = misfit(words)
            wrong += [f"{page.name}: {text}: {fault}"] if fault else []
    assert wrong == []


def test_what_make_is_asked_for_is_a_target():
    asked = {command.words[1] for command in TYPED if command.words[:1] == ("make",)}
    assert asked <= TARGETS
