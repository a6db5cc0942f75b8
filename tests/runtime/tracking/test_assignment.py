from itertools import permutations

import numpy as np

from fer_edge.runtime.tracking.assignment import assign


def test_the_least_sum_is_found_where_the_nearest_first_would_miss_it():
    assert assign(np.array([[0.1, 0.2], [0.1, 0.9]]), 1.0) == [(0, 1), (1, 0)]


def test_it_agrees_with_trying_everything():
    random = np.random.default_rng(0)
    for _ in range(50):
        costs = random.random((4, 4))
        least = min(sum(costs[row, order[row]] for row in range(4)) for order in permutations(range(4)))
        assert abs(sum(costs[pair] for pair in assign(costs, 10.0)) - least) < 1e-9


def test_a_pair_beyond_the_limit_stays_apart():
    assert assign(np.array([[0.5]]), 1.0) == [(0, 0)] and assign(np.array([[np.inf]]), 1.0) == []
    assert assign(np.array([[1.5]]), 1.0) == []
    assert assign(np.array([[0.9, np.inf], [np.inf, 1.1]]), 1.0) == [(0, 0)]


def test_more_rows_than_columns_and_the_other_way_round():
    assert assign(np.array([[0.5], [0.2]]), 1.0) == [(1, 0)]
    assert assign(np.array([[0.5, 0.2]]), 1.0) == [(0, 1)]
