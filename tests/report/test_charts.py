"""The reliability diagram."""

from xml.etree import ElementTree

import numpy as np

from fer_edge.metrics import reliability
from fer_edge.report.charts import LEFT, SIDE, TOP, reliability_diagram
from tests.report.faces import answers_of


def test_a_bar_is_as_high_as_its_answers_are_right():
    bins = reliability(answers_of([0.95, 0.95, 0.95, 0.95, 0.55]), np.array([0, 0, 0, 1, 0]))
    drawn = ElementTree.fromstring(reliability_diagram(bins))
    bars = [each for each in drawn if each.get("class") == "fill"]
    assert [float(each.get("height")) / SIDE for each in bars] == [1, 0.75]
    dot = [each for each in drawn if each.get("class") == "dot"][1]
    assert float(dot.get("cx")) == LEFT + 0.95 * SIDE and float(dot.get("cy")) == TOP + 0.25 * SIDE
    assert [each.get("class") for each in drawn].count("pale") == 2
