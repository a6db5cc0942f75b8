"""What an epoch shows: every face, rare classes more often, mixed pairs, and the same again for the same seed."""

import numpy as np
import pytest

pytest.importorskip("keras")

from fer_edge.training.inputs.batches import LAST_UNMIXED, Batches

COMMON, RARE = 90, 10
LABELS = np.repeat([0, 1], [COMMON, RARE])
FACES = np.arange(100, dtype=np.uint8).reshape(100, 1, 1, 1)
TARGETS = {"expression": np.eye(2, dtype=np.float32)[LABELS]}


def batches(**options) -> Batches:
    return Batches(FACES, LABELS, TARGETS, batch=32, epochs=10, **options)


def shown(some: Batches) -> np.ndarray:
    """The faces of an epoch, without those that fill its last batch."""
    return np.concatenate([some[number][0].ravel() for number in range(len(some))])[: len(FACES)]


def test_an_epoch_shows_every_face_once_in_another_order_each_time():
    some = batches()
    first = shown(some)
    some.begin(1)
    assert sorted(first) == sorted(shown(some)) == list(range(100))
    assert not np.array_equal(first, shown(some))


def test_all_batches_are_equally_large_and_the_last_is_filled_with_the_first_faces():
    some = batches()
    assert [len(some[number][0]) for number in range(len(some))] == [32] * 4
    assert np.array_equal(some[3][0][4:], some[0][0][:28])
    few = Batches(FACES[:5], LABELS[:5], {"expression": TARGETS["expression"][:5]}, batch=32, epochs=10)
    assert [len(few[number][0]) for number in range(len(few))] == [5]


def test_targets_stay_with_their_faces():
    faces, targets = batches()[0]
    assert np.array_equal(targets["expression"].argmax(axis=1), faces.ravel() >= COMMON)


@pytest.mark.parametrize(("balance", "expected"), [(0.0, RARE), (0.5, 25), (1.0, 50)])
def test_balance_shows_a_rare_class_more_often(balance, expected):
    counts = []
    some = batches(balance=balance)
    for epoch in range(40):
        some.begin(epoch)
        faces = shown(some)
        assert len(faces) == 100
        counts.append((faces >= COMMON).sum())
        copies = np.bincount(faces[faces >= COMMON])[COMMON:]
        assert copies.max() - copies.min() <= 1
    assert np.mean(counts) == pytest.approx(expected, abs=0.5)


def test_the_same_seed_and_epoch_show_the_same_and_others_do_not():
    one, same, other = batches(mixup=0.4, seed=3), batches(mixup=0.4, seed=3), batches(mixup=0.4, seed=4)
    one.begin(2)
    same.begin(0)
    same.begin(2)
    other.begin(2)
    assert all(np.array_equal(one[number][0], same[number][0]) for number in range(len(one)))
    assert not np.array_equal(one[0][0], other[0][0])


def test_a_mixed_face_has_its_targets_mixed_alike_until_the_last_epochs():
    black_and_white = np.where(LABELS, 255, 0).astype(np.uint8).reshape(-1, 1, 1, 1)
    some = Batches(black_and_white, LABELS, TARGETS, batch=32, epochs=10, mixup=1.0, balance=1.0)
    faces, targets = some[0]
    assert np.allclose(targets["expression"].sum(axis=1), 1)
    assert np.allclose(targets["expression"][:, 1], faces.ravel() / 255, atol=0.003)
    assert ((faces > 0) & (faces < 255)).any()
    some.begin(10 - round(10 * LAST_UNMIXED))
    assert set(some[0][0].ravel()) == {0, 255}
