"""The doorway `fer-edge bundle`."""

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

import typer

from fer_edge.cli.config import read_run
from fer_edge.cli.console import note, notes
from fer_edge.cli.options import with_settings
from fer_edge.cli.output import JsonOut, check_apart, check_folder, writable, write_json
from fer_edge.deploy.bundle.settings import BundleSettings
from fer_edge.errors import MissingError, UsageError

if TYPE_CHECKING:
    from fer_edge.deploy.bundle.contents import RunConfig
    from fer_edge.deploy.bundle.make import Places


@with_settings
def bundle(
    ctx: typer.Context,
    settings: BundleSettings,
    config: Annotated[Path | None, typer.Option(help="run's options as TOML, for the device; none: camera 0.")] = None,
    out: Annotated[Path | None, typer.Option(help="The archive, or a folder for it.")] = None,
    json: JsonOut = None,
) -> None:
    """Write one archive with all that a device needs: wheels, model, detector, configuration and install.sh.

    It installs without a network, is checked before anything is touched, and goes back to the version before when the
    new one does not run. The same inputs give the same bytes. Wheels are fetched once, for any machine from any other.
    """
    import tempfile

    from fer_edge.deploy.bundle.make import Places
    from fer_edge.system.files import cache_folder, make_folder

    _check_packaging()
    check_apart(ctx)
    options = _read_config(ctx, config)
    cache = make_folder(cache_folder() / "bundle")
    with tempfile.TemporaryDirectory(prefix="fer-edge-bundle-") as work:
        result = _make(settings, options, Places(cache=cache, work=Path(work)), out)
    if json:
        write_json(result, json)


def _make(settings: BundleSettings, options: "RunConfig", places: "Places", out: Path | None) -> dict[str, Any]:
    from rich.progress import Progress

    from fer_edge.deploy.bundle.make import collect, write_bundle
    from fer_edge.deploy.bundle.target import TARGETS

    if settings.oci or settings.home_assistant:
        return _containers(settings, options, places)
    if settings.target is None:
        raise UsageError(f"--target is missing: for which machine? {', '.join(TARGETS)}")
    _check_name(out)
    made = collect(settings, settings.target, options, places, note)
    path = out if out and not out.is_dir() else (out or Path()) / f"{made.name}.tar.gz"
    with Progress(console=notes, disable=not notes.is_terminal) as bar:
        task = bar.add_task(path.name)
        result = write_bundle(made, path, lambda here, all_: bar.update(task, completed=here, total=all_))
    size, installed = result["bytes"] / 1e6, result["installed_bytes"] / 1e6
    note(f"{path}: {size:.1f} MB, some {installed:.0f} MB installed; model {result['model']}, {result['detector']}")
    note(f"on the device: tar xzf {path.name} && {made.name}/install.sh")
    return result


def _containers(settings: BundleSettings, options: "RunConfig", places: "Places") -> dict[str, Any]:
    """The folder of an image or an app, with a bundle for each machine that it can be built for."""
    from fer_edge.deploy.bundle.containers import APP, OCI, app_files, oci_files, write_folder
    from fer_edge.deploy.bundle.make import collect, summary

    folder, machines, files_of = settings.oci, OCI, oci_files
    if settings.home_assistant:
        folder, machines, files_of = settings.home_assistant, APP, app_files
    assert folder is not None
    if settings.target:
        raise UsageError(f"--target with a container's folder: it is for {' and '.join(machines)}; leave it out")
    check_folder(folder)
    bundles = {name: collect(settings, target, options, places, note) for name, target in machines.items()}
    write_folder(folder, files_of(bundles))
    note(f"{folder}: for {' and '.join(machines)}; its first lines say how it is built")
    return {"folder": str(folder), "bundles": {name: summary(made) for name, made in bundles.items()}}


def _read_config(ctx: typer.Context, config: Path | None) -> "RunConfig":
    """Raises what run's readers raise."""
    from fer_edge.deploy.bundle.contents import RunConfig

    if config is None:
        return RunConfig()
    _, options = read_run(ctx, config)
    outputs = options["outputs"]
    return RunConfig(
        text=config.read_bytes(),
        model=options["model"].model,
        yunet=options["detector"].yunet,
        mqtt=outputs.mqtt is not None,
        web=outputs.web is not None,
    )


def _check_name(out: Path | None) -> None:
    """Raises UsageError where an archive cannot be written, before the work begins."""
    if out is None or out.is_dir():
        return
    if not out.name.endswith(".tar.gz"):
        raise UsageError(f"--out {out}: expected a name that ends in .tar.gz, or a folder that is there")
    writable(out)


def _check_packaging() -> None:
    from importlib.util import find_spec

    if find_spec("packaging") is None:
        raise MissingError("the package packaging, which reads requirements, is not installed: pip install packaging")
