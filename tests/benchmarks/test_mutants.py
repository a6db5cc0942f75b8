"""The record of mutants; mutmut itself runs with `make mutants`."""

from pathlib import Path

from benchmarks.mutants import ENOUGH, MODULES, RECORD, ROOT, Mutated, page


def test_the_page_names_every_change_that_was_not_noticed():
    found = [
        Mutated(module="a/b", changes=8, survivors={"x": "1 < 2 becomes 1 <= 2", "y": "`a` becomes `b`"}),
        Mutated(module="c", changes=2),
    ]
    text = page(found)
    assert "| `a/b.py` | 8 | 2 | 75.0% |" in text and "| all | 10 | 2 | 80.0% |" in text
    assert "- `1 < 2 becomes 1 <= 2`" in text and "- ` a  becomes  b `" in text and "### c.py" not in text


def test_every_module_and_its_tests_are_there():
    for module, tests in MODULES.items():
        assert (ROOT / f"fer_edge/{module}.py").is_file()
        assert all((ROOT / f"tests/{test}.py").is_file() for test in tests)


def test_the_record_is_of_every_module_and_says_enough_was_noticed():
    rows = [line.split("|") for line in Path(RECORD).read_text().splitlines() if line.startswith("| `")]
    noticed = {row[1].strip(" `").removesuffix(".py"): float(row[4].strip(" %")) / 100 for row in rows}
    assert set(noticed) == set(MODULES) and min(noticed.values()) >= ENOUGH
