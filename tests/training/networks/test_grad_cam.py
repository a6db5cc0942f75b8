"""Where a network looks, on one whose answer is known to come from one place."""

import numpy as np
import pytest

pytest.importorskip("tensorflow")
keras = pytest.importorskip("keras")

if keras.backend.backend() != "tensorflow":
    pytest.skip("Grad-CAM takes TensorFlow's gradients", allow_module_level=True)

from keras import layers  # noqa: E402 - after the skips

from fer_edge.training.networks.grad_cam import grad_cam  # noqa: E402

BRIGHT = np.zeros((2, 16, 16, 1), np.uint8)
BRIGHT[0, :4, 12:] = 255  # At the top right.
BRIGHT[1, 12:, :4] = 255  # At the bottom left.


@pytest.fixture(scope="module")
def model():
    """The brighter a face, the more it is of class 0, by a map of a quarter of its sides."""
    faces = keras.Input((16, 16, 1), dtype="uint8", name="faces")
    shades = layers.Rescaling(1 / 255)(faces)
    maps = layers.Conv2D(1, 1, use_bias=False, kernel_initializer="ones")(layers.AveragePooling2D(4)(shades))
    features = layers.GlobalAveragePooling2D()(maps)
    made = keras.Model(faces, layers.Dense(2, activation="softmax", name="probabilities")(features))
    made.get_layer("probabilities").set_weights([np.array([[3.0, -3.0]]), np.zeros(2)])
    return made


def test_it_is_where_the_answer_comes_from(model):
    top, bottom = grad_cam(model, BRIGHT, np.array([0, 0]))
    assert top.shape == (16, 16) and top.dtype == np.float32 and top.max() == bottom.max() == 1
    assert top[:4, 12:].mean() > 0.5 and top[8:].max() == 0
    assert np.allclose(bottom, top[::-1, ::-1], atol=1e-6)


def test_nothing_speaks_for_the_other_class(model):
    assert not grad_cam(model, BRIGHT, np.array([1, 1])).any()


def test_each_face_has_the_class_of_its_own(model):
    for_it, against = grad_cam(model, BRIGHT, np.array([0, 1]))
    assert for_it.max() == 1 and against.max() == 0
