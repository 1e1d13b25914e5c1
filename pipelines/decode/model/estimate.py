"""Estimates character n-grams from text and prunes them: absolute discounting, then keeping the most useful
n-grams.

Used when the model is built, never at run time. An n-gram is encoded as one number, `PLACE_BITS` per
character.
"""

from __future__ import annotations

from collections.abc import Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from newsmill.pipelines.decode.model.ngrams import BACK_ZERO, SCALE, Level, NgramTables
from newsmill.pipelines.decode.model.wordmodels import Floats, Ints

__all__ = ["PLACE_BITS", "Counted", "count", "estimate"]

PLACE_BITS = 14
LONGEST = 4
_PLACE = (1 << PLACE_BITS) - 1
# For pairs, triples and fours: the discount per count, reserved for unseen n-grams, and the minimum count.
_DISCOUNT = {2: 0.5, 3: 0.6, 4: 0.7}
_LEAST = {2: 2, 3: 3, 4: 3}


class Counted(NamedTuple):
    """Sorted n-grams and their counts."""

    keys: Ints
    counts: Floats


def _summed(keys: Ints, counts: Floats) -> Counted:
    """Merge equal sorted keys, adding up their counts."""
    starts = np.flatnonzero(np.concatenate([[True], keys[1:] != keys[:-1]]))
    return Counted(keys[starts], np.add.reduceat(counts, starts))


def count(texts: Iterable[Ints]) -> Counted:
    """Count the n-grams of the maximum length in texts (character indices). After a 0, an n-gram is padded
    with zeros.
    """
    total = Counted(np.zeros(0, np.int64), np.zeros(0))
    for text in texts:
        padded = np.concatenate([text, np.zeros(LONGEST - 1, np.int64)])
        columns = [padded[i : i + len(text)] for i in range(LONGEST)]
        for i in range(2, LONGEST):
            columns[i] = np.where(columns[i - 1] == 0, 0, columns[i])
        keys = np.zeros(len(text), np.int64)
        for column in columns:
            keys = keys << PLACE_BITS | column
        keys = np.sort(keys[(columns[0] > 0) | (columns[1] > 0)])
        new = _summed(keys, np.ones(len(keys)))
        keys = np.concatenate([total.keys, new.keys])
        order = np.argsort(keys, kind="stable")
        total = _summed(keys[order], np.concatenate([total.counts, new.counts])[order])
    return total


class _Order(NamedTuple):
    """The n-grams of one length: sorted keys, counts, probabilities, and for each context (sorted) the weight
    of shorter ones.
    """

    keys: Ints
    counts: Floats
    chances: Floats
    contexts: Ints
    backs: Floats


def _suffix(keys: Ints, length: int) -> Ints:
    return keys & ((1 << PLACE_BITS * (length - 1)) - 1)


def _find(sorted_keys: Ints, keys: Ints) -> tuple[Ints, NDArray[np.bool_]]:
    """The positions of keys, and which of them exist."""
    at = np.minimum(np.searchsorted(sorted_keys, keys), len(sorted_keys) - 1)
    return at, sorted_keys[at] == keys


def _chances(orders: list[_Order], keys: Ints, length: int) -> Floats:
    """The probabilities of n-grams of a length by the orders up to it, with back-off."""
    if length == 1:
        return orders[0].chances[keys]
    order = orders[length - 1]
    at, seen = _find(order.keys, keys)
    chances = np.empty(len(keys))
    chances[seen] = order.chances[at[seen]]
    rest = keys[~seen]
    context_at, known = _find(order.contexts, rest >> PLACE_BITS)
    weight = np.where(known, order.backs[context_at], 1.0)
    chances[~seen] = weight * _chances(orders, _suffix(rest, length), length - 1)
    return chances


def _first_order(counted: Counted, places: int) -> _Order:
    counts = np.zeros(places)
    counts[counted.keys] = counted.counts
    smoothed = counts + 0.3
    return _Order(np.arange(places), counts, smoothed / smoothed.sum(), np.zeros(1, np.int64), np.ones(1))


def _interpolated(counted: list[Counted], places: int) -> list[_Order]:
    """Probabilities of all n-grams above the minimum count, each interpolated with shorter ones."""
    orders = [_first_order(counted[0], places)]
    for length in range(2, LONGEST + 1):
        keys, counts = counted[length - 1]
        for i in range(1, length - 1):  # a 0 in the middle ends the context
            inner = keys >> PLACE_BITS * i & _PLACE
            keys, counts = keys[inner > 0], counts[inner > 0]
        contexts, totals = _summed(keys >> PLACE_BITS, counts)
        often = counts >= _LEAST[length]
        keys, counts = keys[often], counts[often]
        total = totals[np.searchsorted(contexts, keys >> PLACE_BITS)]
        own = (counts - _DISCOUNT[length]) / total
        contexts, taken = _summed(keys >> PLACE_BITS, own)
        left = 1.0 - taken
        shorter = _chances(orders, _suffix(keys, length), length - 1)
        chances = own + left[np.searchsorted(contexts, keys >> PLACE_BITS)] * shorter
        orders.append(_Order(keys, counts, chances, contexts, left))
    return orders


