"""Text normalisation for comparison: letters and digits only, without width, case or punctuation.

Reprints differ first of all in spaces, quotation marks and full-width digits. A lookup table over all code
points normalises a whole batch of texts at once.
"""

from __future__ import annotations

import functools
import hashlib
import sys
import unicodedata
from collections.abc import Sequence

import numpy as np
import numpy.typing as npt

__all__ = ["NormalTexts", "fingerprint", "normalise"]

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
    lengths = np.fromiter((len(text) for text in texts), dtype=np.int64, count=len(texts))
    joined = "".join(texts).encode("utf-32-le", "surrogatepass")
    mapped = _table()[np.frombuffer(joined, dtype=np.uint32)]
    kept = mapped != 0
    before = np.zeros(len(mapped) + 1, dtype=np.int64)
    np.cumsum(kept, out=before[1:])
    bounds = np.zeros(len(texts) + 1, dtype=np.int64)
    np.cumsum(lengths, out=bounds[1:])
    return NormalTexts(mapped[kept], before[bounds])


def fingerprint(points: CodePoints) -> bytes:
    """16 bytes that are equal for equal normalised texts (BLAKE2b)."""
    return hashlib.blake2b(points.tobytes(), digest_size=16).digest()


@functools.lru_cache(maxsize=1)
def _table() -> CodePoints:
    """Map every code point to its normalised form, 0 if it is dropped.

    Applies compatibility forms (NFKC) and case folding if the result is a single character. The few that
    yield several (`ﬁ`, `ß`) map to themselves, the same on both sides of a comparison.
    """
    table = np.zeros(sys.maxunicode + 1, dtype=np.uint32)
    for point in range(sys.maxunicode + 1):
        character = chr(point)
        if character.isalnum():
            folded = unicodedata.normalize("NFKC", character).casefold()
            table[point] = ord(folded) if len(folded) == 1 else point
    return table
