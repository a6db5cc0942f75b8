"""Is it running, since when, and how did the runs before end?"""

from collections.abc import Iterator

from fer_edge.deploy.doctor import Finding
from fer_edge.deploy.explain.story import POWER, RUNNING, SILENT, Run, Story
from fer_edge.deploy.explain.words import clock, lately, plural, span, times

LITTLE, MUCH = 100.0, 350.0
"""MiB: left on the machine, and taken by the run (the service may have 400), at which memory is short."""

MESSAGES = 5
"""Of those with which runs ended, how many are told."""

KILLED = "`journalctl -u fer-edge` and `journalctl -k` tell of kill -9, the watchdog, too little memory or a crash"

CUT_OFF = (
    "switch it off with `sudo poweroff` alone; if nobody did: a power supply of 3 A (5 A for a Pi 5), a short cable"
)

REMEDIES = {
    "fault": "it is a fault of fer-edge: `fer-edge explain --support report.zip` packs what a report of it needs",
    POWER: CUT_OFF,
    SILENT: KILLED,
}


def starts(story: Story) -> Iterator[Finding]:
    """Every sentence about the runs themselves."""
    yield _state(story)
    ended = [run for run in story.runs if run.how != RUNNING]
    if len(story.runs) > len(story.running) and len(story.runs) > 1:
        yield Finding(
            name="starts", state="ok", found=f"It began {times(_begun(story))} in the last {lately(story.since)}."
        )
    asked = [run for run in ended if run.how in ("done", "signal")]
    if asked:
        last = clock(asked[-1].last, story.now)
        yield Finding(
            name="ended", state="ok", found=f"It ended {times(len(asked))} as it was told, the last time at {last}."
        )
    for how, words in (
        (POWER, "The machine went down {times} in the middle of a run, the last time at about {last}."),
        (SILENT, "{runs} ended without a word while the machine went on, the last at about {last}."),
    ):
        yield from _ends(story, [run for run in ended if run.how == how], how, words)
    for how in ("fault", "error"):
        yield from _said(story, [run for run in ended if run.how == how], how)


def _begun(story: Story) -> int:
    return sum(run.began >= story.now - story.since for run in story.runs)


def _state(story: Story) -> Finding:
    if story.running:
        each = [
            f"since {clock(run.began, story.now)}, for {span(story.now - run.began)}{_what(run)}"
            for run in story.running
        ]
        return Finding(name="running", state="ok", found=f"It has been running {', and '.join(each)}.")
    last = max((*story.runs, *story.earlier_runs), key=lambda run: run.last)
    found = f"It is not running: the last run{_what(last)} ended at {clock(last.last, story.now)}{_why(last)}."
    well = last.how in ("done", "signal")
    service = last.start is not None and last.start.service
    remedy = "`fer-edge service status` tells why it is not started again" if service else "start `fer-edge run` again"
    return Finding(name="running", state="ok" if well else "warning", found=found, remedy="" if well else remedy)


def _what(run: Run) -> str:
    """With what."""
    if run.start is None or not run.start.model:
        return ""
    service = ", as a service" if run.start.service else ""
    return f" ({run.start.source}, model {run.start.model} {run.start.sha256[:8]}{service})"


def _why(run: Run) -> str:
    if run.end is None:
        return " or a little later, without a word"
    return {"done": ", at the end of its source", "signal": f", by {run.end.text}"}.get(run.how, f": {run.end.text}")


def _ends(story: Story, runs: list[Run], how: str, words: str) -> Iterator[Finding]:
    if not runs:
        return
    last = clock(runs[-1].last, story.now)
    remedy = REMEDIES[how]
    if how == SILENT and any(_short(run) for run in runs):
        remedy = f"memory was short: close something, or take a smaller model; {remedy}"
    found = words.format(times=times(len(runs)), runs=plural(len(runs), "run"), last=last)
    yield Finding(name=how, state="warning", found=found, remedy=remedy)


def _short(run: Run) -> bool:
    if not run.periods:
        return False
    sums = run.periods[-1].sums
    return (sums.free is not None and sums.free < LITTLE) or (sums.memory is not None and sums.memory > MUCH)


def _said(story: Story, runs: list[Run], how: str) -> Iterator[Finding]:
    """Runs that ended with a message, by message."""
    by_text: dict[str, list[Run]] = {}
    for run in runs:
        by_text.setdefault(run.end.text if run.end else "", []).append(run)
    frequent = sorted(by_text.items(), key=lambda one: -len(one[1]))
    for text, same in frequent[:MESSAGES]:
        last = clock(same[-1].last, story.now)
        missing = same[-1].end is not None and same[-1].end.code == 3
        remedy = "`fer-edge doctor` tells what is there and what is not" if missing else "the message says what to try"
        found = f"{plural(len(same), 'run')} ended, the last at {last}, with: {text}"
        yield Finding(name=how, state="warning", found=found, remedy=REMEDIES.get(how, remedy))
    if rest := sum(len(same) for _, same in frequent[MESSAGES:]):
        found = f"{plural(rest, 'run')} ended with other messages."
        yield Finding(name=how, state="warning", found=found, remedy="--json names each")
