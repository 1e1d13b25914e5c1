"""Word lists with frequencies for many languages, searched by the candidate letters at each position.

`Ñåãîäíÿ` needs no list. But in `ÑÐµÐ³Ð¾Ð´Ð½Ñ` (сегодня as UTF-8 read in windows-1252, which leaves the bytes
81 and 8F undefined), each of two letters has three candidates. Only one combination is a word.
"""

from __future__ import annotations

import lzma
import math
from bisect import bisect_left
from collections import defaultdict
from collections.abc import Iterator, Sequence
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec

from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "LISTED_LOSSES",
    "WORDS_PATH",
    "StoredWords",
    "WordList",
    "fitting",
    "letter_bits",
    "pack_words",
    "words_of",
]

WORDS_PATH = Path(__file__).parent / "model" / "words.bin"
# The bytes that windows-1252, 1254 and 1250 have no character for. The lists of languages with spaces between words
# keep only words with a letter that has one of them.
LISTED_LOSSES = frozenset(b"\x81\x83\x88\x8d\x8e\x8f\x90\x98\x9d\x9e")
_SCALE = 2  # steps per bit
_MOST_SHARED = 31  # maximum characters that a word shares with the previous one

_FILTERS = [{"id": lzma.FILTER_LZMA2, "preset": 9 | lzma.PRESET_EXTREME, "lc": 3, "lp": 0, "pb": 0}]


class StoredWords(msgspec.Struct, array_like=True, frozen=True):
    """The words of a language and their costs, each compressed separately.

    words  sorted; each word is a byte with the number of characters it shares with the previous one, then the
           rest of its characters
    bits   the negative base-2 logarithm of each word's frequency, in units of 1/2 bit
    """

    name: str
    words: bytes
    bits: bytes


def pack_words(name: str, weighted: Sequence[tuple[str, float]]) -> StoredWords:
    """Pack the words of a language. A word's weight is its share of all words in running text."""
    bits: dict[str, float] = {}
    for word, weight in weighted:
        bits.setdefault(word, -math.log2(weight))
    before, stored = "", bytearray()
    for word in sorted(bits):
        differs = (at for at, pair in enumerate(zip(before, word, strict=False)) if pair[0] != pair[1])
        shared = min(next(differs, min(len(before), len(word))), _MOST_SHARED)
        stored += bytes([shared]) + word[shared:].encode()
        before = word
    steps = bytes(min(255, round(bits[word] * _SCALE)) for word in sorted(bits))
    return StoredWords(name, _packed(bytes(stored)), _packed(steps))


def _packed(data: bytes) -> bytes:
    return lzma.compress(data, lzma.FORMAT_XZ, filters=_FILTERS)


@lru_cache(maxsize=1)
def _stored() -> dict[str, StoredWords]:
    stored = msgspec.msgpack.decode(WORDS_PATH.read_bytes(), type=list[StoredWords])
    return {each.name: each for each in stored}


class WordList(NamedTuple):
    """The sorted words of a language, and the cost of each in units of 1/2 bit."""

    words: list[str]
    steps: bytes

    def found(self, begun: str) -> tuple[float | None, bool]:
        """The cost in bits of a word, None if it is not listed, and whether any listed word begins with it."""
        at = bisect_left(self.words, begun)
        if at == len(self.words):
            return None, False
        word = self.words[at]
        return (self.steps[at] / _SCALE, True) if word == begun else (None, word.startswith(begun))


@lru_cache(maxsize=24)
def words_of(language: str) -> WordList | None:
    """The word list of a language; None if it has none."""
    stored = _stored().get(language)
    if stored is None:
        return None
    words: list[str] = []
    before, text = "", lzma.decompress(stored.words).decode()
    steps = lzma.decompress(stored.bits)
    for part in _PART.findall(text):
        before = before[: ord(part[0])] + part[1:]
        words.append(before)
    return WordList(words, steps)


_PART = lazy_regex(r"[\x00-\x1f][^\x00-\x1f]*")
_MOST_BEGINNINGS = 64  # prefixes of listed words kept at each position


def fitting(places: Sequence[Sequence[str]], language: str) -> Iterator[tuple[str, float]]:
    """Yield the listed words, with their costs, that begin at the first place and match a candidate at each.

    Candidates are looked up in lowercase; the words yielded keep their case.
    """
    begun = [""] if words_of(language) is not None else []
    for options in places:
        longer: list[str] = []
        for before in begun:
            for option in options:
                word = before + option
                bits, is_begun = _found(word.lower(), language)
                if is_begun and len(longer) < _MOST_BEGINNINGS:
                    longer.append(word)
                    if bits is not None:
                        yield word, bits
        if not longer:
            return
        begun = longer


# The beginnings of words recur: in Japanese and Korean, each place of a line begins words.
@lru_cache(maxsize=16384)
def _found(begun: str, language: str) -> tuple[float | None, bool]:
    listed = words_of(language)
    return (None, False) if listed is None else listed.found(begun)


@lru_cache(maxsize=2)
def letter_bits(language: str) -> dict[str, float]:
    """The cost of each character in bits, from its share of all characters in a language's words."""
    shares: defaultdict[str, float] = defaultdict(float)
    listed = words_of(language)
    for word, steps in zip(listed.words, listed.steps, strict=True) if listed is not None else ():
        for character in word:
            shares[character] += 2.0 ** (-steps / _SCALE)
    total = sum(shares.values())
    return {character: -math.log2(share / total) for character, share in shares.items()}
