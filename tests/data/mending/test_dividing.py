from collections import Counter

import numpy as np

from fer_edge.data.mending.dividing import divide

SHARES = {"train": 0.8, "validation": 0.1, "test": 0.1}
LABELS = np.repeat(np.arange(3), [500, 100, 20])


def counts(splits, labels=LABELS):
    return {name: Counter(labels[np.array(splits) == name].tolist()) for name in SHARES}


def test_every_class_has_the_shares():
    found = counts(divide(LABELS, [], SHARES, 0))
    assert (
        [found["validation"][label] for label in range(3)]
        == [50, 10, 2]
        == [found["test"][label] for label in range(3)]
    )


def test_groups_stay_together_and_the_shares_stay():
    random = np.random.default_rng(0)
    order = random.permutation(len(LABELS))
    groups = [order[place : place + 4].tolist() for place in range(0, 480, 4)]
    splits = divide(LABELS, groups, SHARES, 0)
    assert all(len({splits[face] for face in group}) == 1 for group in groups)
    found = counts(splits)
    assert all(abs(found["test"][label] - want) <= 3 for label, want in enumerate((50, 10, 2)))
    assert len({splits[group[0]] for group in groups}) == 3


def test_groups_with_a_face_in_common_are_one():
    splits = divide(LABELS, [[0, 1], [1, 300], [300, 610]], SHARES, 0)
    assert len({splits[face] for face in (0, 1, 300, 610)}) == 1


def test_the_seed_decides():
    assert divide(LABELS, [], SHARES, 1) == divide(LABELS, [], SHARES, 1) != divide(LABELS, [], SHARES, 2)


def test_a_group_larger_than_a_split_goes_where_there_is_room():
    assert divide(LABELS, [range(200)], SHARES, 0)[0] == "train"
    assert set(divide(LABELS, [range(620)], SHARES, 0)) == {"train"}


def test_a_share_of_nothing_is_no_split():
    assert set(divide(LABELS, [], {"train": 0.8, "validation": 0.2, "test": 0.0}, 0)) == {"train", "validation"}
