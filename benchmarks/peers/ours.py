"""fer-edge's own loop: `python -m benchmarks.peers.ours faces|frames FILE MODEL_FILE YUNET_FILE`."""

import sys
from pathlib import Path

import cv2
import numpy as np

from benchmarks.peers.serving import serve

FPS = 24.0


class FerEdge:
    """One model file behind YuNet, with what `fer-edge run` does by default."""

    def __init__(self) -> None:
        from fer_edge.runtime.detection.yunet import YuNet
        from fer_edge.runtime.engines.opening import open_engine
        from fer_edge.runtime.pipeline import FacePipeline
        from fer_edge.runtime.settings import PipelineSettings

        cv2.setNumThreads(1)
        self._engine = open_engine(Path(sys.argv[3]), threads=1)
        self._pipeline = FacePipeline(YuNet(Path(sys.argv[4])), self._engine, PipelineSettings())
        self._frames = 0

    def read_face(self, face: np.ndarray) -> str:
        """The most probable label."""
        return self._engine.card.labels[int(self._engine.predict(face[None, ..., None]).argmax())]

    def read_frame(self, frame: np.ndarray) -> int:
        """Every face, followed from frame to frame."""
        from fer_edge.runtime.types import Frame

        self._frames += 1
        return len(self._pipeline.read(Frame(image=frame, index=self._frames, time=self._frames / FPS)))


if __name__ == "__main__":
    serve(FerEdge)
