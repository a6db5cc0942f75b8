"""JSON lines: one object per frame, whole lines only."""

import json
from typing import Any

from fer_edge.runtime.sinks.lines import WholeLines
from fer_edge.runtime.types import Face, Frame, Report, StopLoop


class JsonLines:
    """Write to a file, after the lines it holds, or to stdout where `target` is "-". labels: of the probabilities.

    rotate_bytes: size at which the file becomes `target`.1 and a new one begins; 0: never. report: told when lines
    were there already. Raises UsageError when the file cannot be written, or holds something else.
    """

    name = "jsonl"

    def __init__(
        self, target: str, labels: tuple[str, ...], rotate_bytes: int = 0, report: Report = lambda text: None
    ) -> None:
        self._labels, self._lines = labels, WholeLines(target, rotate_bytes, _is_record, report)

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Write a frame's line. Raises StopLoop when nobody reads any more, FerEdgeError when there is no room."""
        try:
            self._lines.append(json.dumps(as_record(frame, faces, self._labels)).encode() + b"\n")
        except BrokenPipeError as error:
            raise StopLoop from error

    def close(self) -> None:
        """Close the file; stdout stays open."""
        self._lines.close()


def _is_record(first: bytes, last: bytes) -> bool:
    """Whether a file's last whole line is one of JSON lines, or its first one the beginning of a record of ours."""
    try:
        return isinstance(json.loads(last), dict) if last else first[:9] == b'{"frame":'[: len(first)] != b""
    except (ValueError, RecursionError):
        return False


def as_record(frame: Frame, faces: list[Face], labels: tuple[str, ...]) -> dict[str, Any]:
    """A frame and its faces as plain values; boxes in pixels of the frame, time in seconds.

    A still picture has the name of its file too; its faces are numbered from 1, and nobody is known from another one.
    """
    return {
        "frame": frame.index,
        "time": round(frame.time, 4),
        **({} if frame.file is None else {"file": frame.file}),
        "faces": [
            {
                "track": face.track,
                "box": list(face.box),
                "label": face.label,
                "confidence": round(face.confidence, 4),
                "probabilities": dict(zip(labels, (round(float(p), 4) for p in face.probabilities), strict=True)),
                "uncertain": face.uncertain,
            }
            for face in faces
        ],
    }
