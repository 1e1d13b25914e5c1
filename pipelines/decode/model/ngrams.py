"""Character n-grams with back-off: the probability of a character after the three before it."""

from __future__ import annotations

from array import array
from bisect import bisect_left
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np
from numpy.typing import NDArray

__all__ = ["BACK_ZERO", "SCALE", "Context", "NgramTables", "Ngrams", "packed", "rows_of", "unpacked"]

SCALE = 4  # steps per bit
BACK_ZERO = 16  # the byte that encodes a back-off weight of 1
# Unpacked in 20 ms. LZMA packs a few per cent smaller, but unpacks in 280 ms, which every worker would spend.
_LEVEL = 22


class Level(msgspec.Struct, array_like=True):
    """The n-grams of one length, sorted, as byte planes.

    counts  for each n-gram one shorter, the number of those that extend it (low bytes, then high bytes)
    lasts   the last character of each, as the difference from the previous one in its row (likewise)
    bits    the negative base-2 logarithm of its probability, in units of 1/`SCALE`
    backs   likewise its back-off weight, offset by `BACK_ZERO`; none for the longest
    """

    counts: bytes
    lasts: bytes
    bits: bytes
    backs: bytes


class NgramTables(msgspec.Struct, array_like=True):
    """N-grams as stored. Characters are numbers: 0 stands for unknown ones; `ones` has a byte of bits per
    character.
    """

    ones: bytes
    ones_backs: bytes
    levels: list[Level]


# Where the tables list what follows some characters: level, start, end and back-off weight, longest context
# first.
Context = tuple[tuple[int, int, int, float], ...]


def packed(data: bytes) -> bytes:
    """Compress a table."""
    import zstandard

    return zstandard.ZstdCompressor(level=_LEVEL).compress(data)


def unpacked(path: Path) -> bytes:
    """Decompress a table."""
    import zstandard  # most pages need no model

    return zstandard.ZstdDecompressor().decompress(path.read_bytes())


def _row_starts(counts: NDArray[np.uint16]) -> NDArray[np.uint32]:
    """Where each row begins, and where the last one ends, from the number of items in each."""
    starts = np.zeros(len(counts) + 1, np.uint32)
    np.cumsum(counts, dtype=np.uint32, out=starts[1:])
    return starts


def _array_of(code: str, numbers: NDArray[np.uint16] | NDArray[np.uint32]) -> array[int]:
    """The numbers as an array of Python, which looks up a single one in less time than numpy."""
    items: array[int] = array(code)
    items.frombytes(numbers.data.cast("B"))
    return items


def _numbers(planes: bytes) -> NDArray[np.uint16]:
    low, high = np.frombuffer(planes, np.uint8).reshape(2, -1)
    numbers = high.astype(np.uint16)
    numbers <<= 8
    numbers |= low
    return numbers


def _lasts(differences: NDArray[np.uint16], starts: NDArray[np.uint32]) -> NDArray[np.uint16]:
    """The sums of the differences in each row. Sums over all rows may overflow: only what they grow by in a
    row matters, and that is below 65536. Wider numbers would take most of the memory of a worker."""
    sums = np.zeros(len(differences) + 1, np.uint16)
    np.cumsum(differences, dtype=np.uint16, out=sums[1:])
    before = np.repeat(sums[starts[:-1]], np.diff(starts))
    np.subtract(sums[1:], before, out=before)
    return before


def rows_of(counts: bytes, items: bytes) -> tuple[array[int], array[int]]:
    """Where each row begins, and where the last one ends; and the items of all rows.

    counts, items  the number of items in each row, and the items as differences within their row, as byte planes
    """
    starts = _row_starts(_numbers(counts))
    return _array_of("I", starts), _array_of("H", _lasts(_numbers(items), starts))


class Ngrams:
    """Probabilities of characters in context, with back-off from the longest known context."""

    def __init__(self, tables: NgramTables) -> None:
        self._powers: list[float] = [2.0 ** (-bits / SCALE) for bits in range(256)]
        self._back_powers: list[float] = [2.0 ** ((BACK_ZERO - bits) / SCALE) for bits in range(256)]
        self._ones: list[float] = [self._powers[bits] for bits in tables.ones]
        self._backs: list[bytes] = [tables.ones_backs]
        self._starts: list[array[int]] = []
        self._lasts: list[array[int]] = []
        self._bits: list[bytes] = []
        for level in tables.levels:
            starts, lasts = rows_of(level.counts, level.lasts)
            self._starts.append(starts)
            self._lasts.append(lasts)
            self._bits.append(level.bits)
            self._backs.append(level.backs)
        # The same two characters precede many third ones.
        self._shorter = lru_cache(maxsize=4096)(self.context)

    def compiled_tables(self) -> tuple[object, ...]:
        """The tables as the compiled `Scores` takes them."""
        arrays = (np.array(each) for each in (self._powers, self._back_powers, self._ones))
        return (*arrays, self._starts, self._lasts, self._bits, self._backs)

    def context(self, history: tuple[int, ...]) -> Context:
        """Look up the context `history` (at most three numbers, the nearest last).

        Numbers before a 0, which stands for an unknown character, are ignored.
        """
        if 0 in history:
            history = history[-1 - history[::-1].index(0) :]
        if not history:
            return ()
        length = len(history) - 1
        if length >= len(self._starts):
            return self.context(history[1:])
        shorter = self._shorter(history[1:])
        node = self._node(history)
        if node < 0:
            return shorter
        starts = self._starts[length]
        back = self._back_powers[self._backs[length][node]]
        return ((length, starts[node], starts[node + 1], back), *shorter)

    def _node(self, numbers: tuple[int, ...]) -> int:
        """The position of an n-gram among those of its length; -1 if it does not exist."""
        node = numbers[0]
        for length, number in enumerate(numbers[1:]):
            start, end = self._starts[length][node], self._starts[length][node + 1]
            node = bisect_left(self._lasts[length], number, start, end)
            if node == end or self._lasts[length][node] != number:
                return -1
        return node

    def chance(self, context: Context, number: int) -> float:
        """The probability of a character in a context."""
        weight = 1.0
        for length, start, end, back in context:
            lasts = self._lasts[length]
            at = bisect_left(lasts, number, start, end)
            if at < end and lasts[at] == number:
                return weight * self._powers[self._bits[length][at]]
            weight *= back
        return weight * self._ones[number]
