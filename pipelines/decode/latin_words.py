"""Detects words of European languages in a single-byte charset: isolated accented letters between ASCII
letters.
"""

from __future__ import annotations

from itertools import islice

from newsmill.pipelines.regex import lazy_regex

__all__ = ["is_latin"]

_HIGH_RUN = lazy_regex(rb"[\x80-\xff]+")
_MOST_RUNS = 200
# European words have one or two accented letters between ASCII ones; text in two-byte charsets has long runs.
_ALONE, _LONG, _LONG_SHARE = 0.5, 4, 0.05
_KANA = b"\x81\x82\x83"  # lead bytes of Shift_JIS kana, often followed by an ASCII byte


def is_latin(raw: bytes) -> bool:
    """Whether bytes beyond ASCII are mostly isolated after an ASCII letter, like the accented letters of
    European words.
    """
    runs = [match.span() for match in islice(_HIGH_RUN.finditer(raw), _MOST_RUNS)]
    alone = sum(
        end - start == 1 and raw[start] not in _KANA and raw[start - 1 : start].isalpha()
        for start, end in runs
    )
    long = sum(end - start > _LONG for start, end in runs)
    return alone >= _ALONE * max(1, len(runs)) and long <= _LONG_SHARE * len(runs)
