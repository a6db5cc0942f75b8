"""Whether and where a run's journal is written."""

from pathlib import Path

from fer_edge.errors import FerEdgeError, UsageError
from fer_edge.runtime.journal.book import DayBook
from fer_edge.runtime.journal.folder import journal_folder
from fer_edge.runtime.journal.journal import Journal
from fer_edge.runtime.settings import JournalSettings, SourceSettings
from fer_edge.runtime.types import Report
from fer_edge.system.clocks import moment

OFF = "off"


def open_journal(settings: JournalSettings, source: SourceSettings, report: Report) -> Journal:
    """The journal of a run; one that keeps nothing where it is off, or cannot be written, which is told.

    Of files and pictures one is kept only where a folder is named. Raises UsageError when that is no folder.
    """
    kind = kind_of_source(source)
    if settings.journal == OFF or (settings.journal is None and kind == "file"):
        return Journal(None, kind, report)
    if settings.journal is not None and (not settings.journal or Path(settings.journal).is_file()):
        raise UsageError(f"--journal {settings.journal}: expected a folder, there or not, or {OFF}")
    try:
        folder = Path(settings.journal) if settings.journal else journal_folder()
        if settings.journal is None:  # Of a folder that is named a part may be a slip, or a disk that is not there.
            folder.parent.mkdir(parents=True, exist_ok=True)
        return Journal(DayBook(folder, moment()), kind, report)
    except (OSError, FerEdgeError) as error:
        report(f"no journal: {error}; going on without it (--journal names another folder, or {OFF})")
        return Journal(None, kind, report)


def kind_of_source(source: SourceSettings) -> str:
    """What a journal calls a source: no address and no file's name."""
    if source.source is None:
        return f"camera {source.camera or 0}"[:40]
    if source.source == "-":
        return "standard input"
    scheme, address, _ = source.source.partition("://")
    return f"{scheme[:8]} stream" if address else "file"
