"""The character n-grams of many texts at once, as 64-bit hashes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from newsmill.pipelines.dedup.normalise import CodePoints, NormalTexts, Offsets

__all__ = ["NGRAM", "Hashes", "shingle_set", "shingles"]

# Five characters: in Chinese about three words, rare enough that two unrelated articles share hardly any, and short
# enough that an edit every few sentences leaves most of them whole.
NGRAM = 5

Hashes = npt.NDArray[np.uint64]

_MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 0x85EBCA77C2B2AE63],
    dtype=np.uint64,
)


def shingles(texts: NormalTexts) -> tuple[Hashes, Offsets]:
    """The hashes of all n-grams in reading order, and where each text's run starts; a text shorter than n has none."""
    lengths = np.diff(texts.offsets)
    counts = np.maximum(lengths - (NGRAM - 1), 0)
    offsets = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    every = _hash_runs(texts.points)
    inside = np.ones(len(every), dtype=bool)
    # An n-gram that starts in the last n-1 characters of a text would reach into the next one.
    ends = texts.offsets[1:]
    for back in range(1, NGRAM):
        crossing = ends - back
        crossing = crossing[(crossing >= texts.offsets[:-1]) & (crossing < len(every))]
        inside[crossing] = False
    return every[inside], offsets


def shingle_set(points: CodePoints) -> Hashes:
    """The distinct n-grams of one normalised text, sorted."""
    return np.unique(_hash_runs(points))


def _hash_runs(points: CodePoints) -> Hashes:
    """The hash of every run of n code points: a product sum, then the finaliser of SplitMix64."""
    total = len(points) - (NGRAM - 1)
    if total <= 0:
        return np.empty(0, dtype=np.uint64)
    wide = points.astype(np.uint64)
    hashed = np.zeros(total, dtype=np.uint64)
    for place, multiplier in enumerate(_MULTIPLIERS):
        hashed += wide[place : place + total] * multiplier
    hashed ^= hashed >> np.uint64(30)
    hashed *= np.uint64(0xBF58476D1CE4E5B9)
    hashed ^= hashed >> np.uint64(27)
    hashed *= np.uint64(0x94D049BB133111EB)
    hashed ^= hashed >> np.uint64(31)
    return hashed
