"""JSON lines: one object per frame, whole lines only."""

import json
from typing import Any

from fer_edge.runtime.sinks.lines import WholeLines
from fer_edge.runtime.types import Face, Frame, StopLoop


class JsonLines:
    """Write to a file, or to stdout where `target` is "-". labels: names of the probabilities.

    rotate_bytes: size at which the file becomes `target`.1 and a new one begins; 0: never.
    """

    name = "jsonl"

    def __init__(self, target: str, labels: tuple[str, ...], rotate_bytes: int = 0) -> None:
        self._labels, self._lines = labels, WholeLines(target, rotate_bytes)

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Write a frame's line. Raises StopLoop when nobody reads any more, FerEdgeError when there is no room."""
        try:
            self._lines.append(json.dumps(as_record(frame, faces, self._labels)).encode() + b"\n")
        except BrokenPipeError as error:
            raise StopLoop from error

    def close(self) -> None:
        """Close the file; stdout stays open."""
        self._lines.close()


def as_record(frame: Frame, faces: list[Face], labels: tuple[str, ...]) -> dict[str, Any]:
    """A frame and its faces as plain values; boxes in pixels of the frame, time in seconds.

    A still picture has the name of its file in place of a time, and nobody in it is known from another.
    """
    still = frame.file is not None
    return {
        "frame": frame.index,
        **({"file": frame.file} if still else {"time": round(frame.time, 4)}),
        "faces": [
            {
                "face" if still else "track": face.track,
                "box": list(face.box),
                "label": face.label,
                "confidence": round(face.confidence, 4),
                "probabilities": dict(zip(labels, (round(float(p), 4) for p in face.probabilities), strict=True)),
                "uncertain": face.uncertain,
            }
            for face in faces
        ],
    }
