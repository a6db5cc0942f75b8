"""fer-edge's own wheel: given, built from the checkout this runs from, or fetched; and made fit for a device."""

import base64
import hashlib
import io
import tempfile
import tomllib
import zipfile
from pathlib import Path

from fer_edge.artifact.store import PACKAGE
from fer_edge.deploy.bundle.wheels.metadata import metadata_name, read_wheel
from fer_edge.deploy.bundle.wheels.pip import pip
from fer_edge.deploy.bundle.wheels.requirements import headless
from fer_edge.deploy.fetch import Report
from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.system.files import make_folder
from fer_edge.system.version import VERSION

NAME = "fer-edge"

EPOCH = "315532800"
"""SOURCE_DATE_EPOCH: 1980, the first year a zip file can tell."""

MODELS = "fer_edge/models/"
"""What a bundle has once already, beside the wheels: the one model of its own."""

REQUIRES = "Requires-Dist: "


def own_wheel(given: Path | None, cache: Path, folder: Path, report: Report) -> Path:
    """The wheel's path, in `folder` where it is not `given`. cache: where is kept what building it takes.

    Raises MissingError when it cannot be had, UsageError when what is given is another package's.
    """
    if given is not None:
        if not given.is_file():
            raise MissingError(f"--wheel {given}: no such file; build one with `pip wheel --no-deps .`")
        if read_wheel(given).name != NAME:
            raise UsageError(f"--wheel {given} is not {NAME}'s: expected {NAME.replace('-', '_')}-VERSION-….whl")
        return given
    checkout = PACKAGE.parent
    if built := next(folder.glob("fer_edge-*.whl"), None):  # For the first of several targets.
        return built
    if _is_checkout(checkout):
        report("building fer-edge from this checkout")
        _build(checkout, cache / "build", folder, report)
    else:
        pip(["download", "--no-deps", "--only-binary=:all:", "--dest", str(folder), f"{NAME}=={VERSION}"], report)
    return next(folder.glob("fer_edge-*.whl"))


def _is_checkout(folder: Path) -> bool:
    try:
        project = tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return False
    return bool(project.get("project", {}).get("name") == NAME)


def _build(checkout: Path, kept: Path, folder: Path, report: Report) -> None:
    """Build with the tools that are kept, which are fetched the first time."""
    tools = tomllib.loads((checkout / "pyproject.toml").read_text(encoding="utf-8"))["build-system"]["requires"]
    build = ["wheel", "--no-deps", "--no-cache-dir", "--wheel-dir", str(folder), str(checkout)]
    offline = ["--no-index", "--find-links", str(kept)]
    environment = {"SOURCE_DATE_EPOCH": EPOCH}
    try:
        pip([*build, *offline], report, environment)
    except MissingError:  # The first time, or the tools that are asked for are others now.
        with tempfile.TemporaryDirectory(dir=make_folder(kept.parent)) as part:
            pip(["download", "--only-binary=:all:", "--dest", part, *tools], report)
            for wheel in Path(part).glob("*.whl"):
                wheel.replace(make_folder(kept) / wheel.name)
        pip([*build, *offline], report, environment)


def device_wheel(path: Path, desktop: bool) -> bytes:
    """The bytes of the wheel as a device has it: without the shipped models, since the bundle holds the one it needs.

    Unless for a `desktop` it requires the OpenCV that comes with it. The same wheel gives the same bytes.
    Raises FerEdgeError when it is damaged.
    """
    try:
        with zipfile.ZipFile(path) as archive:
            about = metadata_name(archive)
            kept = {name: archive.read(name) for name in archive.namelist() if not name.startswith(MODELS)}
        if not desktop:
            kept[about] = _requiring_headless(kept[about])
        record = about.replace("METADATA", "RECORD")
        kept[record] = _record(kept, record)
    except (OSError, zipfile.BadZipFile, KeyError, StopIteration, ValueError) as error:
        raise FerEdgeError(f"{path} is no wheel that can be read ({error}); build it again") from error
    return _zipped(kept)


def _requiring_headless(metadata: bytes) -> bytes:
    lines = metadata.decode("utf-8").split("\n")
    end = lines.index("") if "" in lines else len(lines)  # After the headers comes the description.
    for at, line in enumerate(lines[:end]):
        if line.startswith(REQUIRES):
            lines[at] = REQUIRES + headless(line.removeprefix(REQUIRES))
    return "\n".join(lines).encode()


def _record(files: dict[str, bytes], own_name: str) -> bytes:
    """The list of a wheel's files with their hashes, as PEP 376 and the wheel's specification have it."""
    lines = []
    for name in sorted(files):
        if name != own_name and not name.endswith("/"):
            told = base64.urlsafe_b64encode(hashlib.sha256(files[name]).digest()).rstrip(b"=").decode()
            lines.append(f"{name},sha256={told},{len(files[name])}\n")
    return "".join([*lines, f"{own_name},,\n"]).encode()


def _zipped(files: dict[str, bytes]) -> bytes:
    buffer = io.BytesIO()
    with zipfile.ZipFile(buffer, "w") as archive:
        for name in sorted(files, key=lambda name: (".dist-info/" in name, name)):
            item = zipfile.ZipInfo(name, (1980, 1, 1, 0, 0, 0))
            item.external_attr = 0o644 << 16
            item.compress_type = zipfile.ZIP_DEFLATED
            archive.writestr(item, files[name])
    return buffer.getvalue()
