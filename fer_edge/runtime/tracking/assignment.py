"""Rows assigned to columns at the least total cost: the Hungarian method, for a handful of each."""

import numpy as np

BARRED = 1e6
"""In place of an infinite cost, with which the method could not reckon."""


def assign(costs: np.ndarray, limit: float) -> list[tuple[int, int]]:
    """Pairs (row, column) of costs [R, C] with the least sum; pairs that cost more than `limit` are left out.

    Leaving one row unpaired costs `limit`, so a good pair is never given up to make two bad ones possible.
    """
    rows, columns = costs.shape
    if rows == columns == 1:  # As in most frames; the whole method costs as much as three lines of JSON.
        return [(0, 0)] if costs[0, 0] <= limit else []
    side = rows + columns  # Columns to stay alone in, one a row; the rows below them cost nothing.
    square = np.zeros((side, side))
    square[:rows] = limit
    square[:rows, :columns] = np.minimum(costs, BARRED)
    return [(row, column) for row, column in enumerate(_least(square)[:rows]) if column < columns]


def _least(costs: np.ndarray) -> list[int]:
    """The column of each row of a square matrix (Kuhn 1955 and Munkres 1957, as shortest augmenting paths)."""
    side = len(costs)
    of_row, of_column = np.zeros(side + 1), np.zeros(side + 1)
    taken_by = np.full(side + 1, -1)
    for row in range(side):
        taken_by[side], column = row, side
        slack, before, seen = np.full(side, np.inf), np.full(side, side), np.zeros(side + 1, bool)
        while taken_by[column] >= 0:
            seen[column], at = True, taken_by[column]
            free = ~seen[:side]
            reach = costs[at] - of_row[at] - of_column[:side]
            better = free & (reach < slack)
            slack[better], before[better] = reach[better], column
            column_next = int(np.where(free, slack, np.inf).argmin())
            step = slack[column_next]
            of_row[taken_by[seen]] += step
            of_column[seen] -= step
            slack[free] -= step
            column = column_next
        while column != side:
            taken_by[column], column = taken_by[before[column]], before[column]
    columns = np.empty(side, int)
    columns[taken_by[:side]] = np.arange(side)
    return columns.tolist()
