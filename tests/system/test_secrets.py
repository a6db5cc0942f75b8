import os

import pytest

from fer_edge.errors import MissingError, UsageError
from fer_edge.system.secrets import TOKEN, read_secret


@pytest.fixture
def file(tmp_path, monkeypatch):
    monkeypatch.delenv(TOKEN, raising=False)
    monkeypatch.setenv(f"{TOKEN}_FILE", str(tmp_path / "secret"))
    return tmp_path / "secret"


def test_a_secret_is_the_variable_or_the_file_or_nothing(file, monkeypatch):
    file.write_text("from the file \n")
    assert read_secret(TOKEN) == "from the file "
    monkeypatch.setenv(TOKEN, "from the variable")
    assert read_secret(TOKEN) == "from the variable"
    monkeypatch.delenv(TOKEN)
    monkeypatch.delenv(f"{TOKEN}_FILE")
    assert read_secret(TOKEN) is None


@pytest.mark.parametrize("content", [b"", b"\n", b"hunter2\nsecond\n", b"hunter2\xff"])
def test_a_file_without_one_secret_is_refused_and_not_quoted(file, content):
    file.write_bytes(content)
    with pytest.raises(UsageError, match=f"{TOKEN}_FILE") as refused:
        read_secret(TOKEN)
    assert "hunter2" not in str(refused.value)


def test_what_is_no_file_is_missing_at_once(file):
    with pytest.raises(MissingError, match="cannot read"):
        read_secret(TOKEN)
    os.mkfifo(file)
    with pytest.raises(MissingError, match="no regular file"):
        read_secret(TOKEN)
