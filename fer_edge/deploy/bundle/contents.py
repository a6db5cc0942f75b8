"""What of this machine's models, detectors and configuration goes into a bundle."""

import re
from dataclasses import dataclass
from importlib.util import find_spec
from pathlib import Path

from fer_edge.artifact.store import DEVICE_FILES, NEXT_FILES, find_model
from fer_edge.deploy.bundle.archive import Content
from fer_edge.deploy.bundle.settings import BundleSettings
from fer_edge.errors import FerEdgeError, MissingError, UsageError
from fer_edge.runtime.detection.yunet import YUNET_FILE

NAME = re.compile(r"[A-Za-z0-9][A-Za-z0-9._-]{0,63}")
"""Of a model: it becomes the name of a folder, and a line of sums."""

USUAL_CONFIG = b"""\
# The options of `fer-edge run`, one `key = value` a line; `fer-edge run --help` names them all.
camera = "0"
headless = true
"""

TFLITE = "model.int8.tflite"


@dataclass(frozen=True, kw_only=True)
class RunConfig:
    """run's options as they go into a bundle, and those of them that a bundle has to know. text: the file's bytes."""

    text: bytes = USUAL_CONFIG
    model: str | None = None
    yunet: Path | None = None
    mqtt: bool = False
    web: bool = False


def check_config(config: RunConfig, model: str, settings: BundleSettings) -> None:
    """Raises UsageError for what is right on this machine but not on a device."""
    if config.model not in (None, model):
        raise UsageError(
            f"the configuration says model = {config.model}: expected {model}, as the bundle calls it, or none"
        )
    if config.yunet is not None:
        raise UsageError(
            f"the configuration names {config.yunet}, which no device has: leave yunet out, the bundle brings it"
        )
    for part, asked in (("mqtt", config.mqtt), ("web", config.web)):
        if asked and part not in settings.chosen_parts:
            raise UsageError(f"the configuration asks for {part}, which --with leaves out: add it")


def model_files(settings: BundleSettings, config: RunConfig) -> tuple[str, dict[str, Content]]:
    """The model's name, and the files of it that a device runs, with its card; each answers here as at its export.

    Raises MissingError when there is no such model, UsageError for a name that cannot be a folder's, ModelError or
    ProbeError when a file is damaged.
    """
    folder = find_model(settings.model or config.model, DEVICE_FILES)
    name = folder.resolve().name
    if not NAME.fullmatch(name):
        raise UsageError(f"the model's folder is called {name!r}: expected letters, digits, dots, _ and - alone")
    wanted = [file for file in NEXT_FILES if file in (*DEVICE_FILES, TFLITE) and (folder / file).is_file()]
    if "litert" not in settings.chosen_parts:
        wanted = [file for file in wanted if file != TFLITE]
    for file in wanted:
        _try_out(folder / file)
    return name, {f"models/{name}/{file}": folder / file for file in ("card.json", *wanted)}


def _try_out(path: Path) -> None:
    from fer_edge.runtime.engines.opening import open_engine

    if path.suffix == ".onnx" or find_spec("ai_edge_litert"):
        open_engine(path)


def detector_files(settings: BundleSettings) -> tuple[str, dict[str, Content]]:
    """Which detector a device has, yunet or haar, and its file where it needs one.

    Raises MissingError when YuNet is asked for and not here, FerEdgeError when its file is another one.
    """
    from fer_edge.deploy.fetch import YUNET, is_right
    from fer_edge.runtime.detection.opening import yunet_places

    if settings.detector == "haar":
        return "haar", {}
    places = [settings.yunet] if settings.yunet else yunet_places()
    place = next((path for path in places if path.is_file()), None)
    if place is None:
        if settings.detector == "yunet" or settings.yunet:
            raise MissingError(
                f"no YuNet file at {', '.join(map(str, places))}: fetch it with `fer-edge models pull yunet`, "
                "name it with --yunet, or take --detector haar"
            )
        return "haar", {}
    if not is_right(YUNET, place):
        raise FerEdgeError(f"{place} is not {YUNET_FILE}: its sha256 is another; fer-edge models pull yunet")
    return "yunet", {f"detectors/{YUNET_FILE}": place}
