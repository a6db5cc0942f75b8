"""A table for a spreadsheet: one row per picture and face."""

from pathlib import Path

from fer_edge.runtime.sinks.columns import as_csv, begin, has_header, put_aside
from fer_edge.runtime.sinks.lines import WholeLines
from fer_edge.runtime.types import Face, Frame, Report

FIXED = ("file", "face", "x", "y", "width", "height", "label", "confidence", "uncertain")
"""The first columns, before those of the expressions."""


class PictureTable:
    """Write a CSV to `path`; a picture without a face has a row without one. labels: the expressions.

    Columns: file, face (number in the picture, from 1), x, y, width, height (pixels), label, confidence, uncertain (0
    or 1), and the probability of each expression. A table with these columns is gone on with; one of other
    expressions is put aside. report: told of both. Raises UsageError when the file cannot be written or holds
    something else.
    """

    name = "table"

    def __init__(self, path: Path, labels: tuple[str, ...], report: Report = lambda text: None) -> None:
        header = as_csv([[*FIXED, *labels]])
        put_aside(path, header, FIXED, report)
        self._labels, self._lines = labels, WholeLines(str(path), 0, has_header(header), report)
        begin(self._lines, header)

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Add the rows of a picture. Raises FerEdgeError when there is no room."""
        rows = [self._row(str(frame.file), face) for face in faces]
        self._lines.append(as_csv(rows or [[str(frame.file), *[""] * (8 + len(self._labels))]]))

    def close(self) -> None:
        """Close the file."""
        self._lines.close()

    def _row(self, file: str, face: Face) -> list[str]:
        shares = [f"{float(share):.4f}" for share in face.probabilities]
        answer = [face.label, f"{face.confidence:.4f}", str(int(face.uncertain))]
        return [file, str(face.track), *map(str, face.box), *answer, *shares]
