"""Character model of Chinese: how likely a character is after the three before it.

Loaded once per process, when damage is first found. Built by `newsmill.pipelines.decode.model.build`; licence
in NOTICE beside it.
"""

from __future__ import annotations

from array import array
from bisect import bisect_left
from functools import lru_cache
from pathlib import Path

import msgspec
import numpy as np

from newsmill.pipelines.decode.model.ngrams import (
    Context,
    Ngrams,
    NgramTables,
    rows_of,
    unpacked,
)
from newsmill.pipelines.memory import return_memory

__all__ = ["MARKS", "NUMBER", "PATH", "SCALE", "After", "History", "Model", "Tables", "load"]

PATH = Path(__file__).with_name("zh.bin.zst")
PHRASES_PATH = Path(__file__).with_name("phrases.bin.zst")
MARKS_PATH = Path(__file__).with_name("marks.bin.zst")
MARKS = "，。、：；？！“”…"  # the punctuation covered by `MARKS_PATH`
SCALE = 8  # steps per bit

History = tuple[int, int, int]  # the indices of the three preceding characters, the nearest last


class Tables(msgspec.Struct, array_like=True):
    """The model as stored; every `bits` is a negative base-2 logarithm, in units of 1/`SCALE`.

    characters     the vocabulary, all of the first plane, most frequent first; everything else refers to characters
                   by index
    traditional    traditional characters and, in `simplified`, the simplified form of each
    ones           bits of a character by itself
    begins, ends   bits of a word to begin with it, and of a word to end after it
    pair_counts    for each character the number of followers kept, which `pair_seconds` lists, both as
                   `ngrams.rows_of` reads them; `pair_bits` with the bits of each to follow within a word or phrase
    opening_bits   for each pair the bits of a word that begins with its first to continue with its second
    triple_counts  likewise for each pair
    """

    characters: str
    traditional: str
    simplified: str
    ones: bytes
    begins: bytes
    ends: bytes
    pair_counts: bytes
    pair_seconds: bytes
    opening_bits: bytes
    pair_bits: bytes
    triple_counts: bytes
    triple_thirds: bytes
    triple_bits: bytes


# What follows a number, in groups of about equal weight: the word lists the model is built from have no
# digits.
_AFTER_A_NUMBER = (
    "年月日元",
    "个人万亿岁时分号、。，",
    "点名次米家多余秒位度只件条克公千平",
    "届层路楼户种张周天期吨倍级集部",
)
NUMBER = -2  # the index of a digit

# What precedes a number, with the bits of a number to follow: punctuation, a preposition, a date that
# continues.
_BEFORE_A_NUMBER = (
    (2.5, "月第逾约（："),
    (3.5, "年近超达至、；“【"),
    (4.0, "，。"),
    (5.0, "）日到从自于为共有在仅过增降减涨跌升余及和与或前后占是号《"),
    (6.5, "了的元价期届多即用以每各个只满长高宽下上起时点晚午收卖售率率额量数比线路区型版级"),
)
_SELDOM_BEFORE_A_NUMBER = 9.0

# Punctuation after words, per thousand words, as in news text; the word lists contain none.
_MARKS = (
    (90.0, "，"),
    (50.0, "。"),
    (25.0, "、"),
    (12.0, "“”"),
    (7.0, "：（）"),
    (5.0, "《》"),
    (3.0, "；？"),
    (2.0, "！—"),
    (1.0, "…·"),
    (0.5, "【】"),
)

_FLOOR = 2.0**-24
_STEADY = 0.02  # the weight of a character's own frequency, regardless of context


# The weight of the n-grams relative to the words: n-grams know more about sequences, words more about rare
# characters.
_PHRASES_WEIGHT = _MARKS_WEIGHT = 0.5


class After:
    """A context: some characters, where the tables list what follows them, and the bits computed so far."""

    __slots__ = ("bits", "history", "marks", "phrases")

    def __init__(self, history: History, phrases: Context) -> None:
        self.history = history
        self.phrases = phrases
        self.marks: Context | None = None
        self.bits: dict[int, float] = {}


def _numbers(history: History) -> tuple[int, ...]:
    """Character indices as used by the n-grams, from 1."""
    return tuple(place + 1 if place >= 0 else 0 for place in history)


