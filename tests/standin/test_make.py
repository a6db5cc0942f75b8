"""The committed stand-ins are those that the script makes, and say what their pixels say."""

import numpy as np
import pytest

from fer_edge.runtime.engines.opening import open_engine
from tests.standin import GREY, RGB

COLOURS = np.eye(3, dtype=np.uint8)[:, None, None].repeat(32, 1).repeat(32, 2) * 255
SHADES = np.linspace(0, 255, 7).round().astype(np.uint8)[:, None, None, None].repeat(48, 1).repeat(48, 2)


@pytest.mark.parametrize(("file", "faces"), [(RGB, COLOURS), (GREY, SHADES)])
def test_each_label_has_a_face_that_gets_it(file, faces):
    probabilities = open_engine(file).predict(faces)
    assert probabilities.argmax(axis=1).tolist() == list(range(len(faces)))
    assert probabilities.max(axis=1).min() > 0.8
    np.testing.assert_allclose(probabilities.sum(axis=1), 1, rtol=1e-6)


@pytest.mark.parametrize("file", [RGB, GREY])
def test_they_are_small_and_those_the_script_makes(tmp_path, file):
    pytest.importorskip("onnx")
    from tests.standin.make import make

    make(tmp_path)
    committed, remade = open_engine(file), open_engine(tmp_path / file.name)
    card = committed.card
    faces = np.random.default_rng(0).integers(0, 256, (4, card.side, card.side, card.channels), dtype=np.uint8)
    assert remade.card == card
    np.testing.assert_array_equal(remade.predict(faces), committed.predict(faces))
    assert file.stat().st_size < 1500
