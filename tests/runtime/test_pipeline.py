from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest

from fer_edge.artifact.card import CropRule
from fer_edge.runtime.detection.crop import crop_faces
from fer_edge.runtime.detection.fixed import FixedDetector
from fer_edge.runtime.detection.haar import Haar
from fer_edge.runtime.detection.yunet import YUNET_FILE, YuNet
from fer_edge.runtime.engines.fixed import FixedEngine
from fer_edge.runtime.engines.opening import open_engine
from fer_edge.runtime.pipeline import FacePipeline, PipelineSettings, missing_rule
from fer_edge.runtime.sources.files import open_files
from fer_edge.runtime.stills.pipeline import StillPipeline
from fer_edge.runtime.tracking.tracker import overlap
from fer_edge.runtime.types import Frame, RollReader
from tests.conftest import real

HAPPY = np.eye(7, dtype=np.float32)[3]
IMAGE = np.tile(np.arange(80, dtype=np.uint8)[None, :, None] * 3, (60, 1, 3))
TWO = [[2, 5, 20, 30], [45, 5, 20, 30]]
EYELESS = FixedDetector(TWO)


class Watched(FixedEngine):
    """Keeps the batches it was asked about."""

    def __init__(self, card):
        super().__init__(card, HAPPY)
        self.batches = []

    def predict(self, faces):
        self.batches.append(faces)
        return super().predict(faces)


ALWAYS = PipelineSettings(reread="always")


def read(pipeline, frames):
    return [pipeline.read(Frame(index=n, time=n / 24, image=IMAGE)) for n in range(frames)]


def test_all_faces_of_a_frame_are_one_batch(card):
    engine = Watched(card)
    assert all(len(faces) == 2 for faces in read(FacePipeline(FixedDetector(TWO), engine, ALWAYS), 6))
    assert [len(batch) for batch in engine.batches[1:]] == [2] * 6


@pytest.mark.parametrize(("limit", "uncertain"), [(1.5, True), (2.5, False)])
def test_the_card_s_limit_of_labels_says_who_is_uncertain(card, limit, uncertain):
    learned = {"confidence": {"under_shifts": {"most_labels": limit}}}
    engine = FixedEngine(replace(card, trained=learned, uncertain_below=0.0), np.float32([0.5, 0.5, 0, 0, 0, 0, 0]))
    detector = FixedDetector(TWO)
    for pipeline in (FacePipeline(detector, engine), StillPipeline(detector, engine)):
        faces = pipeline.read(Frame(index=0, time=0.0, image=IMAGE))
        assert [face.uncertain for face in faces] == [uncertain] * 2


def test_every_second_frame_shows_the_mirror_image(card):
    engine = Watched(card)
    read(FacePipeline(FixedDetector(TWO), engine, ALWAYS), 2)
    first, second = (batch.astype(int) for batch in engine.batches[1:])
    assert np.abs(first - second[:, :, ::-1]).max() <= 1 and np.abs(first - second).max() > 1


def test_without_smoothing_or_by_choice_nothing_is_mirrored(card):
    for settings in (PipelineSettings(smoothing=0), PipelineSettings(mirror=False, reread="always")):
        engine = Watched(card)
        read(FacePipeline(FixedDetector(TWO), engine, settings), 2)
        np.testing.assert_array_equal(engine.batches[1], engine.batches[2])


def test_where_time_is_too_short_every_second_face_is_classified_and_all_have_an_answer(card):
    now = iter(range(10_000))
    engine = Watched(card)
    pipeline = FacePipeline(FixedDetector(TWO), engine, PipelineSettings(fps=10), clock=lambda: float(next(now)))
    assert all([face.label for face in faces] == ["happy", "happy"] for faces in read(pipeline, 40))
    assert [len(batch) for batch in engine.batches[-4:]] == [1, 1, 1, 1]
    # Every second of a face's turns shows its mirror image, so that smoothing averages both.
    slopes = [np.sign(int(batch[0, 24, -1, 0]) - int(batch[0, 24, 0, 0])) for batch in engine.batches[-8:]]
    assert slopes[::2] in ([1, -1, 1, -1], [-1, 1, -1, 1]) and slopes[1::2] in ([1, -1, 1, -1], [-1, 1, -1, 1])


def test_of_a_camera_every_second_frame_is_read_and_a_face_keeps_its_answer_meanwhile(card):
    engine = Watched(card)
    assert all([face.label for face in found] == ["happy"] * 2 for found in read(FacePipeline(EYELESS, engine), 24))
    assert [len(batch) for batch in engine.batches[1:]] == [2] * 12


