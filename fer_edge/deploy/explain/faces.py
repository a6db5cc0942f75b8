"""Is it the same model, and do the faces still look like those it knows?"""

from collections import Counter
from collections.abc import Iterator, Sequence

from fer_edge.deploy.doctor import Finding
from fer_edge.deploy.explain.story import Run, Story, labels_of, weighted
from fer_edge.deploy.explain.words import clock, share, span, times
from fer_edge.runtime.journal.records import Start

FACES = 2000
"""Faces, over all frames, below which no share is worth a sentence."""

DARK, NIGHT = 50.0, 25.0
"""Mean brightness, 0 to 255: of a face that is hard to read, and of a picture in which none is found."""

NIGHTFALL = 1800.0
"""Seconds of dark pictures that are worth a word."""

MORE_UNCERTAIN = 0.15
"""How much larger than on the card's faces the share of uncertain answers is when it is worth a sentence."""

STUCK, STUCK_FACES = 0.95, 5000
"""Share of one expression, among so many faces, that no room full of people has."""

SHIFTED = 0.3
"""Total variation distance between the expressions of two times that is worth a sentence."""

EMPTY = 12 * 3600.0
"""Seconds without any face that are worth one."""


def faces(story: Story) -> Iterator[Finding]:
    """Every sentence about the model and what it sees."""
    for look in (_model, _nobody, _small, _dark, _uncertain, _stuck, _shifted):
        yield from look(story)


def _start(story: Story) -> Start | None:
    return next((run.start for run in reversed(story.runs) if run.start and run.start.model), None)


def _model(story: Story) -> Iterator[Finding]:
    begin = story.now - story.since
    changes = [pair for pair in _changes((*story.earlier_runs, *story.runs)) if pair[1].began >= begin]
    if changes:
        one, other = changes[-1]
        before, after = (f"{run.start.model} ({run.start.sha256[:8]})" for run in (one, other) if run.start)
        found = (
            f"The model changed {times(len(changes))}, the last time at {clock(other.began, story.now)}: "
            f"{before} before, {after} since."
        )
        remedy = "right, if you changed it; if not, name the one that is meant with --model"
        yield Finding(name="model", state="warning", found=found, remedy=remedy)


def _changes(runs: Sequence[Run]) -> list[tuple[Run, Run]]:
    """Runs that follow one another on the same source, with different models."""
    last: dict[str, Run] = {}
    changes = []
    for run in runs:
        if run.start and run.start.sha256:
            before = last.get(run.start.source)
            if before and before.start and before.last <= run.began and before.start.sha256 != run.start.sha256:
                changes.append((before, run))
            last[run.start.source] = run
    return changes


def _nobody(story: Story) -> Iterator[Finding]:
    seconds = story.total(lambda sums: sums.seconds - sums.blind)
    if not story.total(lambda sums: sums.faces) and seconds >= EMPTY and story.total(lambda sums: sums.frames):
        light = weighted(story.periods, lambda sums: sums.light, lambda sums: sums.seconds)
        bright = f" The mean brightness was {light:.0f} of 255." if light == light else ""
        found = f"No face was seen in {span(seconds)} of pictures.{bright}"
        remedy = "if somebody was there: turn the camera to them, give light, or find smaller faces with --search-width"
        yield Finding(name="nobody", state="warning", found=found, remedy=remedy)


def _enough(story: Story) -> bool:
    return story.total(lambda sums: sums.faces) >= FACES


def _small(story: Story) -> Iterator[Finding]:
    start = _start(story)
    size = weighted(story.periods, lambda sums: sums.size, lambda sums: sums.faces)
    if _enough(story) and start and size < start.side:
        found = f"Faces are {size:.0f} pixels high on average; the model reads {start.side}."
        remedy = "bring the camera nearer, or ask it for larger pictures with --size"
        yield Finding(name="small", state="warning", found=found, remedy=remedy)


def _dark(story: Story) -> Iterator[Finding]:
    light = weighted(story.periods, lambda sums: sums.face_light, lambda sums: sums.faces)
    if _enough(story) and light < DARK:
        found = f"Faces are dark: their mean brightness is {light:.0f} of 255."
        yield Finding(
            name="dark", state="warning", found=found, remedy="a lamp in front of the faces, none behind them"
        )
    night = sum(
        period.sums.seconds for period in story.periods if period.sums.light is not None and period.sums.light < NIGHT
    )
    if night >= NIGHTFALL:
        found = f"The picture was too dark to find faces in for {span(night)}."
        yield Finding(name="night", state="ok", found=found)


def _uncertain(story: Story) -> Iterator[Finding]:
    start = _start(story)
    if start is None or not start.uncertain_below or not _enough(story):
        return
    part = story.total(lambda sums: sums.uncertain) / story.total(lambda sums: sums.faces)
    usual = 1 - start.coverage
    if part > max(2 * usual, usual + MORE_UNCERTAIN):
        found = f"{share(part)} of the answers are uncertain; of the faces in the model's card {share(usual)} were."
        remedy = "other light, a nearer camera, faces from the front; or train with faces as they are here"
        yield Finding(name="uncertain", state="warning", found=found, remedy=remedy)


def _stuck(story: Story) -> Iterator[Finding]:
    labels = labels_of(story.periods)
    whole = sum(labels.values())
    if whole >= STUCK_FACES:
        label, count = labels.most_common(1)[0]
        if count > STUCK * whole:
            found = f"{share(count / whole)} of all answers are {label}."
            remedy = "is it a picture of a face, as on a poster, that it looks at? --web 8080 shows what it sees"
            yield Finding(name="stuck", state="warning", found=found, remedy=remedy)


def _shifted(story: Story) -> Iterator[Finding]:
    before, after = (_shares(labels_of(periods)) for periods in (story.earlier, story.periods))
    if not before or not after:
        return
    changes = {label: after.get(label, 0.0) - before.get(label, 0.0) for label in {*before, *after}}
    if sum(map(abs, changes.values())) / 2 >= SHIFTED:
        label = max(sorted(changes), key=lambda name: abs(changes[name]))
        found = (
            f"Answers are others than in the days before: {label} {share(after.get(label, 0.0))}, "
            f"{share(before.get(label, 0.0))} before."
        )
        remedy = "if the people are the same: look at light, the camera's place and whether the model changed"
        yield Finding(name="shifted", state="warning", found=found, remedy=remedy)


def _shares(labels: Counter[str]) -> dict[str, float]:
    whole = sum(labels.values())
    return {label: count / whole for label, count in labels.items()} if whole >= FACES else {}
