"""Characters of scripts that put no spaces between words, for exports and the search index.

Measuring blocks (`extract/page/character_classes.py`) and near-duplicates (`dedup/shingles.py`) have coarser ranges
of their own: they count how wide a text is, and compiled code shares them.
"""

from __future__ import annotations

__all__ = ["CHINESE_AND_JAPANESE", "RANGES", "WITH_KOREAN"]

_CHINESE_AND_JAPANESE = (
    (0x3005, 0x3007),  # 々〆〇
    (0x3040, 0x30FF),  # kana
    (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
    (0xF900, 0xFAFF),
    (0x20000, 0x3FFFF),
)
# Hangul syllables: Korean puts spaces between words, but they take endings.
_KOREAN = (0xAC00, 0xD7AF)
RANGES = (*_CHINESE_AND_JAPANESE, _KOREAN)


def _class_of(ranges: tuple[tuple[int, int], ...]) -> str:
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


# The inside of a class of a pattern.
CHINESE_AND_JAPANESE = _class_of(_CHINESE_AND_JAPANESE)
WITH_KOREAN = _class_of(RANGES)
