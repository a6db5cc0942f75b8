"""Crop rules are learned of the detectors that are here; of others the card's own are kept, and that is told."""

import numpy as np
import pytest

from fer_edge.artifact.card import CropRule
from fer_edge.export.crop_rules import BORDER, ENLARGED, learn_crop_rule, learn_crop_rules
from fer_edge.runtime.detection.yunet import YUNET_FILE
from tests.conftest import real
from tests.export.faces import noise
from tests.real_faces import fer2013_faces

FACES = noise(np.zeros(60, int))
FEW = noise(np.zeros(8, int))
"""For the real detectors, which find nothing in noise, however much of it."""


class Detector:
    """Its box has 0.8 of the face's height and lies a tenth of its own too far right.

    blind: one time in so many it finds nothing.
    """

    name = "test"

    def __init__(self, blind: int):
        self.blind, self.searches = blind, 0

    def detect(self, image, region=None):
        self.searches += 1
        if self.searches % self.blind == 0:
            return np.empty((0, 4), np.float32)
        height, width = 0.8 * ENLARGED, 0.6 * ENLARGED
        middle = BORDER + ENLARGED / 2
        found = (middle - width / 2 + 0.1 * height, middle - height / 2, width, height)
        return np.array([(BORDER, BORDER, 9, 9), found], np.float32)


def test_a_crop_rule_leads_from_the_largest_box_back_to_the_face():
    rule = learn_crop_rule(Detector(blind=2), FACES.faces)
    assert (rule.scale, rule.dx, rule.dy) == pytest.approx((1.25, -0.1, 0.0), abs=1e-3)


def test_a_detector_that_finds_next_to_nothing_gets_the_plain_rule():
    assert learn_crop_rule(Detector(blind=1), FACES.faces) == CropRule()


@pytest.fixture
def no_yunet(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    monkeypatch.setenv("HOME", str(tmp_path))
    monkeypatch.delenv("FER_EDGE_YUNET", raising=False)


@pytest.mark.usefixtures("no_yunet")
def test_without_yunet_its_former_rule_is_kept_and_that_is_told():
    told, former = [], {"yunet": CropRule(scale=0.9), "haar": CropRule(scale=0.8)}
    rules = learn_crop_rules(FEW, former, told.append)
    assert rules == {"yunet": CropRule(scale=0.9), "haar": CropRule()}  # Noise has no face that Haar could find.
    assert told == ["no yunet on this machine: its crop rule stays as the card had it"]


@pytest.mark.usefixtures("no_yunet")
def test_without_yunet_and_a_former_rule_the_way_to_it_is_told():
    told = []
    assert set(learn_crop_rules(FEW, {}, told.append)) == {"haar"}
    assert "no crop rule" in told[0] and "fer-edge models pull yunet" in told[0]


def test_with_yunet_both_are_learned_anew_and_nothing_is_told(monkeypatch):
    monkeypatch.setenv("FER_EDGE_YUNET", str(real(f"detectors/{YUNET_FILE}")))
    real("fer2013-images.zip")
    told, former = [], {"yunet": CropRule(scale=2.0)}
    rules = learn_crop_rules(fer2013_faces(100), former, told.append)
    assert {name: rule.scale for name, rule in rules.items()} == pytest.approx({"haar": 1.03, "yunet": 0.95}, abs=0.1)
    assert told == []
