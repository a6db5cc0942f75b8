"""What making data can be asked for; the standard library alone, so that a command line can show it at once."""

from dataclasses import dataclass

from fer_edge.data.settings import FACES
from fer_edge.runtime.settings import check_notice
from fer_edge.runtime.sinks.address import parse_address
from fer_edge.system.settings import Checked, setting

CUT, PAGE = "How faces are cut", "The page"

SEVERAL = ("largest", "all", "none")

LARGEST = 512
"""Pixels: no reader takes larger faces."""


@dataclass(frozen=True, kw_only=True)
class CutSettings(Checked):
    """Which faces of a picture are cut out, and how."""

    several: str = setting(
        "largest", "Of several faces in a picture: the largest, all, or none of them.", choices=SEVERAL, group=CUT
    )
    like: str | None = setting(
        None,
        "Cut as the faces that this model learned from.",
        suggest="model",
        default_text="edge as shipped, so as FER2013's",
        group=CUT,
    )
    level: bool = setting(True, "Cut turned faces out level; YuNet alone sees eyes.", group=CUT)
    colour: bool = setting(False, "Keep the colours; grey without.", flag=True, group=CUT)


@dataclass(frozen=True, kw_only=True)
class PhotoSettings(Checked):
    """Of faces from photos."""

    side: int | None = setting(
        None,
        f"Bring faces to this size; without it they stay as large as they are found, up to {LARGEST}.",
        minimum=16,
        maximum=LARGEST,
        unit="pixels",
        group=CUT,
    )


@dataclass(frozen=True, kw_only=True)
class CollectSettings(Checked):
    """What is collected before a camera."""

    classes: tuple[str, ...] = setting((), "What people will show; of a folder gone on with, its own.", many=True)
    side: int = setting(48, "Of the stored faces.", minimum=16, maximum=LARGEST, unit="pixels", group=CUT)
    rate: float = setting(
        5.0, "Faces stored while a key is held.", minimum=0.1, maximum=30, unit="faces/s", group=FACES
    )
    holdout: float = setting(
        0.2, "Share to validate on; a take is never divided.", minimum=0.0, maximum=0.5, group=FACES
    )


@dataclass(frozen=True, kw_only=True)
class PageSettings(Checked):
    """Where the page is."""

    web: str = setting("8080", "Where the page is.", unit="[HOST:]PORT", group=PAGE)
    token: str | None = setting(
        None,
        "What viewers from elsewhere must know; made where none is given.",
        environment="FER_EDGE_TOKEN",
        group=PAGE,
    )
    notice: str | None = setting(None, "Who is responsible and whom to ask; on the page.", group=PAGE)

    def __post_init__(self) -> None:
        super().__post_init__()
        parse_address(self.web, "--web")
        if self.notice is not None:
            check_notice(self.notice)
