"""A folder for an engine to build an image from, for both machines: bundles, and what goes around them."""

from collections.abc import Mapping
from pathlib import Path
from string import Template

from fer_edge.deploy.bundle.archive import Content, write_tree
from fer_edge.deploy.bundle.make import Bundle
from fer_edge.deploy.bundle.target import Target
from fer_edge.errors import UsageError

PYTHON = "3.13"
"""Of the image that they are built on, python:3.13-slim-bookworm."""

OCI = {"arm64": Target(machine="aarch64", python=PYTHON), "amd64": Target(machine="x86_64", python=PYTHON)}
APP = {"aarch64": OCI["arm64"], "amd64": OCI["amd64"]}
"""The machines by the names that image builders and Home Assistant have for them."""

HERE = Path(__file__).with_name("container")
TEXTS = ("Containerfile", "app/Dockerfile", "app/config.yaml")
"""In which $version stands for that of fer-edge."""

APP_FILES = ("Dockerfile", "config.yaml", "DOCS.md", "README.md", "translations/en.yaml", "translations/de.yaml")

METRICS = b'metrics = "127.0.0.1:9464"\n'


def oci_files(bundles: Mapping[str, Bundle]) -> dict[str, Content]:
    """The files of an image's build context. bundles: by the names of OCI."""
    first = next(iter(bundles.values()))
    config = first.files["run.toml"]
    assert isinstance(config, bytes)
    if b"metrics" not in config:  # What the image's health is read from.
        config = METRICS + config
    files: dict[str, Content] = {"Containerfile": _filled("Containerfile", first.about.version)}
    return {**files, "health.py": HERE / "health.py", "run.toml": config, **_trees(bundles)}


def app_files(bundles: Mapping[str, Bundle]) -> dict[str, Content]:
    """The files of a Home Assistant app. bundles: by the names of APP."""
    version = next(iter(bundles.values())).about.version
    files: dict[str, Content] = {
        name: _filled(f"app/{name}", version) if f"app/{name}" in TEXTS else HERE / "app" / name for name in APP_FILES
    }
    return {**files, "health.py": HERE / "health.py", "start.py": HERE / "start.py", **_trees(bundles)}


def _filled(name: str, version: str) -> bytes:
    return Template((HERE / name).read_text(encoding="utf-8")).substitute(version=version).encode()


def _trees(bundles: Mapping[str, Bundle]) -> dict[str, Content]:
    return {f"bundles/{machine}/{name}": file for machine, made in bundles.items() for name, file in made.files.items()}


def write_folder(folder: Path, files: Mapping[str, Content]) -> None:
    """Write a context. Raises UsageError where the folder has something in it that is none of these files."""
    there = (
        {str(path.relative_to(folder)) for path in folder.rglob("*") if path.is_file()} if folder.is_dir() else set()
    )
    other = sorted(there - files.keys())
    if other:
        raise UsageError(f"{folder} has other files in it, such as {other[0]}: name a new or an empty folder")
    write_tree(folder, files)
