from dataclasses import replace
from functools import partial
from pathlib import Path

import cv2
import numpy as np
import pytest

from fer_edge.data.labels import LABELS
from fer_edge.runtime.detection import scheduler
from fer_edge.runtime.detection.yunet import YUNET_FILE, YuNet
from fer_edge.runtime.engines.opening import open_engine
from fer_edge.runtime.pipeline import FacePipeline, PipelineSettings
from fer_edge.runtime.sources.files import open_files
from fer_edge.runtime.tracking.tracker import overlap
from fer_edge.runtime.types import Face
from tests.conftest import real


def moved(image: np.ndarray, index: int) -> np.ndarray:
    """The image at half its size, on its way around a grey one."""
    angle = index / 40
    where = np.float64([[0.5, 0, 160 + 140 * np.sin(angle)], [0, 0.5, 90 + 60 * np.cos(angle)]])
    return cv2.warpAffine(image, where, image.shape[1::-1], borderValue=(90, 90, 90))


def noisy(image: np.ndarray, index: int, sigma: float) -> np.ndarray:
    noise = np.empty(image.shape, np.int16)
    cv2.setRNGSeed(index)
    cv2.randn(noise, 0, sigma)
    return np.clip(image + noise, 0, 255).astype(np.uint8)


def lead(face: Face, label: str) -> float:
    """By how much a face's label is likelier than another one."""
    return face.confidence - float(face.probabilities[LABELS.index(label)])


@pytest.mark.parametrize("shown", ["as it is", "noise of 4", "noise of 8", "moved"])
def test_on_the_clip_answers_stay_what_they_are_when_every_frame_is_looked_at_and_read(shown, monkeypatch):
    changed = {"moved": moved, "noise of 4": partial(noisy, sigma=4), "noise of 8": partial(noisy, sigma=8)}
    change = changed.get(shown, lambda image, index: image)
    frames = list(open_files(real("clips/woman_640x360_24fps.mp4")))[:240]
    frames = [replace(frame, image=change(frame.image, frame.index)) for frame in frames]
    engine = open_engine(Path(__file__).parents[2] / "models" / "edge" / "model.int8.onnx")
    yunet = YuNet(real(f"detectors/{YUNET_FILE}"))
    paced = FacePipeline(yunet, engine)
    seen = [paced.read(frame) for frame in frames]
    monkeypatch.setattr(scheduler, "LOOK_EVERY", 0.0)
    monkeypatch.setattr(scheduler, "LOOK_STEADY", 0.0)
    every = FacePipeline(yunet, engine, PipelineSettings(reread="always"))
    pairs = [(found[0], every.read(frame)[0]) for frame, found in zip(frames, seen, strict=True)]
    # Labels differ only where both are about as likely: a label that is shown changes when another leads by 0.1.
    assert max(abs(lead(b, a.label)) for a, b in pairs) < 0.2
    assert np.mean([a.label == b.label for a, b in pairs]) >= 0.8
    assert np.mean([np.abs(a.probabilities - b.probabilities).max() for a, b in pairs]) <= 0.05
    overlaps = [overlap(np.array(a.box), np.array(b.box)) for a, b in pairs]
    assert np.mean(overlaps) >= 0.9 and np.quantile(overlaps, 0.05) >= 0.8
    assert {face.track for found in seen for face in found} == {1}
