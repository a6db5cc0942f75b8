"""Learning from other networks: how far from them is counted, who of them predicts, and which are refused."""

import numpy as np
import pytest

keras = pytest.importorskip("keras")

from fer_edge.errors import ModelError, UsageError  # noqa: E402 - after the skip
from fer_edge.training.distillation import DistillationLoss, TeacherEnsemble, load_teachers  # noqa: E402
from fer_edge.training.keras_engine import predict  # noqa: E402
from fer_edge.training.networks import build  # noqa: E402


def probabilities(rows: int = 6) -> np.ndarray:
    return np.random.default_rng(0).dirichlet(np.ones(7), rows).astype(np.float32)


def test_teachers_that_predict_the_same_add_nothing_to_the_loss():
    layer, student = DistillationLoss(temperature=2.0, weight=0.7), probabilities()
    assert np.array_equal(np.asarray(layer([student, student])), student)
    assert float(layer.losses[0]) == pytest.approx(0, abs=1e-6)


def test_the_loss_is_the_softened_divergence():
    layer, student = DistillationLoss(temperature=2.0, weight=0.5), probabilities()
    teacher = student[::-1].copy()
    layer([student, teacher])
    soft = [np.sqrt(p) / np.sqrt(p).sum(axis=1, keepdims=True) for p in (student, teacher)]
    expected = 0.5 * 4 * (soft[1] * np.log(soft[1] / soft[0])).sum(axis=1).mean()
    assert float(layer.losses[0]) == pytest.approx(expected, rel=1e-3)


@pytest.mark.parametrize(("count", "expected"), [(1, [3]), (2, [2, 30]), (7, [1, 10, 2, 20, 3, 30, 3])])
def test_each_teacher_predicts_its_share_of_a_batch_and_sees_every_other_face_mirrored(count, expected):
    faces, teachers = keras.Input((1, 2, 1)), []
    for number in range(3):
        left = keras.layers.Dense(1, use_bias=False)(keras.layers.Flatten()(faces))
        teacher = keras.Model(faces, left)
        teacher.set_weights([np.array([[number + 1.0], [0.0]])])
        teachers.append(teacher)
    one_and_ten = np.tile(np.float32([1, 10]).reshape(1, 1, 2, 1), (count, 1, 1, 1))
    predicted = keras.Model(faces, TeacherEnsemble(teachers)(faces)).predict(one_and_ten, verbose=0)
    assert predicted[:, 0].tolist() == expected


def test_teachers_are_loaded_frozen_and_predict_as_saved(tiny, tmp_path):
    model = build("nano", (8, 8, 3), 3).inference_model
    model.save(tmp_path / "model.keras")
    (teacher,) = load_teachers((tmp_path / "model.keras",), (8, 8, 3))
    faces = tiny.coloured_faces().faces
    assert not teacher.trainable_variables
    assert predict(teacher, faces) == pytest.approx(predict(model, faces), abs=1e-5)


def test_a_teacher_of_other_faces_is_refused(tiny, tmp_path):
    build("nano", (8, 8, 3), 3).inference_model.save(tmp_path / "model.keras")
    with pytest.raises(UsageError, match=r"faces \(8, 8, 3\), expected \(8, 8, 1\)"):
        load_teachers((tmp_path / "model.keras",), (8, 8, 1))


def test_a_file_that_is_no_model_is_refused(tmp_path):
    (tmp_path / "model.keras").write_text("none")
    with pytest.raises(ModelError):
        load_teachers((tmp_path / "model.keras",), (8, 8, 1))