def _kept(orders: list[_Order], sizes: dict[int, int], wanted: NDArray[np.bool_] | None) -> list[Ints]:
    """For each length, which n-grams to keep: those whose loss would cost the most bits of text, and their
    contexts.

    `wanted` (one flag per character) restricts them to n-grams with such a character in the last or
    second-last position.
    """
    seen = orders[0].counts.sum()
    stay: list[Ints] = [np.zeros(0, np.int64)] * (LONGEST + 1)
    needed = np.zeros(0, np.int64)
    for length in range(LONGEST, 1, -1):
        order = orders[length - 1]
        left = order.backs[np.searchsorted(order.contexts, order.keys >> PLACE_BITS)]
        shorter = left * _chances(orders, _suffix(order.keys, length), length - 1)
        gain = order.counts / seen * (np.log2(order.chances) - np.log2(shorter))
        if wanted is not None:
            near = wanted[order.keys & _PLACE] | wanted[order.keys >> PLACE_BITS & _PLACE]
            gain = np.where(near, gain, -1.0)
        gain[np.isin(order.keys, needed)] = np.inf
        best = np.argsort(-gain, kind="stable")[: max(sizes[length], int(np.isinf(gain).sum()))]
        stay[length] = np.sort(best[gain[best] > 0])
        needed = np.unique(order.keys[stay[length]] >> PLACE_BITS)
    return stay


def estimate(
    counted: Counted, places: int, sizes: dict[int, int], wanted: NDArray[np.bool_] | None = None
) -> NgramTables:
    """Build back-off n-grams for `places` characters, `sizes` per length, from counts of the longest."""
    by_length = [counted]
    for _ in range(1, LONGEST):
        by_length.insert(0, _summed(by_length[0].keys >> PLACE_BITS, by_length[0].counts))
    full = _interpolated(by_length, places)
    stay = _kept(full, sizes, wanted)
    orders = [full[0]]
    for length in range(2, LONGEST + 1):
        order, chosen = full[length - 1], stay[length]
        keys, chances = order.keys[chosen], order.chances[chosen]
        contexts, taken = _summed(keys >> PLACE_BITS, chances)
        _, of_shorter = _summed(keys >> PLACE_BITS, _chances(orders, _suffix(keys, length), length - 1))
        backs = np.maximum(1.0 - taken, 1e-4) / np.maximum(1.0 - of_shorter, 1e-4)
        orders.append(_Order(keys, order.counts[chosen], chances, contexts, np.minimum(backs, 4.0)))
    return _tables(orders)


def _bits(chances: Floats, zero: int = 0) -> bytes:
    steps: NDArray[np.uint8] = np.clip(np.round(-np.log2(chances) * SCALE) + zero, 0, 255).astype(np.uint8)
    return steps.tobytes()


def _planes(numbers: Ints) -> bytes:
    planes: NDArray[np.uint8] = np.concatenate([numbers & 0xFF, numbers >> 8]).astype(np.uint8)
    return planes.tobytes()


def packed_rows(rows: Ints, items: Ints, count: int) -> tuple[bytes, bytes]:
    """The number of items in each of `count` rows, and the items as differences within their row, as byte planes.

    rows, items  for each item the index of its row, and its value below 65,536; sorted
    """
    steps = np.diff(items, prepend=0)
    begins = np.diff(rows, prepend=-1) != 0
    steps[begins] = items[begins]
    return _planes(np.bincount(rows, minlength=count)), _planes(steps)


def _backs(order: _Order, longer: _Order | None) -> bytes:
    """The back-off weight of each n-gram of an order; 1 if no longer n-gram extends it."""
    if longer is None:
        return b""
    weights = np.ones(len(order.keys))
    weights[np.searchsorted(order.keys, longer.contexts)] = longer.backs
    return _bits(weights, BACK_ZERO)


def _tables(orders: list[_Order]) -> NgramTables:
    levels = []
    for length in range(2, LONGEST + 1):
        keys, shorter = orders[length - 1].keys, orders[length - 2].keys
        contexts, lasts = keys >> PLACE_BITS, keys & _PLACE
        counts, steps = packed_rows(np.searchsorted(shorter, contexts), lasts, len(shorter))
        longer = orders[length] if length < LONGEST else None
        levels.append(
            Level(
                counts,
                steps,
                _bits(orders[length - 1].chances),
                _backs(orders[length - 1], longer),
            )
        )
    return NgramTables(_bits(orders[0].chances), _backs(orders[0], orders[1]), levels)
