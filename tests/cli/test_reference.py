"""The pages of options are made from the settings."""

from pathlib import Path

from fer_edge.cli.listing import LISTED
from fer_edge.cli.reference import reference, write_reference

DOCS = Path(__file__).parents[2] / "docs"


def pages(docs: Path) -> dict[str, str]:
    """The pages of options that are there, by their paths below `docs`."""
    there = [docs / "options.md", *(docs / "options").glob("*.md")]
    return {path.relative_to(docs).as_posix(): path.read_text() for path in there}


def test_the_pages_in_docs_are_those_of_the_code():
    made, there = reference(), pages(DOCS)
    stale = {path for path in made.keys() | there.keys() if made.get(path) != there.get(path)}
    assert stale == set(), "run `make docs`"


def test_the_page_of_a_command_that_is_gone_goes_too(tmp_path):
    (tmp_path / "options").mkdir()
    (tmp_path / "options" / "gone.md").write_text("# Options of fer-edge gone\n")
    write_reference(tmp_path)
    assert pages(tmp_path) == reference()


def test_the_index_names_every_command_and_every_page():
    made = reference()
    index = made.pop("options.md")
    assert [name for name in LISTED if f"fer-edge {name}" not in index] == []
    assert [path for path in made if f"({path})" not in index] == []


def test_a_line_says_name_default_range_and_unit():
    page = reference()["options/train.md"]
    line = next(line for line in page.splitlines() if line.startswith("| `--label-smoothing`"))
    assert [part in line for part in ("`--smoothing`", "| 0.1 |", "from 0 to 1")] == [True, True, True]
