"""Character classes over all scripts, used to measure blocks: letters, digits, punctuation by function."""

from __future__ import annotations

import unicodedata
from collections.abc import Callable, Iterable
from functools import cache

import numpy as np
from numpy.typing import NDArray

from newsmill.pipelines.compiled import module
from newsmill.pipelines.derived_cache import kept
from newsmill.pipelines.extract.lexicon.sentence_ends import MARKS
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "BRACKET",
    "CLASSES",
    "COLON",
    "COMMA",
    "DIGIT",
    "HAN",
    "LETTER",
    "OTHER",
    "QUOTE",
    "SEPARATOR",
    "SPACE",
    "STOP",
    "UPPER",
    "WIDE",
    "WIDE_CHARACTER",
    "WIDE_WEIGHT",
    "character_classes",
    "count_wide_in_python",
    "has_digit",
    "has_digit_in_python",
    "in_class",
    "width",
]  # fmt: skip

LETTER, UPPER, WIDE, DIGIT, SPACE, STOP, COMMA, QUOTE, SEPARATOR, COLON, BRACKET, OTHER = range(12)
CLASSES = 12
# How many Latin characters one character of a wide script counts for.
WIDE_WEIGHT = 2.5

_PUNCTUATION: dict[int, str] = {
    STOP: MARKS,
    COMMA: ",，、､;；،؛፣፤",
    QUOTE: "\"'“”‘’«»„‟「」『』〝〞",
    SEPARATOR: "|｜¦›»«‹>›·•●■◆▶►▲▼★☆/\\_→←↑↓✓×",
    COLON: ":：∶",
    BRACKET: "()（）[]【】〔〕<《》〈〉{}",
}
_WIDE_RANGES = ((0x2E80, 0x2FFF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3040, 0x31FF), (0x3400, 0x4DBF),
    (0x4E00, 0x9FFF),
                (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x1100, 0x11FF))  # fmt: skip

# A character of Chinese, Japanese or Korean, and Chinese characters as a range for a character class.
# Kana, Han and Hangul.
_COUNTED_WIDE = ((0x3040, 0x9FFF), (0xAC00, 0xD7AF))


def in_class(ranges: Iterable[tuple[int, int]]) -> str:
    """Ranges of code points as the inside of a class of a pattern."""
    return "".join(f"{chr(first)}-{chr(last)}" for first, last in ranges)


WIDE_CHARACTER = lazy_regex(f"[{in_class(_COUNTED_WIDE)}]")
HAN = "\u3400-\u9fff\uf900-\ufaff"


def width(text: str) -> float:
    """The length of a line in Latin characters."""
    if text.isascii():
        return float(len(text))
    return len(text) + (WIDE_WEIGHT - 1) * _wide_counter()(text)


@cache
def _wide_counter() -> Callable[[str], int]:
    """What counts the wide characters of a text."""
    compiled = module("newsmill.pipelines.extract.page._walk")
    return count_wide_in_python if compiled is None else compiled.count_wide


def count_wide_in_python(text: str) -> int:
    """The number of characters that `WIDE_CHARACTER` matches. Pure-Python fallback of `_walk.count_wide`."""
    return len(WIDE_CHARACTER.findall(text))


_DIGIT = lazy_regex(r"\d")


def has_digit_in_python(text: str) -> bool:
    """Whether a text has a decimal digit of any script. Pure-Python fallback of `_walk.has_digit`."""
    return _DIGIT.search(text) is not None


def has_digit(text: str) -> bool:
    """Whether a text has a decimal digit of any script."""
    return _digit_test()(text)


@cache
def _digit_test() -> Callable[[str], bool]:
    compiled = module("newsmill.pipelines.extract.page._walk")
    return has_digit_in_python if compiled is None else compiled.has_digit


def _of_category(category: str) -> int:
    """The class of the characters in a Unicode general category."""
    if category in ("Lu", "Lt"):
        return UPPER
    return {"L": LETTER, "M": LETTER, "N": DIGIT, "Z": SPACE}.get(category[0], OTHER)


@cache
def character_classes() -> NDArray[np.uint8]:
    """The class of each character of the Basic Multilingual Plane. Characters above it take the class of
    U+FFFF."""
    return np.frombuffer(kept("character classes", "", _derived, bytes), np.uint8)


def _derived() -> bytes:
    table = np.zeros(0x10000, np.uint8)
    for first, last in _WIDE_RANGES:
        table[first : last + 1] = WIDE
    # Two thirds of the plane are wide: only the others are looked up in the Unicode database.
    others = np.flatnonzero(table != WIDE)
    categories = [unicodedata.category(chr(code)) for code in others.tolist()]
    by_category = {category: _of_category(category) for category in set(categories)}
    table[others] = [by_category[category] for category in categories]
    table[:32] = SPACE
    for kind, characters in _PUNCTUATION.items():
        for character in characters:
            table[ord(character)] = kind
    return table.tobytes()
