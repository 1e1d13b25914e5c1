"""Whether bytes are words of European languages in a single-byte charset: accented letters that stand alone between ASCII ones."""

from __future__ import annotations

import re
from itertools import islice

__all__ = ["is_latin"]

_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_MOST_RUNS = 200
# European words have one accented letter between ASCII ones, or two; text of two bytes a character has long runs.
_ALONE, _LONG, _LONG_SHARE = 0.5, 4, 0.05
_KANA = b"\x81\x82\x83"  # lead bytes in Shift_JIS, before second bytes that often are ASCII letters; no letters themselves


def is_latin(raw: bytes) -> bool:
    """Whether bytes beyond ASCII mostly stand alone behind an ASCII letter, as the accented letters of European words do."""
    runs = [match.span() for match in islice(_HIGH_RUN.finditer(raw), _MOST_RUNS)]
    alone = sum(
        end - start == 1 and raw[start] not in _KANA and raw[start - 1 : start].isalpha()
        for start, end in runs
    )
    long = sum(end - start > _LONG for start, end in runs)
    return alone >= _ALONE * max(1, len(runs)) and long <= _LONG_SHARE * len(runs)
