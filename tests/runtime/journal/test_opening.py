import pytest

from fer_edge.errors import UsageError
from fer_edge.runtime.journal.opening import kind_of_source, open_journal
from fer_edge.runtime.settings import JournalSettings, SourceSettings


def opened(tmp_path, monkeypatch, journal=None, **source) -> tuple[list[str], bool]:
    """What was told, and whether something was written where it lies by default or was named."""
    told: list[str] = []
    monkeypatch.setenv("XDG_STATE_HOME", str(tmp_path / "state"))
    with open_journal(JournalSettings(journal=journal), SourceSettings(**source), told.append):
        pass
    return told, any(tmp_path.rglob("*.jsonl"))


@pytest.mark.parametrize(
    ("journal", "source", "written"),
    [
        (None, {}, True),
        (None, {"source": "rtsp://u:p@cam/s"}, True),
        (None, {"source": "-"}, True),
        (None, {"source": "photos"}, False),
        ("off", {}, False),
    ],
)
def test_a_camera_has_a_journal_and_files_have_none(tmp_path, monkeypatch, journal, source, written):
    assert opened(tmp_path, monkeypatch, journal, **source) == ([], written)


def test_files_have_one_where_it_is_named(tmp_path, monkeypatch):
    assert opened(tmp_path, monkeypatch, str(tmp_path / "here"), source="photos") == ([], True)


def test_a_folder_that_cannot_be_written_is_one_line(tmp_path, monkeypatch):
    (tmp_path / "state").touch()
    told, written = opened(tmp_path, monkeypatch)
    assert len(told) == 1 and "going on without it" in told[0] and not written


@pytest.mark.parametrize("journal", ["", "file"])
def test_a_file_is_no_folder(tmp_path, monkeypatch, journal):
    (tmp_path / "file").touch()
    with pytest.raises(UsageError, match="folder"):
        opened(tmp_path, monkeypatch, journal and str(tmp_path / journal))


def test_no_address_and_no_name_of_a_file_is_kept():
    kinds = [
        kind_of_source(SourceSettings(**{"camera": "csi"})),
        *(kind_of_source(SourceSettings(source=name)) for name in ("rtsp://u:p@cam/s", "https://cam/x", "ill.mp4")),
    ]
    assert kinds == ["camera csi", "rtsp stream", "https stream", "file"]
