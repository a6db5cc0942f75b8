import os

import pytest

from fer_edge.errors import MissingError, UsageError
from fer_edge.system.secrets import LONGEST, TOKEN, read_secret


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


@pytest.mark.parametrize(
    ("content", "why"),
    [
        (b"", "has nothing in it; expected one line"),
        (b"\n", "has nothing in it; expected one line"),
        (b"hunter2\nsecond\n", "has several lines; expected one line"),
        (b"hunter2\xff", "is no text of at most 4096 bytes; write the secret alone"),
    ],
)
def test_a_file_without_one_secret_is_refused_and_not_quoted(file, content, why):
    file.write_bytes(content)
    with pytest.raises(UsageError) as refused:
        read_secret(TOKEN)
    assert str(refused.value) == f"{TOKEN}_FILE: {file} {why}"


def test_a_secret_may_be_long_and_end_in_any_letter_and_any_line_end(file):
    file.write_bytes("ü".encode() + b"X" * (LONGEST - 4) + b"\r\n")
    assert read_secret(TOKEN) == "ü" + "X" * (LONGEST - 4)
    file.write_bytes(b"X" * (LONGEST + 1))
    with pytest.raises(MissingError, match=f"more than {LONGEST} bytes"):
        read_secret(TOKEN)


def test_what_is_no_file_is_missing_at_once(file):
    with pytest.raises(MissingError, match="cannot read"):
        read_secret(TOKEN)
    os.mkfifo(file)
    with pytest.raises(MissingError, match="no regular file"):
        read_secret(TOKEN)
