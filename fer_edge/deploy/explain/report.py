"""From journals to what is told: sentences for people, plain values for machines."""

import os
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import asdict, dataclass
from datetime import UTC, datetime
from operator import attrgetter
from pathlib import Path
from typing import Any

from fer_edge.deploy.doctor import Finding
from fer_edge.deploy.explain.faces import faces
from fer_edge.deploy.explain.health import health
from fer_edge.deploy.explain.record import record
from fer_edge.deploy.explain.starts import starts
from fer_edge.deploy.explain.story import Run, Story, tell_story
from fer_edge.deploy.explain.words import lately, plural, span
from fer_edge.errors import MissingError
from fer_edge.runtime.journal.folder import journal_folder
from fer_edge.runtime.journal.reading import JournalContent, read_journal
from fer_edge.system.clocks import Moment

SERVICE = Path("/var/lib/fer-edge/journal")
"""Where systemd's StateDirectory= lies for a service of the machine."""


@dataclass(frozen=True, kw_only=True)
class Explanation:
    """What is told. well: nothing needs doing."""

    story: Story
    findings: tuple[Finding, ...]

    @property
    def well(self) -> bool:
        """Nothing needs doing."""
        return all(finding.state == "ok" for finding in self.findings)

    def sentences(self) -> Iterator[tuple[str, str]]:
        """Each sentence, and what to do about it, "" where nothing is; one where all is well."""
        state = next(finding for finding in self.findings if finding.name == "running")
        if self.well:
            yield f"All is well. {state.found} {_summary(self.story)}".strip(), ""
            return
        for finding in self.findings:
            if finding.state != "ok" or finding.name in ("running", "starts", "ended"):
                yield finding.found, finding.remedy

    def as_record(self) -> dict[str, Any]:
        """Plain values for JSON; times in UTC."""
        story = self.story
        totals = ("seconds", "frames", "with_face", "faces", "uncertain", "dropped", "failed", "missed", "blind")
        return {
            "now": _time(story.now),
            "since": _time(story.now - story.since),
            "well": self.well,
            "running": bool(story.running),
            "findings": [
                {"name": one.name, "state": one.state, "sentence": one.found, "remedy": one.remedy}
                for one in self.findings
            ],
            "runs": [_as_record(run) for run in story.runs],
            "totals": {name: story.total(attrgetter(name)) for name in totals},
        }


def places(environ: Mapping[str, str] = os.environ) -> list[Path]:
    """Where journals may lie: this user's, the machine's service's, and a user's service's of an older systemd."""
    older = Path(environ.get("XDG_CONFIG_HOME") or os.path.expanduser("~/.config")) / "fer-edge" / "journal"
    return list(dict.fromkeys([journal_folder(), SERVICE, older]))


def explain(folders: list[Path], since: float, now: Moment) -> Explanation:
    """Read the journals in these folders, and tell the last `since` seconds of them.

    Raises MissingError when there is none, or none of it can be read.
    """
    contents = [read_journal(folder) for folder in folders]
    story = tell_story(contents, since, now)
    if not story.runs and not story.earlier_runs:
        raise MissingError(f"no journal in {' or '.join(map(str, folders))}{_reason(contents)}")
    found = (finding for look in (starts, health, faces, record) for finding in look(story))
    return Explanation(story=story, findings=tuple(found))


def _reason(contents: Sequence[JournalContent]) -> str:
    unread = [text for content in contents for text in content.unread]
    if unread:
        return f" that can be read ({unread[0]}): try with sudo"
    if bad := sum(content.bad for content in contents):
        return f", {plural(bad, 'damaged line')} alone: the next `fer-edge run` begins a new one"
    return ": `fer-edge run` writes one while it watches a camera or a stream, unless --journal is off"


def _summary(story: Story) -> str:
    frames, seconds = story.total(lambda sums: sums.frames), story.total(lambda sums: sums.seconds)
    if not frames:
        return f"Nothing was recorded in the last {lately(story.since)}." if not story.runs else ""
    seen = round(story.total(lambda sums: sums.with_face))
    known = [period.sums.memory for period in story.periods if period.sums.memory is not None]
    memory = f", {max(known):.0f} MiB at most" if known else ""
    return f"In {span(seconds)} it read {round(frames):,} frames, {seen:,} with a face{memory}."


def _as_record(run: Run) -> dict[str, Any]:
    return {
        "run": run.name,
        "began": _time(run.began),
        "last": _time(run.last),
        "how": run.how,
        "start": asdict(run.start) if run.start else None,
        "end": asdict(run.end) if run.end else None,
    }


def _time(at: float) -> str:
    return datetime.fromtimestamp(at, UTC).isoformat(timespec="seconds")
