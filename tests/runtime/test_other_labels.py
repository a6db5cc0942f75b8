"""Labels, side and channels come from the model's card: the whole loop with three labels, on colour faces of 32x32."""

import csv
import json

import numpy as np
import pytest

from fer_edge.runtime.detection.fixed import FixedDetector
from fer_edge.runtime.engines.opening import open_engine
from fer_edge.runtime.loop import LoopSettings, run_loop
from fer_edge.runtime.pipeline import FacePipeline
from fer_edge.runtime.sinks.drawing import COLOURS, annotate
from fer_edge.runtime.sinks.jsonl import JsonLines
from fer_edge.runtime.sinks.mqtt.homeassistant import discovery
from fer_edge.runtime.sinks.mqtt.sink import state
from fer_edge.runtime.sinks.prometheus import PrometheusMetrics, exposition
from fer_edge.runtime.sinks.table import MinuteTable
from fer_edge.runtime.sinks.video import VideoFile
from fer_edge.runtime.sources.fake import FakeSource
from fer_edge.runtime.status import Status
from fer_edge.runtime.types import Frame
from tests.standin import RGB

LABELS = ("red", "green", "blue")
BGR = {"red": (0, 0, 255), "green": (0, 255, 0), "blue": (255, 0, 0)}
BOX = [20, 10, 40, 40]


class Keeping:
    """A sink that keeps the faces of the last frame, and the frame."""

    name = "keeping"

    def write(self, frame, faces):
        self.frame, self.faces = frame, faces

    def close(self):
        """Nothing is held."""


def loop(label: str, *sinks) -> Keeping:
    """Show five frames of one colour to the loop; what it made of the last."""
    image = np.full((60, 80, 3), BGR[label], np.uint8)
    frames = [Frame(index=index, time=index / 4, image=image) for index in range(5)]
    pipeline = FacePipeline(FixedDetector([BOX]), open_engine(RGB))
    kept = Keeping()
    run_loop(FakeSource(frames), pipeline, [*sinks, kept], LoopSettings(), Status())
    for sink in sinks:
        sink.close()
    return kept


@pytest.mark.parametrize("label", LABELS)
def test_a_colour_in_bgr_gets_its_own_label(label):
    (face,) = loop(label).faces
    assert (face.label, face.box, face.track) == (label, (20, 10, 40, 40), 1)
    assert face.probabilities.shape == (3,) and face.confidence > 0.99


def test_lines_have_the_labels_of_the_card(tmp_path):
    loop("blue", JsonLines(str(tmp_path / "out.jsonl"), LABELS))
    face = json.loads((tmp_path / "out.jsonl").read_text().splitlines()[-1])["faces"][0]
    assert face["label"] == "blue" and list(face["probabilities"]) == list(LABELS)


def test_the_table_has_a_column_for_each(tmp_path):
    loop("green", MinuteTable(tmp_path / "out.csv", LABELS))
    with (tmp_path / "out.csv").open(newline="") as file:
        (row,) = csv.DictReader(file)
    assert [row[label] for label in LABELS] == ["0.00", "1.00", "0.00"]


def test_the_drawing_and_the_video_show_them(tmp_path):
    kept = loop("red", VideoFile(tmp_path / "out.mp4", 4, LABELS))
    drawn = annotate(kept.frame.image, kept.faces, LABELS, fps=4.0)
    np.testing.assert_allclose(drawn[30, 20], COLOURS[0], atol=40)
    assert (tmp_path / "out.mp4").stat().st_size > 0


def test_metrics_count_the_seconds_of_each():
    sink = PrometheusMetrics("0", LABELS, Status())
    loop("blue", sink)
    lines = exposition(sink.figures()).splitlines()
    seconds = [line for line in lines if line.startswith("fer_edge_expression_seconds_total{")]
    assert [line.partition("=")[2] for line in seconds] == ['"red"} 0', '"green"} 0', '"blue"} 1']


def test_a_message_and_home_assistant_know_them():
    (face,) = loop("green").faces
    message = state(face, 1, LABELS, Status().snapshot())
    assert message["label"] == "green" and list(message["probabilities"]) == list(LABELS)
    expression = next(iter(discovery("fer-edge/pi", LABELS).values()))
    assert expression["options"] == [*LABELS, "nobody"]


def test_the_page_has_them_in_its_picture_and_in_the_past():
    pytest.importorskip("starlette", reason="no starlette: pip install 'fer-edge[web]'")
    from fer_edge.runtime.sinks.web.pictures import PictureStream
    from fer_edge.runtime.sinks.web.recent import RecentExpressions
    from tests.runtime.sinks.web.viewing import headers, stream
    from tests.waiting import Clock

    kept, pictures, clock = loop("blue"), PictureStream(LABELS), Clock()
    recent = RecentExpressions(len(LABELS), clock)
    recent.add(kept.faces)
    clock.now = 1.0
    pictures.put(kept.frame, kept.faces)
    hello, told, _ = headers(stream(pictures, recent))
    assert hello["labels"] == list(LABELS) and len(hello["colours"]) == 3
    assert np.argmax(told["recent"][0][2]) == 2 and len(told["recent"][0][2]) == 3