@pytest.mark.parametrize("settings", [ALWAYS, PipelineSettings(smoothing=0)])
def test_by_choice_and_without_smoothing_every_frame_is_read(card, settings):
    engine = Watched(card)
    read(FacePipeline(EYELESS, engine, settings), 24)
    assert len(engine.batches[1:]) == 24


def test_a_newcomer_is_read_at_once(card):
    engine, detector = Watched(card), FixedDetector(TWO[:1])
    pipeline = FacePipeline(detector, engine)
    assert [len(faces) for faces in read(pipeline, 3)] == [1, 1, 1]
    detector.detect = FixedDetector(TWO).detect
    times = (1.0, 1.01, 1.02, 1.05)
    assert [len(pipeline.read(Frame(index=9, time=time, image=IMAGE))) for time in times] == [2] * 4
    assert [len(batch) for batch in engine.batches[1:]] == [1, 1, 2, 2]


def tracks(card, fps: float, *times: float) -> set[int]:
    """Of everybody who is seen at these seconds."""
    pipeline = FacePipeline(FixedDetector(TWO), FixedEngine(card, HAPPY), PipelineSettings(fps=fps))
    frames = [Frame(index=n, time=time, image=IMAGE) for n, time in enumerate(times)]
    return {face.track for frame in frames for face in pipeline.read(frame)}


@pytest.mark.parametrize("fps", [0.0, 0.2])
def test_frames_that_are_seconds_apart_show_the_same_people(card, fps):
    assert tracks(card, fps, *range(0, 40, 5)) == {1, 2}


def test_after_a_camera_was_away_they_may_be_others(card):
    assert tracks(card, 0.0, 0, 5, 10, 60) == tracks(card, 25, 0, 5) == {1, 2, 3, 4}


class Torn(Watched):
    """Gives no number for the first face in the calls of `torn`, counted from the warm-up's, 0."""

    torn = ()

    def predict(self, faces):
        rows = super().predict(faces)
        if len(self.batches) - 1 in self.torn:
            rows[0] = np.nan
        return rows


def test_an_answer_that_is_no_number_reaches_neither_smoothing_nor_anyone_and_is_counted(card):
    engine = Torn(card)
    engine.torn = (3, 4)
    pipeline = FacePipeline(FixedDetector(TWO), engine)
    faces = [face for found in read(pipeline, 8) for face in found]
    assert len(faces) == 16 and pipeline.failed == 2
    assert all(face.label == "happy" and face.confidence == 1.0 for face in faces)


def test_a_newcomer_without_an_answer_is_left_out_until_there_is_one(card):
    engine = Torn(card)
    engine.torn = (1, 2)
    assert [len(faces) for faces in read(FacePipeline(FixedDetector(TWO), engine), 4)] == [1, 1, 2, 2]


def test_a_detector_without_a_crop_rule_is_told(card):
    told = missing_rule(card, "yunet")
    assert told == (
        "the card of test has no crop rule for yunet, whose boxes are taken as they are: answers may be worse; "
        "export the model again where yunet is found, or name another --detector"
    )


def test_a_detector_with_a_crop_rule_is_not(card):
    assert missing_rule(replace(card, crop={"yunet": CropRule()}), "yunet") is None


def test_a_face_has_all_that_is_known_of_it(card):
    answer = np.array([0.1, 0.02, 0.08, 0.4, 0.2, 0.15, 0.05], np.float32)
    box = [2.4, 5.6, 20.2, 30.4]
    for uncertain_below, uncertain in ((0.5, True), (0.3, False)):
        engine = FixedEngine(replace(card, uncertain_below=uncertain_below), answer)
        pipeline = FacePipeline(FixedDetector([box]), engine)
        (face,) = read(pipeline, 1)[0]
        assert (face.track, face.box, face.label, face.uncertain) == (1, (2, 6, 20, 30), "happy", uncertain)
        assert face.confidence == pytest.approx(0.4) and type(face.confidence) is float
        np.testing.assert_allclose(face.probabilities, answer)
        assert pipeline.labels == card.labels


def test_the_network_is_asked_about_what_the_card_s_rule_cuts_out(card):
    rule = CropRule(scale=0.5, dx=0.1, dy=-0.1)
    engine = Watched(replace(card, crop={"fixed": rule}, side=24, channels=3))
    pipeline = FacePipeline(FixedDetector(TWO), engine, PipelineSettings(smoothing=0))
    read(pipeline, 1)
    assert pipeline.failed == 0
    np.testing.assert_array_equal(engine.batches[-1], crop_faces(IMAGE, np.array(TWO), rule, 24, 3))


