"""JSON lines: one object per frame, whole lines only."""

import json
import sys
from pathlib import Path
from typing import Any

from fer_edge.errors import UsageError
from fer_edge.runtime.seams import Face, Frame, StopLoop


class JsonLines:
    """Write to a file, or to stdout where `target` is "-". labels: names of the probabilities."""

    name = "jsonl"

    def __init__(self, target: str, labels: tuple[str, ...]):
        self._labels = labels
        try:
            self._file = sys.stdout if target == "-" else Path(target).open("w", encoding="utf-8")  # noqa: SIM115
        except OSError as error:
            raise UsageError(f"cannot write {target}: {error.strerror}; name another file") from error

    def write(self, frame: Frame, faces: list[Face]) -> None:
        """Write a frame's line. Raises StopLoop when nobody reads any more."""
        try:
            self._file.write(json.dumps(as_record(frame, faces, self._labels)) + "\n")
            self._file.flush()
        except BrokenPipeError as error:
            raise StopLoop from error

    def close(self) -> None:
        """Close the file; stdout stays open."""
        if self._file is not sys.stdout:
            self._file.close()


def as_record(frame: Frame, faces: list[Face], labels: tuple[str, ...]) -> dict[str, Any]:
    """A frame and its faces as plain values; boxes in pixels of the frame, time in seconds."""
    return {
        "frame": frame.index,
        "time": round(frame.time, 4),
        "faces": [
            {
                "track": face.track,
                "box": list(face.box),
                "label": face.label,
                "confidence": round(face.confidence, 4),
                "probabilities": dict(zip(labels, (round(float(p), 4) for p in face.probabilities), strict=True)),
            }
            for face in faces
        ],
    }
