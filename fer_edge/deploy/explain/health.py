"""Was it blind, did the board suffer, does memory grow, did outputs lose anything?"""

import re
from collections.abc import Iterator
from statistics import median

from fer_edge.deploy.doctor import HOT, Finding
from fer_edge.deploy.explain.story import RUNNING, Run, Story
from fer_edge.deploy.explain.words import clock, plural, share, span, times
from fer_edge.runtime.journal.records import Sums
from fer_edge.system.board import THROTTLING

BLIND, BLIND_SHARE, BACK = 60.0, 0.01, 3
"""Seconds, share of the time, or reconnects from which on a loss of the source is worth a sentence."""

LOST = 0.01
"""Share of frames that were unreadable, or missed by an output, from which on it is."""

LEAST_FREE = 100.0
"""MiB."""

GROWN, GROWN_SHARE, PERIODS = 15.0, 0.1, 9
"""MiB and share by which a run's memory has to grow, over so many periods, to be called growing."""

CABLE = "look at its plug, cable and power supply; `sudo dmesg` names USB ports that were reset"
NETWORK = "look at the camera's power and its network (Wi-Fi?): the address has to answer all the time"


def health(story: Story) -> Iterator[Finding]:
    """Every sentence about source, outputs and board."""
    for look in (_blind, _unreadable, _outputs, _broker, _file, _answers, _power, _heat, _memory, _free):
        yield from look(story)


def _blind(story: Story) -> Iterator[Finding]:
    blind, seconds = story.total(lambda sums: sums.blind), story.total(lambda sums: sums.seconds)
    back = round(story.total(lambda sums: sums.reconnects))
    if not blind and not back:
        return
    remedy = NETWORK if any(run.start and run.start.source.endswith("stream") for run in story.runs) else CABLE
    worst = max(story.periods, key=lambda period: period.sums.blind)
    part = min(blind / seconds, 1.0) if seconds else 0.0
    found = (
        f"It was blind for {span(blind)} in all ({share(part)} of the time), most of it until "
        f"{clock(worst.at, story.now)}; the source came back {times(back) if back else 'not once'}."
    )
    if any(run.how == RUNNING and run.periods and _no_picture(run.periods[-1].sums) for run in story.runs):
        found += " It has no picture now."
    bad = blind >= BLIND or part >= BLIND_SHARE or back >= BACK
    yield Finding(name="blind", state="warning" if bad else "ok", found=found, remedy=remedy if bad else "")


def _no_picture(sums: Sums) -> bool:
    return sums.seconds > 0 and sums.blind >= 0.9 * sums.seconds


def _unreadable(story: Story) -> Iterator[Finding]:
    failed, frames = story.total(lambda sums: sums.failed), story.total(lambda sums: sums.frames)
    if failed > LOST * (frames + failed):
        found = f"{plural(round(failed), 'frame')} could not be read ({share(failed / (frames + failed))})."
        yield Finding(name="unreadable", state="warning", found=found, remedy=CABLE)


def _outputs(story: Story) -> Iterator[Finding]:
    missed, frames = story.total(lambda sums: sums.missed), story.total(lambda sums: sums.frames)
    if missed > LOST * frames:
        told = [text for period in story.periods if period.sums.missed for text in period.sums.told]
        said = f" The run said: {told[-1]}" if told else ""
        found = f"Outputs missed {plural(round(missed), 'frame')}.{said}"
        yield Finding(
            name="outputs", state="warning", found=found, remedy="make room on the disk, or ask for fewer outputs"
        )


def _broker(story: Story) -> Iterator[Finding]:
    back = round(story.total(lambda sums: sums.broker_reconnects))
    if back:
        found = f"The MQTT broker was lost, and came back {times(back)}."
        remedy = "look at the broker's log and at the network between" if back >= BACK else ""
        yield Finding(name="broker", state="warning" if remedy else "ok", found=found, remedy=remedy)


def _file(story: Story) -> Iterator[Finding]:
    others = [run.start.fallback for run in story.runs if run.start and run.start.fallback]
    if others:
        found = f"It reads with another file than was asked for: {others[-1]}."
        remedy = "`fer-edge doctor` opens each file; update ONNX Runtime, or export the model again"
        yield Finding(name="file", state="warning", found=found, remedy=remedy)


def _answers(story: Story) -> Iterator[Finding]:
    failed = round(story.total(lambda sums: sums.failed_answers))
    if failed:
        remedy = "export the model again, or name another with --model"
        found = f"{plural(failed, 'answer')} of the model were no numbers."
        yield Finding(name="answers", state="warning", found=found, remedy=remedy)


def _power(story: Story) -> Iterator[Finding]:
    flags = [int(period.sums.throttled or "0", 16) for period in story.periods if _is_flags(period.sums.throttled)]
    words = [name for bit, name in THROTTLING.items() if any((one >> bit | one >> (bit + 16)) & 1 for one in flags)]
    if words:
        found = f"Since it was switched on, the board slowed down or lacked power: {', '.join(words)}."
        remedy = "a power supply of 3 A (5 A for a Pi 5), a short cable, a heat sink"
        yield Finding(name="power", state="warning", found=found, remedy=remedy)


def _is_flags(text: str | None) -> bool:
    return text is not None and re.fullmatch(r"0x[0-9a-fA-F]{1,8}", text) is not None


def _heat(story: Story) -> Iterator[Finding]:
    known = [period for period in story.periods if period.sums.temperature is not None]
    hottest = max(known, key=lambda period: period.sums.temperature or 0.0, default=None)
    if hottest and (hottest.sums.temperature or 0.0) >= HOT:
        found = (
            f"The processor had {hottest.sums.temperature:.0f} degrees Celsius before {clock(hottest.at, story.now)}."
        )
        yield Finding(name="heat", state="warning", found=found, remedy="give it air or a heat sink, or lower --fps")


def _memory(story: Story) -> Iterator[Finding]:
    growing = [(grown, run) for run in story.runs if (grown := _growth(run))]
    if growing:
        (first, last), run = max(growing, key=lambda one: one[0][1] - one[0][0])
        found = (
            f"The memory of the run that began at {clock(run.began, story.now)} grew from {first:.0f} to "
            f"{last:.0f} MiB in {span(run.last - run.began)}."
        )
        remedy = "a restart frees it; `fer-edge explain --support report.zip` packs what a report of it needs"
        yield Finding(name="memory", state="warning", found=found, remedy=remedy)


def _growth(run: Run) -> tuple[float, float] | None:
    """MiB in the first and in the last third of a run whose memory grows through all of it, the warm-up left out."""
    known = [period.sums.memory for period in run.periods[1:] if period.sums.memory is not None]
    if len(known) < PERIODS:
        return None
    third = len(known) // 3
    first, middle, last = (median(part) for part in (known[:third], known[third:-third], known[-third:]))
    if last - first > max(GROWN, GROWN_SHARE * first) and first < middle < last:
        return first, last
    return None


def _free(story: Story) -> Iterator[Finding]:
    known = [period for period in story.periods if period.sums.free is not None]
    least = min(known, key=lambda period: period.sums.free or 0.0, default=None)
    if least and (least.sums.free or 0.0) < LEAST_FREE:
        found = f"The machine had only {least.sums.free:.0f} MiB of memory left before {clock(least.at, story.now)}."
        yield Finding(name="free", state="warning", found=found, remedy="close other programs, or take a larger board")