def test_the_time_of_every_stage_is_told(card):
    pipeline = FacePipeline(FixedDetector(TWO), FixedEngine(card, HAPPY))
    read(pipeline, 2)
    assert list(pipeline.stages.seconds) == ["detect", "track", "crop", "classify"]


class Changing(FixedEngine):
    """Its answer is sad when it is `later`."""

    later = False

    def predict(self, faces):
        rows = super().predict(faces)
        return rows[:, [0, 1, 2, 5, 4, 3, 6]] if self.later else rows


def test_answers_are_averaged_over_the_time_that_is_asked_for(card):
    shares = {}
    for seconds in (0.1, 1.0):
        engine = Changing(card, HAPPY)
        pipeline = FacePipeline(FixedDetector(TWO), engine, PipelineSettings(smoothing=seconds, mirror=False))
        read(pipeline, 1)
        engine.later = True
        (face, _) = pipeline.read(Frame(index=1, time=0.1, image=IMAGE))
        shares[seconds] = face.probabilities[3]
    assert shares == {0.1: pytest.approx(np.exp(-1)), 1.0: pytest.approx(np.exp(-0.1))}


def test_on_the_clip_faces_are_kept_and_labels_change_a_third_as_often_as_frame_by_frame():
    engine = open_engine(Path(__file__).parents[2] / "models" / "edge" / "model.int8.onnx")
    frames = list(open_files(real("clips/woman_640x360_24fps.mp4")))
    yunet = YuNet(real(f"detectors/{YUNET_FILE}"))
    pipeline, alone = FacePipeline(yunet, engine), PipelineSettings(smoothing=0)
    faces = [pipeline.read(frame) for frame in frames]
    bare = [FacePipeline(yunet, engine, alone).read(frame) for frame in frames]
    smoothed, plain = ([found[0].label for found in run if found] for run in (faces, bare))
    assert len(smoothed) >= 0.98 * len(plain) > 0
    assert changes(smoothed) <= changes(plain) / 3
    pairs = zip(faces[::10], (yunet.detect(frame.image)[0] for frame in frames[::10]), strict=True)
    assert np.mean([overlap(np.array(found[0].box), box) if found else 0.0 for found, box in pairs]) >= 0.75


def changes(labels) -> int:
    return sum(before != after for before, after in pairwise(labels))


class Eyes(FixedDetector):
    """Sees the eyes of faces that are turned by `degrees`, and counts how often it was asked."""

    def __init__(self, boxes, degrees=30.0):
        super().__init__(boxes)
        self.degrees, self.asked = degrees, []

    def detect(self, image, region=None, turned=0.0):
        return super().detect(image, region)

    def roll(self, image, box, turned=0.0):
        self.asked.append(turned)
        return self.degrees


def first_crops(card, detector, **settings) -> np.ndarray:
    engine = Watched(card)
    read(FacePipeline(detector, engine, PipelineSettings(mirror=False, **settings)), 1)
    return engine.batches[1]


def test_a_turned_face_is_cut_out_level(card):
    rolls = crop_faces(IMAGE, np.array(TWO, np.float32), CropRule(), 48, rolls=[30.0, 30.0])
    np.testing.assert_array_equal(first_crops(card, Eyes(TWO)), rolls)


def test_by_choice_and_where_the_detector_sees_no_eyes_it_is_cut_as_ever(card):
    eyes, plain = Eyes(TWO), first_crops(card, FixedDetector(TWO))
    np.testing.assert_array_equal(first_crops(card, eyes, level=False), plain)
    assert eyes.asked == [] and np.abs(first_crops(card, Eyes(TWO)).astype(int) - plain).max() > 5
    np.testing.assert_array_equal(first_crops(card, Eyes(TWO, float("nan"))), plain)
    assert not isinstance(Haar(), RollReader) and not isinstance(FixedDetector(TWO), RollReader)


def test_eyes_are_read_at_once_again_soon_and_while_heads_are_still_then_once_a_second_for_each_face(card):
    eyes = Eyes(TWO)
    pipeline = FacePipeline(eyes, FixedEngine(card, HAPPY))
    faces = read(pipeline, 73)
    assert eyes.asked[:2] == [0.0, 0.0] and eyes.asked[2:] == [30.0] * (len(eyes.asked) - 2)
    assert 8 <= len(eyes.asked) <= 10
    assert [face.box for face in faces[-1]] == [tuple(box) for box in TWO]
    assert len(pipeline.stages.seconds["level"]) == 73
