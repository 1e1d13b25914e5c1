"""Text alignment: how much of one text is contained in another, apart from small edits, and what kind of
edits these are.

Shared n-grams alone are not enough. If an editor changes every tenth character, barely half of the 5-grams
survive, while two weather notices that differ in every figure share three quarters of them. So n-grams that
occur once in both texts serve as anchors, and the text between neighbouring anchors is compared character by
character to find the edits. A reprint's edits are words; those between two notices from one template are
figures.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
import numpy.typing as npt

from newsmill.pipelines.compiled import module
from newsmill.pipelines.dedup.normalise import CodePoints
from newsmill.pipelines.dedup.shingles import Hashes, hash_runs, ngram_length

__all__ = ["Alignment", "Text", "align"]

# Up to this many n-gram lengths between two anchors count as one edit; a longer gap is different text.
_MAX_EDIT = 8
# The maximum difference in length between the two sides of an edit, in characters.
_MAX_LENGTH_DIFFERENCE = 20

_NUMERALS = "0123456789〇零一二三四五六七八九十百千万亿两壹贰叁肆伍陆柒捌玖拾"


Places = npt.NDArray[np.int64]
_Prepared = tuple[int, Hashes, Hashes, Places]


class Text:
    """A normalised text with its n-grams.

    size    length of its n-grams
    set     the distinct n-grams, sorted
    once    those that occur exactly once, sorted
    places  their positions
    """

    size: int
    set: Hashes
    once: Hashes
    places: Places

    def __init__(self, points: CodePoints) -> None:
        self.points = points
        compiled = module("newsmill.pipelines.dedup._texts")
        self.size, self.set, self.once, self.places = (
            compiled.prepared if compiled else _prepared_in_python
        )(points)

    def shared(self, others: Sequence[Text]) -> list[int]:
        """How many distinct n-grams this text has in common with each of the others."""
        sets = [other.set for other in others]
        compiled = module("newsmill.pipelines.dedup._texts")
        if compiled is not None:
            found: list[int] = compiled.shared(self.set, sets)
            return found
        return [len(np.intersect1d(self.set, other, assume_unique=True)) for other in sets]


def _prepared_in_python(points: CodePoints) -> _Prepared:
    grams, first, counts = np.unique(hash_runs(points), return_index=True, return_counts=True)
    single = counts == 1
    return ngram_length(points), grams, grams[single], first[single].astype(np.int64)


class Alignment(NamedTuple):
    """How much of one text is contained in the other.

    covered   characters in runs that the other text shares, and in edits between such runs
    edits     differences between shared runs; each number that differs counts as one
    figures   numbers that differ
    """

    covered: float
    edits: int
    figures: int


def align(text: Text, other: Text) -> Alignment:
    """Compare `text` with `other`. Linear in their lengths, apart from sorting."""
    if text.size != other.size:
        return Alignment(0.0, 0, 0)
    compiled = module("newsmill.pipelines.dedup._texts")
    if compiled is None:
        held, edits, figures = _aligned_in_python(text, other)
    else:
        mine, theirs = (text.points, text.once, text.places), (other.points, other.once, other.places)
        held, edits, figures = compiled.aligned(*mine, *theirs, text.size, _IS_NUMERAL)
    return Alignment(min(held / max(len(text.points), 1), 1.0), edits, figures)


def _aligned_in_python(text: Text, other: Text) -> tuple[int, int, int]:
    """Characters covered, edits and figures."""
    _, mine, theirs = np.intersect1d(text.once, other.once, assume_unique=True, return_indices=True)
    if not len(mine):
        return 0, 0, 0
    size = text.size
    here, there = text.places[mine], other.places[theirs]
    order = np.argsort(here)
    here, there = here[order], there[order]
    covered = np.zeros(len(text.points) + 1, dtype=np.int64)
    np.add.at(covered, here, 1)
    np.add.at(covered, np.minimum(here + size, len(text.points)), -1)
    held = int(np.count_nonzero(np.cumsum(covered)[:-1]))
    # The text before the first anchor and after the last one is also compared, if it is short.
    starts, ends = np.append(0, here + size), np.append(here, len(text.points))
    other_starts, other_ends = np.append(0, there + size), np.append(there, len(other.points))
    gaps, other_gaps = ends - starts, other_ends - other_starts
    # A shared run ends where the diagonal changes or where there is a gap.
    broken = (gaps > 0) | (gaps != other_gaps)
    widest = _MAX_EDIT * size
    small = (gaps <= widest) & (other_gaps <= widest) & (other_gaps > -size) & (gaps > -size)
    small &= np.abs(gaps - other_gaps) <= _MAX_LENGTH_DIFFERENCE
    edits = figures = 0
    for place in np.flatnonzero(broken & small).tolist():
        # If an insertion makes the anchors of one side overlap, the overlap is subtracted from both sides.
        overlap = max(0, -int(gaps[place]), -int(other_gaps[place]))
        one = text.points[starts[place] - overlap : ends[place]]
        two = other.points[other_starts[place] - overlap : other_ends[place]]
        same, numbers = _compare(one.tolist(), two.tolist())
        held += max(0, same - overlap)
        edits += max(1, numbers)
        figures += numbers
    return held, edits, figures


def _compare(one: list[int], two: list[int]) -> tuple[int, int]:
    """Compare the two sides of an edit: number of shared characters, and of numbers that differ."""
    before = 0
    while before < min(len(one), len(two)) and one[before] == two[before]:
        before += 1
    after = 0
    while after < min(len(one), len(two)) - before and one[-1 - after] == two[-1 - after]:
        after += 1
    first, second = one[before : len(one) - after], two[before : len(two) - after]
    left = Counter(second)
    inside = sum((left & Counter(first)).values())
    numbers, others = Counter(_numbers(first)), Counter(_numbers(second))
    changed = max((numbers - others).total(), (others - numbers).total())
    return before + after + inside, changed


def _numbers(points: list[int]) -> list[str]:
    """The numbers in a piece of text."""
    return _NUMBER.findall("".join(map(chr, points)))


_NUMBER = re.compile(f"[{_NUMERALS}]+")
_IS_NUMERAL = np.zeros(max(map(ord, _NUMERALS)) + 1, dtype=np.uint8)
_IS_NUMERAL[[ord(numeral) for numeral in _NUMERALS]] = 1
