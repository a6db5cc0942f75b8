"""A table for a spreadsheet: one row per picture and face."""

import csv
import io
from pathlib import Path

from fer_edge.runtime.sinks.lines import WholeLines
from fer_edge.runtime.types import Face, Frame


class PictureTable:
    """Write a CSV to `path`; a picture without a face has a row without one. labels: the expressions.

    Columns: file, face (number in the picture, from 1), x, y, width, height (pixels), label, confidence, uncertain (0
    or 1), and the probability of each expression.
    """

    name = "table"

    def __init__(self, path: Path, labels: tuple[str, ...]) -> None:
        self._labels, self._lines = labels, WholeLines(str(path))
        head = ["file", "face", "x", "y", "width", "height", "label", "confidence", "uncertain", *labels]
        self._lines.append(_csv([head]))

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Add the rows of a picture. Raises FerEdgeError when there is no room."""
        rows = [self._row(str(frame.file), face) for face in faces]
        self._lines.append(_csv(rows or [[str(frame.file), *[""] * (8 + len(self._labels))]]))

    def close(self) -> None:
        """Close the file."""
        self._lines.close()

    def _row(self, file: str, face: Face) -> list[str]:
        shares = [f"{float(share):.4f}" for share in face.probabilities]
        answer = [face.label, f"{face.confidence:.4f}", str(int(face.uncertain))]
        return [file, str(face.track), *map(str, face.box), *answer, *shares]


def _csv(rows: list[list[str]]) -> bytes:
    text = io.StringIO()
    csv.writer(text, lineterminator="\n").writerows(rows)
    return text.getvalue().encode(errors="backslashreplace")  # A name need not be text.
