"""Character n-grams of many texts at once, as 64-bit hashes."""

from __future__ import annotations

import numpy as np
import numpy.typing as npt

from newsmill.pipelines.compiled import module
from newsmill.pipelines.dedup.normalise import CodePoints, NormalTexts, Offsets

__all__ = ["LONG_NGRAM", "NGRAM", "Hashes", "hash_runs", "ngram_length", "shingle_set", "shingles"]

# Five characters are about three words in Chinese: rare enough that unrelated articles share hardly any, and
# short enough that most survive an edit every few sentences.
NGRAM = 5

# In alphabetic scripts five characters are one word, and any two long articles share a tenth of them. Ten are
# two words.
LONG_NGRAM = 2 * NGRAM

# Characters of scripts without spaces, as ranges of code points.
_CJK = ((0x3040, 0x9FFF), (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0x20000, 0x3FFFF))
# Texts with at least this share of Chinese, Japanese or Korean characters use the short n-grams.
_CJK_SHARE = 0.3

Hashes = npt.NDArray[np.uint64]

_MULTIPLIERS = np.array(
    [0x9E3779B97F4A7C15, 0xC2B2AE3D27D4EB4F, 0x165667B19E3779F9, 0x27D4EB2F165667C5, 0x85EBCA77C2B2AE63],
    dtype=np.uint64,
)


def shingles(texts: NormalTexts) -> tuple[Hashes, Offsets]:
    """The hashes of all n-grams in reading order, and where each text's hashes start. A text shorter than n
    has none.
    """
    compiled = module("newsmill.pipelines.dedup._texts")
    if compiled is not None:
        found: tuple[Hashes, Offsets] = compiled.shingles(texts.points, texts.offsets)
        return found
    return _shingles_in_python(texts)


def _shingles_in_python(texts: NormalTexts) -> tuple[Hashes, Offsets]:
    lengths = np.diff(texts.offsets)
    before = np.concatenate(([0], np.cumsum(_is_cjk(texts.points))))
    of_cjk = before[texts.offsets[1:]] - before[texts.offsets[:-1]]
    sizes = np.where(of_cjk >= _CJK_SHARE * lengths, NGRAM, LONG_NGRAM)
    counts = np.maximum(lengths - (sizes - 1), 0)
    offsets = np.zeros(len(counts) + 1, dtype=np.int64)
    np.cumsum(counts, out=offsets[1:])
    total = len(texts.points)
    short, long = _hashes(texts.points, NGRAM), _hashes(texts.points, LONG_NGRAM)
    short, long = (np.pad(part, (0, total - len(part))) for part in (short, long))
    size_at = np.repeat(sizes, lengths)
    end_at = np.repeat(texts.offsets[1:], lengths)
    # Exclude n-grams that start near the end of a text and would reach into the next one.
    inside = np.arange(total) + size_at <= end_at
    every: Hashes = np.where(size_at == NGRAM, short, long)[inside]
    return every, offsets


def ngram_length(points: CodePoints) -> int:
    """The n-gram length for a text."""
    return NGRAM if np.count_nonzero(_is_cjk(points)) >= _CJK_SHARE * len(points) else LONG_NGRAM


def shingle_set(points: CodePoints) -> Hashes:
    """The distinct n-grams of one normalised text, sorted."""
    return np.unique(hash_runs(points))


def hash_runs(points: CodePoints) -> Hashes:
    """The hashes of one normalised text's n-grams, in reading order."""
    return _hashes(points, ngram_length(points))


def _is_cjk(points: CodePoints) -> npt.NDArray[np.bool_]:
    found = np.zeros(len(points), np.bool_)
    for first, last in _CJK:
        found |= (points >= first) & (points <= last)
    return found


def _hashes(points: CodePoints, size: int) -> Hashes:
    total = len(points) - (NGRAM - 1)
    if total <= 0 or len(points) < size:
        return np.empty(0, dtype=np.uint64)
    wide = points.astype(np.uint64)
    hashed = np.zeros(total, dtype=np.uint64)
    for place, multiplier in enumerate(_MULTIPLIERS):
        hashed += wide[place : place + total] * multiplier
    if size == LONG_NGRAM:
        hashed = hashed[:-NGRAM] * _MULTIPLIERS[0] + hashed[NGRAM:] * _MULTIPLIERS[1] + np.uint64(1)
    hashed ^= hashed >> np.uint64(30)
    hashed *= np.uint64(0xBF58476D1CE4E5B9)
    hashed ^= hashed >> np.uint64(27)
    hashed *= np.uint64(0x94D049BB133111EB)
    hashed ^= hashed >> np.uint64(31)
    return hashed
