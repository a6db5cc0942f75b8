"""What a bundle can be asked for; the standard library alone."""

from dataclasses import dataclass
from pathlib import Path

from fer_edge.deploy.bundle.target import Target, parse_target
from fer_edge.errors import UsageError
from fer_edge.runtime.settings import DETECTORS
from fer_edge.system.settings import Checked, setting

PARTS = ("mqtt", "web", "litert")
USUAL_PARTS = ("mqtt", "web")
"""Optional parts of fer-edge that a device can have, and those it has unless others are named. LiteRT, which runs the
.tflite files, takes 14 MB of an archive and 45 MB of a device, and run takes ONNX files where there are any."""

CONTENT, PLACE = "What is in it", "Where it goes"


@dataclass(frozen=True, kw_only=True)
class BundleSettings(Checked):
    """For which machine, with what."""

    target: Target | None = setting(
        None, "linux-aarch64-py311 for bookworm on a Pi, -py313 for trixie.", parse=parse_target, suggest="target"
    )
    model: str | None = setting(
        None,
        "A name or folder; the configuration's, else the last one trained.",
        suggest="model",
        group=CONTENT,
    )
    detector: str = setting(
        "auto", "auto (YuNet where its file is here), yunet or haar.", choices=DETECTORS, group=CONTENT
    )
    yunet: Path | None = setting(None, "YuNet's ONNX file.", group=CONTENT)
    parts: tuple[str, ...] = setting(
        USUAL_PARTS, "Optional parts: mqtt, web, litert; or none.", name="with", many=True, group=CONTENT
    )
    desktop: bool = setting(
        False, "OpenCV with windows, which needs the libraries of a desktop.", flag=True, group=CONTENT
    )
    wheel: Path | None = setting(
        None, "fer-edge itself; else built from this checkout, or fetched in this version.", group=CONTENT
    )
    renew: bool = setting(
        False,
        "Ask the index for newer wheels, though those of an earlier bundle are here.",
        flag=True,
        group=CONTENT,
    )
    oci: Path | None = setting(
        None,
        "In place of an archive: a folder for docker or podman to build an image from.",
        unit="FOLDER",
        group=PLACE,
    )
    home_assistant: Path | None = setting(
        None, "In place of an archive: the folder of a Home Assistant app.", unit="FOLDER", group=PLACE
    )

    def __post_init__(self) -> None:
        super().__post_init__()
        for part in self.chosen_parts:
            if part not in PARTS:
                raise UsageError(f"--with {part}: there is no such part; expected {', '.join(PARTS)} or none")
        if self.oci and self.home_assistant:
            raise UsageError("--oci and --home-assistant exclude each other: name one")

    @property
    def chosen_parts(self) -> tuple[str, ...]:
        """The optional parts that were asked for, each once."""
        return () if self.parts == ("none",) else tuple(dict.fromkeys(self.parts))
