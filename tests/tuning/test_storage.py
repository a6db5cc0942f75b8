"""The store of a study: whose address is never told whole."""

import sqlite3
import sys

import pytest

pytest.importorskip("optuna")

from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.tuning.storage import address, open_storage, turn


def test_a_file_s_path_is_sqlite_s_address(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert address("a.db", tmp_path) == f"sqlite:///{tmp_path}/a.db"
    assert address(None, tmp_path / "s") == f"sqlite:///{tmp_path}/s/study.db"
    assert address("postgresql://user@host/name", tmp_path) == "postgresql://user@host/name"


@pytest.mark.parametrize(
    ("url", "error"),
    [
        ("nonsense://user:hidden@host/x", UsageError),
        ("postgresql+pg8000://user:hidden@host/x", MissingError),
        ("sqlite:////no/such/folder/study.db", FerEdgeError),
    ],
)
def test_one_that_cannot_be_opened_is_told_in_a_line_without_its_password(url, error):
    with pytest.raises(error, match="--storage") as told:
        open_storage(url)
    assert "hidden" not in str(told.value) and "\n" not in str(told.value)


@pytest.mark.parametrize(
    ("module", "package"),
    [("psycopg", r"'fer-edge\[tune,postgres\]'"), ("psycopg2", "psycopg2-binary"), ("pg8000", "pg8000")],
)
def test_a_driver_that_is_missing_is_told_with_what_to_type(monkeypatch, module, package):
    monkeypatch.setitem(sys.modules, module, None)  # As one that is not installed.
    with pytest.raises(MissingError, match=f"not installed: pip install {package}$"):
        open_storage(f"postgresql+{module}://user@host/x")


def test_a_file_of_another_program_is_refused(tmp_path):
    (tmp_path / "a.db").write_bytes(b"no database" * 100)
    with pytest.raises(FerEdgeError, match="cannot be used"):
        open_storage(f"sqlite:///{tmp_path}/a.db")
    with sqlite3.connect(tmp_path / "b.db") as other:
        other.execute("create table bread (price int)")
    other.close()
    open_storage(f"sqlite:///{tmp_path}/b.db")


def test_a_turn_is_one_s_own(tmp_path, monkeypatch):
    monkeypatch.setattr("fer_edge.tuning.storage.PATIENCE", 0.2)
    with turn(tmp_path / "lock"), pytest.raises(FerEdgeError, match="another process holds"), turn(tmp_path / "lock"):
        pass
    with turn(tmp_path / "lock"):
        pass
