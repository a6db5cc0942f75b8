"""What may be sent to strangers: everything that helps, no secret and no picture."""

import json
import zipfile

import pytest

from fer_edge.deploy.doctor import Finding
from fer_edge.deploy.explain.report import explain
from fer_edge.deploy.explain.support import pack_support, without_pictures, without_traces
from fer_edge.errors import FerEdgeError
from fer_edge.runtime.journal.folder import day_of, open_day
from fer_edge.runtime.journal.records import to_bytes
from tests.runtime.journal.lines import NOW, at, end, start, sums

SECRET = "hunter2planted"
TOLD = (f"rtsp://u:{SECRET}@cam is lost", f"see http://cam/?token={SECRET}&x", f"the broker says {SECRET}")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """A journal in which secrets were planted past the writer, and a doctor who names the home folder and a secret."""
    found = [Finding(name="model", state="ok", found=f"{tmp_path}/models and {SECRET}")]
    monkeypatch.setattr("fer_edge.deploy.explain.support.examine", lambda: found)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.setenv("FER_EDGE_MQTT_PASSWORD", SECRET)
    monkeypatch.setenv("FER_EDGE_TOKEN_FILE", str(tmp_path / "none"))
    lines = [start("a", at(600.0)), sums("a", at(60.0), missed=900, told=TOLD), end("a", NOW, "error", TOLD[0], 1)]
    raw = b"".join(map(to_bytes, lines)).replace(b"***", f"u:{SECRET}".encode())
    folder = tmp_path / "journal"
    folder.mkdir()
    file = open_day(folder, day_of(NOW.wall))
    file.append(raw + f"nonsense {SECRET}\n".encode())
    file.close()
    return folder


def members(path) -> dict[str, str]:
    with zipfile.ZipFile(path) as packed:
        return {name: packed.read(name).decode() for name in packed.namelist()}


def test_all_that_helps_is_in_it_and_no_secret(tmp_path, place):
    names = pack_support(tmp_path / "s.zip", explain([place], 86_400, NOW), [place])
    found = members(tmp_path / "s.zip")
    assert names == list(found) and "journal/1.jsonl" in names
    whole = "".join(found.values())
    assert SECRET not in whole and str(tmp_path) not in whole
    assert "the broker says ***" in found["journal/1.jsonl"] and "~/models" in found["doctor.json"]
    assert json.loads(found["card.json"])["name"] == "edge" and json.loads(found["explain.json"])["well"] is False
    assert [json.loads(line)["run"] for line in found["journal/1.jsonl"].splitlines()] == ["a"] * 3
    assert "1 line of the journal" in found["explain.txt"]


def test_without_a_journal_the_rest_is_in_it(tmp_path, place):
    pack_support(tmp_path / "s.zip", None, [tmp_path / "none"])
    assert set(members(tmp_path / "s.zip")) == {
        "README.txt",
        "explain.txt",
        "doctor.json",
        "versions.json",
        "card.json",
    }


def test_a_file_that_cannot_be_written_is_an_error_and_leaves_nothing(tmp_path, place):
    with pytest.raises(FerEdgeError, match="cannot write"):
        pack_support(tmp_path / "no" / "s.zip", None, [])
    assert not (tmp_path / "no").exists()


def test_pictures_are_left_out_of_a_card_and_figures_stay():
    card = {"labels": ["a"] * 7, "figures": {"f": {"probes": {"faces": "A" * 5000, "pixels": [0] * 2304}, "drop": 0.1}}}
    left = without_pictures(card)
    assert left["labels"] == card["labels"] and left["figures"]["f"]["drop"] == 0.1
    assert left["figures"]["f"]["probes"] == {
        "faces": "(a text of 5000 characters, left out)",
        "pixels": "(a list of 2304, left out)",
    }


def test_a_secret_is_found_in_json_too():
    text = json.dumps({"a": 'pa"ss\\word'})
    assert json.loads(without_traces(text, ['pa"ss\\word'])) == {"a": "***"}
