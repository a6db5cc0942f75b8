"""The page of options is made from the settings."""

from pathlib import Path

from fer_edge.cli.reference import reference


def test_the_page_in_docs_is_that_of_the_code():
    page = Path(__file__).parents[2] / "docs" / "options.md"
    assert page.read_text() == reference(), "run `make docs`"


def test_a_line_says_name_default_range_and_unit():
    line = next(line for line in reference().splitlines() if line.startswith("| `--label-smoothing`"))
    assert [part in line for part in ("`--smoothing`", "| 0.1 |", "from 0 to 1")] == [True, True, True]
