import numpy as np
import pytest

keras = pytest.importorskip("keras", reason="needs fer-edge[train]")
from fer_edge.training.targets import likely_labels, smooth_labels, trust_votes  # noqa: E402 - after the skip


@pytest.fixture(scope="module")
def crowd():
    """Labels of which a fifth are wrong, and the votes of ten people who saw the face."""
    rng = np.random.default_rng(0)
    true = rng.integers(0, 7, 4000)
    labels = np.where(rng.random(4000) < 0.2, rng.integers(0, 7, 4000), true)
    votes = np.stack([rng.multinomial(10, np.eye(10)[face] * 0.7 + 0.03) for face in true]) / 10
    keras.utils.set_random_seed(0)
    return true, labels, votes.astype(np.float32)


def test_smoothing_keeps_a_share_for_all_alike():
    assert np.allclose(smooth_labels(np.array([1]), 7, 0.7), [0.1, 0.4, 0.1, 0.1, 0.1, 0.1, 0.1])


def test_the_votes_tell_how_likely_a_label_is(crowd):
    true, labels, votes = crowd
    likely = likely_labels(labels, 7, votes)
    assert likely.shape == (4000, 7) and np.allclose(likely.sum(axis=1), 1, atol=1e-5)
    assert (likely.argmax(axis=1) == true).mean() > 0.95
    assert likely.max(axis=1).mean() == pytest.approx((labels == likely.argmax(axis=1)).mean(), abs=0.1)


def test_trusted_votes_correct_a_wrong_label_by_their_share(crowd):
    true, labels, votes = crowd
    wrong = labels != true
    onehot = smooth_labels(labels, 7, 0.0)
    targets = trust_votes(onehot, labels, votes, 0.6)
    assert np.allclose(targets.sum(axis=1), 1, atol=1e-5)
    assert (targets.argmax(axis=1) == true)[wrong].mean() > 0.6 > (onehot.argmax(axis=1) == true)[wrong].mean()
    assert np.array_equal(trust_votes(onehot, labels, votes, 0.0), onehot)


def test_a_face_without_votes_keeps_its_label(crowd):
    _, labels, votes = crowd
    votes = votes.copy()
    votes[:5] = 0
    onehot = smooth_labels(labels, 7, 0.0)
    assert np.array_equal(trust_votes(onehot, labels, votes, 0.6)[:5], onehot[:5])