class Model:
    """Bits of characters in context. The tables stay packed, so that memory does not grow with use."""

    def __init__(self, tables: Tables, phrases: Ngrams, marks: Ngrams) -> None:
        self._phrases, self._marks_around = phrases, marks
        self._has_marks_around = frozenset(tables.characters.index(mark) for mark in MARKS)
        self.size = len(tables.characters)
        index = {character: i for i, character in enumerate(tables.characters)}
        self._places = _places(index, dict(zip(tables.traditional, tables.simplified, strict=True)))
        self._traditional = frozenset(tables.traditional)
        # Many are traditional characters, too: 家 for 傢, 里 for 裡. Big5 lists those of everyday use first.
        self._only_simplified = {
            each for each in tables.simplified if each not in self._traditional and not _is_in_big5(each)
        }
        self._ones = _chances(tables.ones)
        self._begins = _chances(tables.begins)
        self._ends = _chances(tables.ends)
        self._end_bits = array("d", [bits / SCALE for bits in tables.ends])
        share = 0.5 / len(_AFTER_A_NUMBER)
        self._after_number = {
            index[character]: share / len(group)
            for group in _AFTER_A_NUMBER
            for character in group
            if character in index
        }
        self._marks = {
            index[mark]: share / 1000 for share, marks in _MARKS for mark in marks if mark in index
        }
        self._before_number = {
            index[character]: bits
            for bits, group in _BEFORE_A_NUMBER
            for character in group
            if character in index
        }
        self._pair_bits, self._opening_bits, self._triple_bits = (
            tables.pair_bits,
            tables.opening_bits,
            tables.triple_bits,
        )
        self._powers: list[float] = [*(2.0 ** (-bits / SCALE) for bits in range(255)), 0.0]
        self._pair_starts, self._pair_seconds = rows_of(tables.pair_counts, tables.pair_seconds)
        self._triple_starts, self._triple_thirds = rows_of(tables.triple_counts, tables.triple_thirds)
        self._single = self._alone()

    def _alone(self) -> array[float]:
        """The probability of each character to be a whole word: what the pairs that it opens leave over."""
        chances = np.array(self._powers)[np.frombuffer(self._opening_bits, np.uint8)]
        sums = np.concatenate([[0.0], np.cumsum(chances)])[np.frombuffer(self._pair_starts, np.uint32)]
        return array("d", np.maximum(0.0, 1.0 - np.diff(sums)).tobytes())

    def _ended(self, pair: int) -> float:
        """The probability of a word to end with a pair: what its triples leave over. Few pairs have several, and a
        table of all pairs would take 3 MB."""
        total = 0.0  # not `sum`, which rounds differently since Python 3.12
        for bits in self._triple_bits[self._triple_starts[pair] : self._triple_starts[pair + 1]]:
            total += self._powers[bits]
        return max(0.0, 1.0 - total)

    def compiled_tables(
        self,
    ) -> tuple[dict[str, object], tuple[object, ...], tuple[object, ...], tuple[float, ...]]:
        """The tables as the compiled `Scores` takes them: of words, of both n-grams, and the weights."""
        shares, after_number = np.zeros(self.size), np.zeros(self.size)
        for sparse, full in ((self._marks, shares), (self._after_number, after_number)):
            full[list(sparse)] = list(sparse.values())
        is_mark = np.zeros(self.size, np.uint8)
        is_mark[list(self._has_marks_around)] = 1
        words = {
            "ones": self._ones,
            "begins": self._begins,
            "ends": self._ends,
            "powers": np.array(self._powers),
            "single": self._single,
            "after_number": after_number,
            "share": shares,
            "is_mark": is_mark,
            "places": self._places,
            "end_bits": self._end_bits,
            "before_number": np.array([self.before_number_bits(b) for b in range(self.size)]),
            "pair_bits": self._pair_bits,
            "opening_bits": self._opening_bits,
            "triple_bits": self._triple_bits,
            "pair_starts": self._pair_starts,
            "pair_seconds": self._pair_seconds,
            "triple_starts": self._triple_starts,
            "triple_thirds": self._triple_thirds,
        }
        weights = (_PHRASES_WEIGHT, _MARKS_WEIGHT, _STEADY)
        return words, self._phrases.compiled_tables(), self._marks_around.compiled_tables(), weights

    def place(self, character: str) -> int:
        """The index of a character in the vocabulary, or of its simplified form, or -1."""
        return self._places[ord(character)] if character <= "\uffff" else -1

    def chance(self, after: After, c: int) -> float:
        """The probability of a character (-1: unknown to the model)."""
        if c < 0:
            return _FLOOR
        _, a, b = after.history
        found = self._of_words(a, b, c)
        share = self._marks.get(c)
        if share is None:
            found += _PHRASES_WEIGHT * (self._phrases.chance(after.phrases, c + 1) - found)
        if b in self._has_marks_around or c in self._has_marks_around:
            if after.marks is None:
                after.marks = self._marks_around.context(_numbers(after.history))
            found += _MARKS_WEIGHT * (self._marks_around.chance(after.marks, c + 1) - found)
        if share is not None:
            found += 0.5 * (share * (self._ends[b] if b >= 0 else 1.0) - found)
        return found

    def after(self, history: History) -> After:
        """Prepare to score what follows `history`."""
        return After(history, self._phrases.context(_numbers(history)))

    def alone(self, c: int) -> float:
        """The probability of a character without known context."""
        return self._of_words(-1, -1, c) if c >= 0 else _FLOOR

    def _of_words(self, a: int, b: int, c: int) -> float:
        """The probability of `c` after `a` and `b`, by how words begin and continue."""
        if b < 0:
            alone = self._begins[c] * 0.9 + self._ones[c] * 0.1
            return 0.5 * alone + self._after_number.get(c, 0.0) if b == NUMBER else alone
        if a == b == c:
            return 0.1  # `————`, `哈哈哈`: after three, a fourth is likely
        # The probability of `c` if `b` begins a word: the word continues with it, or `b` was the whole word.
        begins = self._begins[c]
        new = self._single[b] * begins
        follower = _found(self._pair_seconds, self._pair_starts, b, c)
        if follower >= 0:
            new += self._powers[self._opening_bits[follower]]
        steady = _STEADY * self._ones[c]
        # `b` continues a word that `a` belongs to, or begins one.
        pair = _found(self._pair_seconds, self._pair_starts, a, b) if a >= 0 else -1
        if pair < 0:
            return new + steady
        inside = self._powers[self._pair_bits[pair]]
        going = inside / (inside + self._ends[a] * self._begins[b])
        third = _found(self._triple_thirds, self._triple_starts, pair, c)
        goes_on = self._powers[self._triple_bits[third]] if third >= 0 else 0.0
        return going * (goes_on + self._ended(pair) * begins) + (1 - going) * new + steady

    def script(self, character: str) -> int:
        """1 for a traditional character, -1 for a simplified one, 0 for one in both scripts."""
        if character in self._traditional:
            return 1
        return -1 if character in self._only_simplified else 0

    def before_number_bits(self, b: int) -> float:
        """Bits of a number to follow a character."""
        return self._before_number.get(b, _SELDOM_BEFORE_A_NUMBER)

    def end_bits(self, b: int) -> float:
        """Bits of a word to end after a character."""
        return self._end_bits[b]


