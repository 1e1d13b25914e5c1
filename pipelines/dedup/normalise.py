"""Text normalisation for comparison: letters and digits only, without width, case or punctuation.

Reprints differ first of all in spaces, quotation marks and full-width digits. A lookup table over all code
points normalises a whole batch of texts at once.
"""

from __future__ import annotations

import functools
import hashlib
import itertools
import sys
import unicodedata
from collections.abc import Sequence
from typing import Any

import numpy as np
import numpy.typing as npt

from newsmill.pipelines.compiled import module

__all__ = ["NormalTexts", "fingerprints", "normalise"]

CodePoints = npt.NDArray[np.uint32]
Offsets = npt.NDArray[np.int64]


class NormalTexts:
    """A batch of normalised texts: one array of code points, and where each text starts.

    points    code points of all texts, concatenated
    offsets   text `i` is `points[offsets[i]:offsets[i + 1]]`
    """

    def __init__(self, points: CodePoints, offsets: Offsets) -> None:
        self.points = points
        self.offsets = offsets

    def __len__(self) -> int:
        return len(self.offsets) - 1

    def __getitem__(self, index: int) -> CodePoints:
        return self.points[self.offsets[index] : self.offsets[index + 1]]


def normalise(texts: Sequence[str]) -> NormalTexts:
    """Keep letters and digits, in one width and one case (`ＡＢＣ　１２` and `abc12` are the same)."""
    compiled = module("newsmill.pipelines.dedup._texts")
    if compiled is None:
        return _normalised_in_python(texts)
    texts = list(texts)
    seen = np.zeros(_PAGES, dtype=np.uint8)
    points = np.empty(compiled.pages(texts, seen), dtype=np.uint32)
    offsets = np.zeros(len(texts) + 1, dtype=np.int64)
    kept = compiled.normalised(texts, _table(np.flatnonzero(seen)), points, offsets)
    return NormalTexts(points[:kept], offsets)


def _normalised_in_python(texts: Sequence[str]) -> NormalTexts:
    lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    points = np.frombuffer(joined, dtype=np.uint32)
    mapped = _table(np.unique(points >> _PAGE_BITS))[points]
    kept = mapped != 0
    before = np.zeros(len(mapped) + 1, dtype=np.int64)
    np.cumsum(kept, out=before[1:])
    bounds = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(lengths, out=bounds[1:])
    return NormalTexts(mapped[kept], before[bounds])


def fingerprints(texts: NormalTexts) -> list[bytes]:
    """16 bytes for each text, equal for equal ones (BLAKE2b)."""
    points = memoryview(texts.points.tobytes())
    bounds = (texts.offsets * texts.points.itemsize).tolist()
    return [
        hashlib.blake2b(points[start:end], digest_size=16).digest()
        for start, end in itertools.pairwise(bounds)
    ]


# Only the pages of the table that texts need are filled in: filling all takes most of a second.
_PAGE_BITS = 12
_PAGES = (sys.maxunicode + 1) >> _PAGE_BITS
_filled: set[int] = set()


def _table(pages: npt.NDArray[np.integer[Any]]) -> CodePoints:
    """Map every code point of these pages to its normalised form, 0 if it is dropped.

    Applies compatibility forms (NFKC) and case folding if the result is a single character. The few that
    yield several (`ﬁ`, `ß`) map to themselves, the same on both sides of a comparison.
    """
    table = _empty_table()
    for page in pages.tolist():
        if page not in _filled:
            start = page << _PAGE_BITS
            table[start : start + (1 << _PAGE_BITS)] = [
                _normal_form(point) for point in range(start, start + (1 << _PAGE_BITS))
            ]
            _filled.add(page)
    return table


@functools.lru_cache(maxsize=1)
def _empty_table() -> CodePoints:
    return np.zeros(sys.maxunicode + 1, dtype=np.uint32)


def _normal_form(point: int) -> int:
    character = chr(point)
    if not character.isalnum():
        return 0
    folded = unicodedata.normalize("NFKC", character).casefold()
    return ord(folded) if len(folded) == 1 else point
