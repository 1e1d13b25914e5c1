"""The classes of characters that blocks are measured by: letters, digits, and punctuation by what it does, over all scripts."""

from __future__ import annotations

import unicodedata
from functools import cache

import numpy as np
from numpy.typing import NDArray

from newsmill.pipelines.extract.lexicon.sentence_ends import MARKS

__all__ = [
    "BRACKET", "CLASSES", "COLON", "COMMA", "DIGIT", "LETTER", "OTHER", "QUOTE", "SEPARATOR", "SPACE", "STOP", "UPPER", "WIDE",
    "WIDE_WEIGHT", "character_classes",
]  # fmt: skip

LETTER, UPPER, WIDE, DIGIT, SPACE, STOP, COMMA, QUOTE, SEPARATOR, COLON, BRACKET, OTHER = range(12)
CLASSES = 12
# How many Latin characters a character of a wide script counts for.
WIDE_WEIGHT = 2.5

_PUNCTUATION: dict[int, str] = {
    STOP: MARKS,
    COMMA: ",，、､;；،؛፣፤",
    QUOTE: "\"'“”‘’«»„‟「」『』〝〞",
    SEPARATOR: "|｜¦›»«‹>›·•●■◆▶►▲▼★☆/\\_→←↑↓✓×",
    COLON: ":：∶",
    BRACKET: "()（）[]【】〔〕<《》〈〉{}",
}
_WIDE_RANGES = ((0x2E80, 0x2FFF), (0x3005, 0x3007), (0x3021, 0x3029), (0x3040, 0x31FF), (0x3400, 0x4DBF), (0x4E00, 0x9FFF),
                (0xAC00, 0xD7AF), (0xF900, 0xFAFF), (0xFF66, 0xFF9F), (0x1100, 0x11FF))  # fmt: skip


@cache
def character_classes() -> NDArray[np.uint8]:
    """The class of every character of the basic plane; all above it are of the class of its last one."""
    table = np.full(0x10000, OTHER, np.uint8)
    letters = {"Lu": UPPER, "Lt": UPPER, "Nd": DIGIT, "Nl": DIGIT, "No": DIGIT}
    for code in range(0x10000):
        category = unicodedata.category(chr(code))
        if category in letters:
            table[code] = letters[category]
        elif category[0] in "LM":
            table[code] = LETTER
        elif category[0] == "Z" or code < 32:
            table[code] = SPACE
    for first, last in _WIDE_RANGES:
        table[first : last + 1] = WIDE
    for kind, characters in _PUNCTUATION.items():
        for character in characters:
            table[ord(character)] = kind
    return table
