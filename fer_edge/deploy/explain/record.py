"""What is to be known of the journal itself: a clock that was set, lines that are damaged, runs without room."""

from collections.abc import Iterator

from fer_edge.deploy.doctor import Finding
from fer_edge.deploy.explain.story import Story
from fer_edge.deploy.explain.words import clock, plural, times

SET = "nothing is to be done: times before it are reckoned back; a clock with a battery keeps them right"


def record(story: Story) -> Iterator[Finding]:
    """Every sentence about the journal."""
    if story.jumps:
        last = story.jumps[-1]
        found = (
            f"The clock was set {times(len(story.jumps))}, the last time from {clock(last.before, last.after)} to "
            f"{clock(last.after, last.before)}."
        )
        yield Finding(name="clock", state="warning", found=found, remedy=SET)
    if story.wrong:
        found = f"The clock was wrong during {plural(story.wrong, 'start')} of the machine, whose times are guessed."
        yield Finding(
            name="clock", state="warning", found=found, remedy="a network at the start, or a clock with a battery"
        )
    yield from _left(story)
    if story.bad:
        found = f"{plural(story.bad, 'line')} of the journal are damaged, and left out here."
        yield Finding(name="damaged", state="warning", found=found, remedy="a failing memory card? `sudo dmesg` tells")
    for text in story.unread:
        yield Finding(name="unread", state="warning", found=f"It cannot be read: {text}.", remedy="read it with sudo")


def _left(story: Story) -> Iterator[Finding]:
    runs, lines = (sum(getattr(left, name) for left in story.left) for name in ("runs", "lines"))
    if runs:
        text = next((left.text for left in reversed(story.left) if left.text), "without a word")
        found = f"{plural(runs, 'more run')} did not last a minute; the last of them ended: {text}"
        yield Finding(name="short", state="warning", found=found, remedy="mend what the message says; then they last")
    if lines:
        found = f"{plural(lines, 'line')} found no room in the journal, which takes a megabyte a day."
        yield Finding(name="full", state="warning", found=found, remedy="too many runs at once or one after the other")
