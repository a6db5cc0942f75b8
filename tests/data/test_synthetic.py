import numpy as np
import pytest

from fer_edge.data.synthetic import draw_split
from fer_edge.errors import UsageError


def test_a_split_has_the_shape_and_balance_of_a_data_set():
    drawn = draw_split("train", per_class=3)
    assert drawn.faces.shape == (21, 48, 48, 1) and drawn.faces.dtype == np.uint8
    assert set(drawn.counts().values()) == {3}
    assert drawn.labels.dtype == np.int64 and (drawn.rows == -1).all()


def test_the_same_split_and_seed_give_the_same_faces():
    first, second = draw_split("test", 2, seed=5), draw_split("test", 2, seed=5)
    assert (first.faces == second.faces).all() and (first.labels == second.labels).all()


def test_other_splits_and_seeds_give_other_faces():
    kinds = [draw_split(split, 2, seed) for split in ("train", "validation", "test") for seed in (0, 1)]
    assert len({face.tobytes() for kind in kinds for face in kind.faces}) == 6 * 14


@pytest.mark.parametrize(("split", "count"), [("dev", 2), ("train", 0)])
def test_a_wrong_request_is_refused(split, count):
    with pytest.raises(UsageError):
        draw_split(split, count)
