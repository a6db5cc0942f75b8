"""The export as a whole, of the smallest shipped network on few faces: what lies in the folder before and after."""

import hashlib
import shutil
from dataclasses import replace

import numpy as np
import pytest

from fer_edge.artifact.card import CropRule, ModelCard, read_card, write_card
from fer_edge.artifact.probes import ANSWERS
from fer_edge.artifact.probes import FACES as PROBES
from fer_edge.artifact.store import shipped_models
from fer_edge.errors import GateError
from fer_edge.runtime.engines.opening import open_engine
from tests.export.faces import noise

pytest.importorskip("tensorflow")
pytest.importorskip("tf2onnx")
pytest.importorskip("ai_edge_litert")

from fer_edge.export import gate
from fer_edge.export.pipeline import export
from fer_edge.export.probes import draw_probes
from fer_edge.export.settings import ExportSettings

FACES = noise(np.arange(28) % 7)
FILES = ("model.onnx", "model.tflite")
FORMER = {"yunet": CropRule(scale=0.9)}


@pytest.fixture(scope="module")
def exported(tmp_path_factory):
    """A folder before an export without YuNet, as it was after it, what was told, and the reports."""
    folder, told = tmp_path_factory.mktemp("nano"), []
    with pytest.MonkeyPatch.context() as patch:
        patch.setenv("HOME", str(folder))
        patch.delenv("FER_EDGE_YUNET", raising=False)
        reports = export(trained(folder), FACES, FACES, ExportSettings(), lambda step: None, told.append)
    return folder, told, reports


def trained(folder):
    """As training leaves it, but for the rule of a detector, and probes of an export before that had other answers."""
    shutil.copy(shipped_models() / "nano" / "model.keras", folder)
    card = read_card(shipped_models() / "nano")
    figures = {file: {ANSWERS: ["0 1 0 0 0 0 0"]} for file in FILES}
    former = replace(card, trained=card.trained | {PROBES: ["0" * 144]}, crop=FORMER, figures=figures, sha256={})
    write_card(former, folder)
    return folder


def inside(folder) -> list[ModelCard]:
    return [open_engine(folder / file).card for file in FILES]


def test_the_card_beside_the_files_tells_their_content_and_size(exported):
    folder, _, reports = exported
    card = read_card(folder)
    digests = {name: hashlib.sha256((folder / name).read_bytes()).hexdigest() for name in (*FILES, "model.keras")}
    sizes = {file: (folder / file).stat().st_size for file in FILES}
    assert card.sha256 == digests
    assert {file: card.figures[file]["bytes"] for file in FILES} == sizes
    assert {report.file: report.bytes for report in reports} == sizes


def test_the_card_inside_the_files_is_the_same_but_for_their_content(exported):
    card = replace(read_card(exported[0]), sha256={}, figures={})
    assert [replace(each, figures={}) for each in inside(exported[0])] == [card, card]
    assert all(set(each.figures) == {"model.keras", *FILES} for each in inside(exported[0]))


def test_every_card_has_the_probes_and_the_answers_of_each_file(exported):
    for card in (read_card(exported[0]), *inside(exported[0])):
        assert card.probes.faces == tuple(draw_probes())
        assert set(card.probes.answers) == set(FILES)


def test_a_network_that_never_learned_is_told(exported):
    _, told, _ = exported
    assert "where guessing finds 14.3%" in told[0]


def test_the_rule_of_a_detector_that_is_not_here_stays_in_every_card_and_that_is_told(exported):
    folder, told, _ = exported
    assert [card.crop["yunet"] for card in (read_card(folder), *inside(folder))] == [FORMER["yunet"]] * 3
    assert told[1] == "no yunet on this machine: its crop rule stays as the card had it"


def test_what_no_limit_keeps_on_mere_noise_is_told_and_every_card_says_so(exported):
    folder, told, _ = exported
    assert len(told) == 3 and "no limit that leaves 75% of faces certain" in told[2]
    for card in (read_card(folder), *inside(folder)):
        learned = card.trained["confidence"]["under_shifts"]
        assert learned["kept"] is False and learned["faces"] == len(FACES.faces)
        assert (card.certainty.most_labels, card.coverage) == (learned["most_labels"], learned["coverage"])
        assert card.trained["confidence"]["temperature"] > 0  # What training learned stays.


def test_the_card_has_the_table_under_shifts_and_what_it_was_read_on(exported):
    folder, _, reports = exported
    said = read_card(folder).figures["model.onnx"]
    assert len(said["robustness"]) == 18 + 1 and said["robustness_faces"] == len(FACES.faces)
    assert said["robustness"]["mean"] == pytest.approx(np.mean([*said["robustness"].values()][:-1]), abs=1e-4)
    assert {report.file: bool(report.shifted) for report in reports} == {"model.onnx": True, "model.tflite": False}


def test_nothing_else_is_left_in_the_folder(exported):
    assert {path.name for path in exported[0].iterdir()} == {"card.json", "model.keras", *FILES}


def test_a_refused_export_leaves_all_as_it_was(tmp_path, monkeypatch):
    monkeypatch.setattr(gate, "PARITY_TOLERANCE", -1.0)  # No file is as good as that.
    before = {path.name: path.read_bytes() for path in trained(tmp_path).iterdir()}
    with pytest.raises(GateError, match=r"model\.onnx differs from Keras"):
        export(tmp_path, FACES, FACES, ExportSettings(), lambda step: None)
    assert {path.name: path.read_bytes() for path in tmp_path.iterdir()} == before
