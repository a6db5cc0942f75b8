import os
import threading

import pytest

from fer_edge.artifact.card import read_card, write_card
from fer_edge.artifact.store import find_model, free_name
from fer_edge.errors import FerEdgeError, MissingError, ModelError
from fer_edge.system.files import atomic_write


def model(root, name, card, date, files=("model.onnx",)):
    from dataclasses import replace

    (root / name).mkdir(parents=True)
    write_card(replace(card, name=name, date=date), root / name)
    for file in files:
        (root / name / file).touch()


def test_the_model_trained_last_is_meant(card, tmp_path):
    model(tmp_path, "a", card, "2026-01-02")
    model(tmp_path, "b", card, "2026-01-01")
    model(tmp_path, "c", card, "2026-01-03", files=())
    assert find_model(None, ("model.onnx",), tmp_path).name == "a"


def test_the_shipped_model_is_meant_where_none_was_trained(tmp_path):
    assert find_model(None, ("model.int8.onnx",), tmp_path).name == "edge"


def test_an_unknown_name_tells_the_known(card, tmp_path):
    model(tmp_path, "a", card, "2026-01-02")
    with pytest.raises(MissingError, match="a, edge"):
        find_model("x", (), tmp_path)


@pytest.mark.parametrize("name", ["/nowhere/x", ""])
def test_a_path_that_is_no_model_tells_the_known_too(card, tmp_path, name):
    model(tmp_path, "a", card, "2026-01-02")
    with pytest.raises(MissingError, match="a, edge"):
        find_model(name, (), tmp_path)


def test_what_an_export_starts_from_is_made_by_training(card, tmp_path):
    model(tmp_path, "a", card, "2026-01-02")
    with pytest.raises(MissingError, match="fer-edge train"):
        find_model("a", ("model.keras",), tmp_path)


def test_a_taken_name_gets_a_number(tmp_path):
    (tmp_path / "edge").mkdir()
    (tmp_path / "edge-2").mkdir()
    assert free_name("edge", tmp_path) == "edge-3"


def test_a_card_is_read_as_it_was_written(card, tmp_path):
    write_card(card, tmp_path)
    assert read_card(tmp_path) == card


@pytest.mark.parametrize("figures", ["[]", '{"model.onnx": 0.7}', '{"model.onnx": null}'])
def test_figures_of_another_shape_are_an_error(card, tmp_path, figures):
    (tmp_path / "card.json").write_text(card.to_json().replace('"figures": {}', f'"figures": {figures}'))
    with pytest.raises(ModelError, match="cannot be read"):
        read_card(tmp_path)


def test_a_damaged_card_is_an_error(tmp_path):
    (tmp_path / "card.json").write_text("{")
    with pytest.raises(ModelError, match="cannot be read"):
        read_card(tmp_path)


def test_a_file_is_right_or_absent(tmp_path):
    with pytest.raises(FerEdgeError), atomic_write(tmp_path / "a") as part:
        part.write_text("half")
        raise OSError(28, "No space left on device")
    assert list(tmp_path.iterdir()) == []


def test_a_folder_is_no_file(tmp_path):
    with pytest.raises(FerEdgeError, match="it is a folder"), atomic_write(tmp_path):
        pass
    with pytest.raises(FerEdgeError, match="it is a folder"), atomic_write(type(tmp_path)(".")):
        pass


def test_a_pipe_is_written_to_and_stays_a_pipe(tmp_path):
    pipe, read = tmp_path / "pipe", []
    os.mkfifo(pipe)
    reader = threading.Thread(target=lambda: read.append(pipe.read_text()), daemon=True)
    reader.start()
    with atomic_write(pipe) as part:
        part.write_text("whole")
    reader.join(5)
    assert pipe.is_fifo() and read == ["whole"]


def test_a_link_leads_to_the_same_file_as_before(tmp_path):
    (tmp_path / "link").symlink_to(tmp_path / "file")
    with atomic_write(tmp_path / "link") as part:
        part.write_text("whole")
    assert (tmp_path / "link").is_symlink() and (tmp_path / "file").read_text() == "whole"