def _chances(stored: bytes) -> array[float]:
    """Probabilities from their stored bits."""
    return array("d", [2.0 ** (-bits / SCALE) for bits in stored])


def _places(index: dict[str, int], simplified: dict[str, str]) -> array[int]:
    """For each character of the first plane its index, or that of its simplified form, `NUMBER` for a digit, or -1."""
    places = array("h", [-1]) * 0x10000
    for character, simple in simplified.items():
        places[ord(character)] = index.get(simple, -1)
    for digit in "0123456789":
        places[ord(digit)] = NUMBER
    for character, place in index.items():
        places[ord(character)] = place
    return places


def _is_in_big5(character: str) -> bool:
    """Whether a character is among the 5,401 frequent ones of Big5."""
    return b"\xa4\x40" <= character.encode("big5", "replace") <= b"\xc6\x7e"


def _found(followers: array[int], starts: array[int], row: int, follower: int) -> int:
    """The position of a follower in its row, which is sorted; -1 if it is not there."""
    end = starts[row + 1]
    at = bisect_left(followers, follower, starts[row], end)
    return at if at < end and followers[at] == follower else -1


@lru_cache(maxsize=1)
def load() -> Model:
    """Load the model from the files in the package."""
    phrases, marks = (
        Ngrams(msgspec.msgpack.decode(unpacked(path), type=NgramTables))
        for path in (PHRASES_PATH, MARKS_PATH)
    )
    model = Model(msgspec.msgpack.decode(unpacked(PATH), type=Tables), phrases, marks)
    return_memory()  # that the tables were unpacked in
    return model
