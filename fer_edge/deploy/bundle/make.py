"""A bundle from its parts: wheels, model, detector, configuration, licences, and how all of it is installed."""

import hashlib
import json
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

from fer_edge.deploy.bundle.archive import Content, Progress, write_archive
from fer_edge.deploy.bundle.contents import RunConfig, check_config, detector_files, model_files
from fer_edge.deploy.bundle.installer import installer
from fer_edge.deploy.bundle.licences import licence_texts
from fer_edge.deploy.bundle.manifest import About, sealed, sums_of
from fer_edge.deploy.bundle.sbom import sbom
from fer_edge.deploy.bundle.settings import BundleSettings
from fer_edge.deploy.bundle.target import Target
from fer_edge.deploy.bundle.wheels.gathering import gather
from fer_edge.deploy.bundle.wheels.metadata import Wheel, read_wheel
from fer_edge.deploy.bundle.wheels.own_wheel import device_wheel, own_wheel
from fer_edge.deploy.bundle.wheels.requirements import root_requirements
from fer_edge.deploy.fetch import Report
from fer_edge.runtime.detection.yunet import YUNET_FILE
from fer_edge.system.installation import MANIFEST


@dataclass(frozen=True, kw_only=True)
class Places:
    """cache: where wheels are kept from one bundle to the next. work: a folder for as long as one is made."""

    cache: Path
    work: Path


@dataclass(frozen=True, kw_only=True)
class Bundle:
    """name: of its one folder, and of the archive without .tar.gz. files: by their names in it, sealed."""

    name: str
    about: About
    files: Mapping[str, Content]


def collect(settings: BundleSettings, target: Target, config: RunConfig, places: Places, report: Report) -> Bundle:
    """Everything that belongs into a bundle for a target.

    Raises UsageError for what does not fit together, MissingError for what is not to be had, FerEdgeError for what is
    damaged.
    """
    model, files = model_files(settings, config, report)
    check_config(config, model, settings)
    detector, found = detector_files(settings)
    files |= found
    wheels = _wheels(settings, target, places, report, config.ribbon)
    about = About(version=_own(wheels).version, target=target, model=model, detector=detector, wheels=wheels)
    bill = sbom(about, sums_of(files))
    files |= {f"wheels/{wheel.path.name}": wheel.path for wheel in wheels}
    files |= licence_texts(wheels, YUNET_FILE if detector == "yunet" else "")
    files |= {"sbom.cdx.json": bill, "install.sh": installer(), "run.toml": config.text}
    return Bundle(name=f"fer-edge-{about.version}-{target}", about=about, files=sealed(files, about))


def _wheels(settings: BundleSettings, target: Target, places: Places, report: Report, ribbon: bool) -> list[Wheel]:
    """Ours, as a device has it, and all that it requires there; by name. ribbon: as of `root_requirements`."""
    report(f"wheels for {target}")
    built = places.work / "built"
    built.mkdir(exist_ok=True)
    given = own_wheel(settings.wheel, places.cache, built, report)
    roots = root_requirements(read_wheel(given), settings.chosen_parts, target, settings.desktop, ribbon)
    others = gather(roots, target, kept_folder(places.cache, roots, target), report, settings.renew)
    path = places.work / given.name
    path.write_bytes(device_wheel(given, settings.desktop))
    own = read_wheel(path)
    return sorted([own, *others], key=lambda wheel: wheel.name)


def kept_folder(cache: Path, roots: list[str], target: Target) -> Path:
    """Where the wheels for these requirements on a target are kept from one bundle to the next."""
    return cache / f"{target}-{hashlib.sha256(' '.join(roots).encode()).hexdigest()[:12]}"


def _own(wheels: list[Wheel]) -> Wheel:
    return next(wheel for wheel in wheels if wheel.name == "fer-edge")


def write_bundle(bundle: Bundle, out: Path, progress: Progress) -> dict[str, Any]:
    """Write the archive; what it is, as plain values for JSON. Raises FerEdgeError when it cannot be written."""
    write_archive(out, bundle.name, bundle.files, progress)
    return {"file": str(out), "bytes": out.stat().st_size, **summary(bundle)}


def summary(bundle: Bundle) -> dict[str, Any]:
    """What a bundle is, of its own manifest, without the long lists."""
    content = bundle.files[MANIFEST]
    assert isinstance(content, bytes)
    told = json.loads(content)
    return {**told, "files": len(bundle.files), "wheels": len(told["wheels"])}
