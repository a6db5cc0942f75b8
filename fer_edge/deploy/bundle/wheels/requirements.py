"""Which wheels a device needs: the requirements of fer-edge, followed with the markers of the device."""

from collections.abc import Iterable, Sequence

from packaging.requirements import Requirement

from fer_edge.deploy.bundle.target import Target
from fer_edge.deploy.bundle.wheels.metadata import Wheel, normalized
from fer_edge.errors import FerEdgeError

WINDOWED, HEADLESS = "opencv-python", "opencv-python-headless"

LITERT, TRAINING = "ai-edge-litert", "train"
"""The package that runs .tflite files; of fer-edge's extras, this one requires it."""


def root_requirements(own: Wheel, parts: Sequence[str], target: Target, desktop: bool) -> list[str]:
    """What fer-edge and its optional parts require on a target, sorted; pip for installing them.

    desktop: with the OpenCV that shows windows, in place of the one that needs no library of a desktop.
    """
    wanted = {text for text in own.requires if _applies(Requirement(text), target, parts)}
    if "litert" in parts:
        wanted |= {text for text in own.requires if normalized(Requirement(text).name) == LITERT}
    bare = {_bare(Requirement(text)) for text in wanted} | {"pip"}
    return sorted(text if desktop else headless(text) for text in bare)


def headless(requirement: str) -> str:
    """The same requirement, of OpenCV without windows where it is of OpenCV."""
    parsed = Requirement(requirement)
    if normalized(parsed.name) != WINDOWED:
        return requirement
    parsed.name = HEADLESS
    return str(parsed)


def needed(roots: Iterable[str], wheels: Iterable[Wheel], target: Target) -> tuple[list[Wheel], list[str]]:
    """Of the wheels those that the requirements lead to on a target, by name, and requirements that none of them meets.

    Raises FerEdgeError where a requirement cannot be read.
    """
    here = {wheel.name: wheel for wheel in wheels}
    found: dict[str, Wheel] = {}
    missing: list[str] = []
    waiting, seen = list(roots), set[str]()
    while waiting:
        text = waiting.pop()
        if text in seen:
            continue
        seen.add(text)
        parsed = Requirement(text)
        wheel = here.get(normalized(parsed.name))
        if wheel is None or not parsed.specifier.contains(wheel.version, prereleases=True):
            missing.append(text)
            continue
        found[wheel.name] = wheel
        waiting += required_by(wheel, target, parsed.extras)
    return [found[name] for name in sorted(found)], sorted(missing)


def required_by(wheel: Wheel, target: Target, extras: Iterable[str] = ()) -> list[str]:
    """The requirements of a wheel that hold on a target, without their markers."""
    try:
        parsed = [Requirement(text) for text in wheel.requires]
    except ValueError as error:
        raise FerEdgeError(f"{wheel.path.name}: a requirement that cannot be read ({error})") from error
    return [_bare(one) for one in parsed if _applies(one, target, extras)]


def _applies(requirement: Requirement, target: Target, extras: Iterable[str]) -> bool:
    if requirement.marker is None:
        return True
    return any(requirement.marker.evaluate({**target.markers(), "extra": extra}) for extra in ("", *extras))


def _bare(requirement: Requirement) -> str:
    copy = Requirement(str(requirement))
    copy.marker = None
    return str(copy)
