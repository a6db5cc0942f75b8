"""The labels and the face size of the default data set are known to its readers alone: the imports say so."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import fer_edge

ROOT = Path(fer_edge.__file__).parent
DATA_SET = {"LABELS", "SIDE", "CHANNELS"}
"""What only the readers of the default data set may know; everyone else asks a FaceSet or a card."""


def imports(source: str) -> Iterator[tuple[str, str]]:
    """Module and name of everything that Python source imports, wherever it does; of a bare module its name twice."""
    for node in ast.walk(ast.parse(source)):
        if isinstance(node, ast.ImportFrom):
            yield from ((node.module or "", alias.name) for alias in node.names)
        elif isinstance(node, ast.Import):
            yield from ((alias.name, alias.name) for alias in node.names)


def data_set_names(source: str) -> set[str]:
    """What source takes of the default data set: by name, or the whole module, of which nobody sees what it takes."""
    found = {name for module, name in imports(source) if module.startswith("fer_edge.data") and name in DATA_SET}
    whole = {
        ("fer_edge.data.labels", "*"),
        ("fer_edge.data.labels", "fer_edge.data.labels"),
        ("fer_edge.data", "labels"),
    }
    return found | {name for _, name in whole & set(imports(source))}


def test_only_the_data_sets_know_the_labels_and_the_size_of_the_default_one():
    files = [path for path in sorted(ROOT.rglob("*.py")) if path.relative_to(ROOT).parts[0] != "data"]
    assert len(files) > 100
    knowing = {str(path.relative_to(ROOT)): data_set_names(path.read_text(encoding="utf-8")) for path in files}
    assert {path: names for path, names in knowing.items() if names} == {}


@pytest.mark.parametrize(
    "source",
    [
        "def f():\n    from fer_edge.data.labels import FER_PLUS_ORDER, LABELS",
        "from fer_edge.data.faces import LABELS",
        "from fer_edge.data import labels",
        "import fer_edge.data.labels",
        "from fer_edge.data.labels import *",
    ],
)
def test_one_that_does_is_found(source):
    assert data_set_names(source)


def test_other_names_of_the_module_are_free():
    assert not data_set_names("from fer_edge.data.labels import FER_PLUS_ORDER")
