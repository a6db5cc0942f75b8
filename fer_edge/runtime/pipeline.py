"""From a frame to its faces and their expressions: detect or track, crop level, classify in one batch, smooth."""

import time
from collections.abc import Callable

import numpy as np

from fer_edge.artifact.card import CropRule, ModelCard
from fer_edge.runtime.detection.crop import crop_faces
from fer_edge.runtime.detection.rate import RateController
from fer_edge.runtime.detection.scheduler import DetectionScheduler
from fer_edge.runtime.engines.answers import checked_warm_up, finite_rows
from fer_edge.runtime.settings import PipelineSettings
from fer_edge.runtime.tracking.appearance import appearance
from fer_edge.runtime.tracking.pace import ReadingPace
from fer_edge.runtime.tracking.roll import RollFollower
from fer_edge.runtime.tracking.smoothing import Answer, Smoother
from fer_edge.runtime.tracking.tracker import Tracker
from fer_edge.runtime.types import Engine, Face, FaceDetector, Frame, RollReader
from fer_edge.system.clocks import Stages, TypicalInterval


def missing_rule(card: ModelCard, detector: str) -> str | None:
    """What to tell a user whose card has no crop rule for a detector; None where it has one."""
    if detector in card.crop:
        return None
    return (
        f"the card of {card.name} has no crop rule for {detector}, whose boxes are taken as they are: answers may be "
        f"worse; export the model again where {detector} is found, or name another --detector"
    )


class FacePipeline:
    """Detector, tracker, engine and smoothing in one step: frame in, faces out. clock: seconds, monotonic.

    failed: answers that were no numbers; a face keeps its former answer then, or is left out where it has none.
    """

    def __init__(
        self,
        detector: FaceDetector,
        engine: Engine,
        settings: PipelineSettings = PipelineSettings(),
        clock: Callable[[], float] = time.perf_counter,
    ) -> None:
        self.stages, self.failed = Stages(), 0
        self._engine, card = engine, engine.card
        self._rate = RateController(settings.fps, clock)
        self._scheduler, self._tracker = DetectionScheduler(detector, self._rate), Tracker()
        self._eyes = detector if settings.level and isinstance(detector, RollReader) else None
        self._rolls, self._pace = RollFollower(), ReadingPace(settings.reread == "paced" and settings.smoothing > 0)
        self._interval = TypicalInterval(1 / settings.fps if settings.fps else 0.0)
        self._rule = card.crop.get(detector.name, CropRule())
        self._smoother = Smoother(settings.smoothing, card.certainty)
        self._mirror, self._turn = settings.mirror and settings.smoothing > 0, 0
        checked_warm_up(engine)

    @property
    def card(self) -> ModelCard:
        """What the model's file says of itself."""
        return self._engine.card

    @property
    def labels(self) -> tuple[str, ...]:
        """What each column of the probabilities means, as the model's card says."""
        return self._engine.card.labels

    def read(self, frame: Frame) -> list[Face]:
        """The faces of a frame; those that are read now go through the network as one batch."""
        with self._rate.frame():
            tracks, boxes = self._follow(frame)
            due = self._due(frame.time, tracks)
            rolls = self._read_rolls(frame, [tracks[at] for at in due], boxes[due])
            with self.stages.time("crop"):
                card = self._engine.card
                crops = crop_faces(frame.image, boxes[due], self._rule, card.side, card.channels, rolls)
            with self.stages.time("classify"):
                self._classify(frame.time, [tracks[at] for at in due], crops)
                answers = [(self._smoother.last(track), track, box) for track, box in zip(tracks, boxes, strict=True)]
                return [self._face(answer, track, box) for answer, track, box in answers if answer is not None]

    def _follow(self, frame: Frame) -> tuple[list[int], np.ndarray]:
        """Numbers and boxes of the people in a frame."""
        self._interval.update(frame.time)
        with self.stages.time("detect"):
            known, expected = self._tracker.visible(frame.time)
            rolls = None if self._eyes is None else [self._rolls.last(track) for track in known]
            found = self._scheduler.find(frame.time, frame.image, expected, self._tracker.missing, rolls)
        with self.stages.time("track"):
            if found is not None:
                looks = [appearance(frame.image, box) for box in found]
                self._tracker.update(frame.time, found, looks, self._interval.seconds)
            return self._tracker.visible(frame.time)

    def _read_rolls(self, frame: Frame, tracks: list[int], boxes: np.ndarray) -> list[float] | None:
        """By how many degrees each face is turned; None where nothing sees eyes."""
        if self._eyes is None:
            return None
        with self.stages.time("level"):
            for at in self._rolls.due(frame.time, tracks, self._rate.interval_scale):
                roll = self._eyes.roll(frame.image, boxes[at], self._rolls.expected(tracks[at]))
                self._rolls.update(frame.time, tracks[at], roll)
            return [self._rolls.last(track) for track in tracks]

    def _due(self, time: float, tracks: list[int]) -> list[int]:
        """Which of the faces are classified: newcomers, and when it is time all, or if it is short every second one."""
        known = [self._smoother.last(track) is not None for track in tracks]
        if not self._pace.due(time, self._rate.interval_scale):
            return [at for at in range(len(tracks)) if not known[at]]
        self._turn += 1
        if not self._rate.overloaded:
            return list(range(len(tracks)))
        return [at for at, track in enumerate(tracks) if not known[at] or (track + self._turn) % 2 == 0]

    def _classify(self, time: float, tracks: list[int], crops: np.ndarray) -> None:
        """Classify crops uint8 [N, side, side, channels], and smooth each track's answer."""
        if not tracks:
            return
        # An overloaded pipeline sees a face in every second turn: it has to be mirrored in every second of those.
        turn = self._turn // 2 if self._rate.overloaded else self._turn
        if self._mirror and turn % 2:
            crops = np.ascontiguousarray(crops[:, :, ::-1])
        rows = self._engine.predict(crops)
        for track, row, finite in zip(tracks, rows, finite_rows(rows), strict=True):
            if finite:
                self._smoother.update(time, track, row, self._interval.seconds)
            else:
                self.failed += 1

    def _face(self, answer: Answer, track: int, box: np.ndarray) -> Face:
        x, y, width, height = (round(float(value)) for value in box)
        return Face(
            track=track,
            box=(x, y, width, height),
            label=self._engine.card.labels[answer.label],
            confidence=float(answer.probabilities[answer.label]),
            probabilities=answer.probabilities,
            uncertain=answer.uncertain,
        )
