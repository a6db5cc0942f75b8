"""The card: what a model file says of itself, carried inside the file and written beside it as card.json."""

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from fer_edge.artifact.certainty import Certainty, read_certainty
from fer_edge.artifact.probes import Probes, read_probes
from fer_edge.errors import ModelError, UsageError
from fer_edge.system.files import atomic_write
from fer_edge.system.untrusted import build, parse_json, read_file

FORMAT = 1
"""Version of the card's fields; a reader refuses a card of another one."""

METADATA_KEY = "fer_edge.card"
"""Where an ONNX file keeps its card among its metadata."""

ZIP_MEMBER = "card.json"
"""The card's name inside the zip that ends a TFLite file (as its associated files do) or is a .keras file."""


@dataclass(frozen=True, kw_only=True)
class CropRule:
    """From a detector's box to the square that a training face would have shown.

    scale: side of the square, in heights of the box. dx, dy: how far its centre lies right of and below the
    centre of the box, in heights of the box.
    """

    scale: float = 1.0
    dx: float = 0.0
    dy: float = 0.0


@dataclass(frozen=True, kw_only=True)
class ModelCard:
    """Everything a program needs to run a model, and a person to judge it.

    name: the model's folder. labels: what each column of the probabilities means. side: height and width of a
    face in pixels. channels: of a face, 1 for grey, 3 for R, G, B. crop: one rule per detector. parameters, macs:
    counts, of the network and of one face.
    trained: data set, content hash, splits, seed, epochs, minutes, board; faces to probe an engine with. versions: of
    the packages that made it. figures: by file name, accuracy and parity with the split they were read on; answers to
    the probes; `robustness`, accuracy under each shift and their mean, with `robustness_faces`, on how many faces of
    that split. sha256: by file name; empty in the copy inside a file, which cannot know its own. uncertain_below: an
    answer with less confidence, 0 to 1, counts as uncertain, unless `trained` has a limit that was learned under shifts
    (`certainty`). coverage: share of the validation faces whose answer does not.
    """

    name: str
    labels: tuple[str, ...]
    side: int
    architecture: str
    parameters: int
    macs: int
    date: str
    channels: int = 1
    crop: dict[str, CropRule] = field(default_factory=dict)
    trained: dict[str, Any] = field(default_factory=dict)
    versions: dict[str, str] = field(default_factory=dict)
    figures: dict[str, dict[str, Any]] = field(default_factory=dict)
    sha256: dict[str, str] = field(default_factory=dict)
    licence: str = ""
    uncertain_below: float = 0.0
    coverage: float = 1.0
    format: int = FORMAT

    @property
    def probes(self) -> Probes:
        """The faces to probe an engine with, none in cards from before there were any, and the answers of each file."""
        return read_probes(self.trained, self.figures, len(self.labels))

    @property
    def certainty(self) -> Certainty:
        """The rule by which an answer is certain."""
        return read_certainty(self.trained, self.uncertain_below)

    def check_faces(self, shape: tuple[int, ...]) -> None:
        """Raises UsageError unless faces of `shape` (N, side, side, channels) are what the model takes."""
        if tuple(shape[1:]) != (self.side, self.side, self.channels):
            got, expected = ("x".join(map(str, sizes)) for sizes in (shape[1:], (self.side, self.side, self.channels)))
            raise UsageError(f"the faces are {got}, {self.name} takes {expected}: name another data set or model")

    def to_json(self, compact: bool = False) -> str:
        """The card as JSON text, indented for people or, a third shorter, without spaces."""
        fields = asdict(self)
        if self.channels == 1:  # A reader from before there were colours refuses what it does not know.
            del fields["channels"]
        if compact:
            return json.dumps(fields, separators=(",", ":"), ensure_ascii=False)
        return json.dumps(fields, indent=2, ensure_ascii=False) + "\n"

    @classmethod
    def from_json(cls, text: str | bytes, where: str) -> "ModelCard":
        """Parse a card found at `where`. Raises ModelError when it is none, or one of another format."""
        try:
            fields = parse_json(text)
            format_ = fields.get("format") if isinstance(fields, dict) else None
            if format_ != FORMAT:
                raise ModelError(f"{where}: its card has format {format_!r:.40}, this fer-edge reads {FORMAT}")
            card: ModelCard = build(cls, fields)
            _check(card.labels, card.crop)
            _check_figures(card.figures)
            read_probes(card.trained, card.figures, len(card.labels))
            read_certainty(card.trained, card.uncertain_below)
            return card
        except ValueError as error:
            raise ModelError(f"{where}: its card cannot be read ({error}); export the model again") from error


SCALES, SHIFT = (0.1, 10.0), 10.0
"""Between which a crop rule's scale is one, and how far it shifts at the most: beyond it no face can be meant."""


def _check(labels: tuple[str, ...], rules: dict[str, CropRule]) -> None:
    """Raises ValueError when labels are not distinct texts, or a crop rule's numbers are out of range."""
    if not labels or not all(labels):
        raise ValueError("its labels are no list of texts")
    twice = sorted({label for label in labels if labels.count(label) > 1})
    if twice:
        raise ValueError(f"its labels are not distinct: {', '.join(twice)} is there more than once")
    for name, rule in rules.items():
        # Not a number is outside every range.
        if not (SCALES[0] <= rule.scale <= SCALES[1] and abs(rule.dx) <= SHIFT and abs(rule.dy) <= SHIFT):
            raise ValueError(
                f"its crop rule for {name} has scale {rule.scale}, dx {rule.dx}, dy {rule.dy}: expected a scale of "
                f"{SCALES[0]:g} to {SCALES[1]:g}, dx and dy up to {SHIFT:g}"
            )


def _check_figures(figures: dict[str, dict[str, Any]]) -> None:
    """Raises ValueError when a file's accuracy, also under shifts, which commands print, is no share."""
    for file, read in figures.items():
        shifted = read.get("robustness", {})
        if not isinstance(shifted, dict):
            raise ValueError(f"its robustness of {file[:40]} should be a table, got {shifted!r:.40}")
        for accuracy in (read.get("accuracy", 0.0), *shifted.values()):
            if isinstance(accuracy, bool) or not isinstance(accuracy, (int, float)) or not 0 <= accuracy <= 1:
                raise ValueError(f"its accuracy of {file[:40]} should be 0 to 1, got {accuracy!r:.40}")


def read_card(folder: Path) -> ModelCard:
    """The card.json of a model's folder. Raises ModelError when there is none or it is damaged."""
    path = folder / "card.json"
    try:
        return ModelCard.from_json(read_file(path), str(path))
    except FileNotFoundError as error:
        raise ModelError(f"no card at {path}: train or export the model again") from error
    except OSError as error:
        raise ModelError(f"{path} cannot be read ({error.strerror}); train or export the model again") from error


def write_card(card: ModelCard, folder: Path) -> None:
    """Write card.json, whole or not at all."""
    with atomic_write(folder / "card.json") as part:
        part.write_text(card.to_json(), encoding="utf-8")
