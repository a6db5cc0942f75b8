"""Pictures that are nearly the same: found by perceptual hashes, confirmed on the pictures themselves."""

from collections.abc import Iterator

import numpy as np

from fer_edge.data.inspecting.records import THUMB

RADIUS = 7
"""Bits in which two hashes may differ: 97 of 100 pairs of FER2013 that are alike enough are within it."""

ALIKE = 0.95
"""Correlation of two small pictures from which on they are one photograph, cut or lit otherwise.

Seen on FER2013, pairs within RADIUS: of 192 from 0.94 on none shows two people, of 96 from 0.92 to 0.94 four do.
"""

BLOCKS, BLOCK_BITS = 4, 16
"""Of 64 bits. Two hashes within RADIUS differ in at most one bit in at least one block, since 4 blocks of 2 are 8."""

CHUNK = 1 << 21
"""Pairs that are compared at once."""

NEXT = 32
"""Faces of one and the same hash are compared with so many that follow, and with others by so many of them."""

SPREAD = np.random.default_rng(0).permutation(64)
"""The order of the bits over the blocks: neighbours on a face, which go together, are in different ones."""


def find_near(hashes: np.ndarray, thumbs: np.ndarray) -> np.ndarray:
    """Pairs of pictures that are nearly the same, int64 [P, 2], the smaller index first, sorted.

    hashes: uint64 [N]. thumbs: uint8 [N, THUMB * THUMB].
    """
    found = [pairs[_alike(thumbs, pairs)] for pairs in _candidates(hashes)]
    return np.unique(np.concatenate([np.zeros((0, 2), np.int64), *found]), axis=0)


def _candidates(hashes: np.ndarray) -> Iterator[np.ndarray]:
    """Pairs whose hashes are within RADIUS, some of them more than once."""
    order = np.argsort(hashes, kind="stable")
    values, starts, counts = np.unique(hashes[order], return_index=True, return_counts=True)
    for step in range(1, min(NEXT, int(counts.max(initial=1)) - 1) + 1):
        same = np.flatnonzero(hashes[order[step:]] == hashes[order[:-step]])
        yield _sorted(order[same], order[same + step])
    for first, second in near_values(values):
        for pairs in _members(first, second, starts, counts):
            yield _sorted(order[pairs[0]], order[pairs[1]])


def _sorted(first: np.ndarray, second: np.ndarray) -> np.ndarray:
    return np.sort(np.stack([first, second], axis=1), axis=1).astype(np.int64)


def _members(
    first: np.ndarray, second: np.ndarray, starts: np.ndarray, counts: np.ndarray
) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Pairs of places out of pairs of hash values, each of which the first few faces stand for."""
    few = np.minimum(counts, NEXT)
    for one in range(int(few[first].max(initial=0))):
        for other in range(int(few[second].max(initial=0))):
            kept = (few[first] > one) & (few[second] > other)
            yield starts[first[kept]] + one, starts[second[kept]] + other


def near_values(values: np.ndarray) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Indices of pairs of distinct hashes uint64 [U] within RADIUS, each pair once.

    Multi-index hashing (Norouzi, Punjani and Fleet, 2012): only hashes that share a block, or differ in one bit of it,
    are compared.
    """
    bits = np.unpackbits(values.view(np.uint8).reshape(-1, 8), axis=1)[:, SPREAD]
    keys = np.ascontiguousarray(np.packbits(bits, axis=1)).view(np.uint16)
    for block in range(BLOCKS):
        own = np.ascontiguousarray(keys[:, block])
        order = np.argsort(own, kind="stable")
        ends = np.cumsum(np.bincount(own, minlength=1 << BLOCK_BITS))
        for flipped in (0, *(1 << bit for bit in range(BLOCK_BITS))):
            for first, second in _joined(own[order], ends, flipped):
                one, other = order[first], order[second]
                close = _differing(values[one] ^ values[other]) <= RADIUS
                one, other = one[close], other[close]
                new = _first_block(keys[one] ^ keys[other]) == block
                yield one[new], other[new]


def _joined(keys: np.ndarray, ends: np.ndarray, flipped: int) -> Iterator[tuple[np.ndarray, np.ndarray]]:
    """Places in sorted `keys` whose keys are equal but for the bit `flipped`, in chunks. ends: of each key's places."""
    places = np.arange(len(keys))
    if flipped:
        places = places[(keys & flipped) == 0]
        partner = keys[places] ^ np.uint16(flipped)
        low = np.where(partner > 0, ends[partner.astype(np.int64) - 1], 0)
    else:
        partner, low = keys, places + 1
    number = ends[partner] - low
    total = np.cumsum(number)
    begin = 0
    while begin < len(places):
        done = total[begin - 1] if begin else 0
        end = max(begin + 1, int(np.searchsorted(total, done + CHUNK)))
        many = number[begin:end]
        offsets = np.arange(many.sum()) - np.repeat(np.cumsum(many) - many, many)
        yield np.repeat(places[begin:end], many), np.repeat(low[begin:end], many) + offsets
        begin = end


def _first_block(differences: np.ndarray) -> np.ndarray:
    """The first block [K] of differences uint16 [K, BLOCKS] with at most one bit."""
    block: np.ndarray = ((differences & (differences - np.uint16(1))) == 0).argmax(axis=1)
    return block


BITS = np.array([bin(value).count("1") for value in range(1 << 16)], np.uint8)


def _differing(differences: np.ndarray) -> np.ndarray:
    """How many bits of uint64 [K] are set."""
    if hasattr(np, "bitwise_count"):  # Since numpy 2.
        bits: np.ndarray = np.bitwise_count(differences)
    else:
        bits = BITS[differences.view(np.uint16).reshape(-1, 4)].sum(axis=1)
    return bits


def _alike(thumbs: np.ndarray, pairs: np.ndarray) -> np.ndarray:
    """Which pairs [P, 2] of small pictures correlate by ALIKE or more: bool [P]."""
    found = np.zeros(len(pairs), bool)
    step = CHUNK // (THUMB * THUMB)
    for begin in range(0, len(pairs), step):
        first, second = (_standardised(thumbs[pairs[begin : begin + step, side]]) for side in (0, 1))
        found[begin : begin + step] = np.einsum("ij,ij->i", first, second) >= ALIKE
    return found


def _standardised(thumbs: np.ndarray) -> np.ndarray:
    """Pictures [K, P] with a mean of 0 and a length of 1; one without any contrast is 0."""
    values: np.ndarray = thumbs.astype(np.float32)
    values -= values.mean(axis=1, keepdims=True)
    values /= np.maximum(np.linalg.norm(values, axis=1, keepdims=True), 1e-6)
    return values
