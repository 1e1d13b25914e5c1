"""Fill gaps in UTF-8 that lost bytes, by the cheapest path through the candidate characters.

The nodes of a lattice are the candidate characters at each position. Its edges are single characters, which
cost what the language's letter model says, and words of a word list (`word_lists`), which cost less. A gap is
filled if every other candidate makes the whole text costlier by a margin. Chinese has a model of its own.
"""

from __future__ import annotations

import itertools
import math
import operator
import unicodedata
from collections.abc import Callable, Iterator, Sequence
from functools import lru_cache
from typing import NamedTuple, Protocol

from newsmill.pipelines.compiled import module
from newsmill.pipelines.decode.beam import bits_of
from newsmill.pipelines.decode.languages import GAP, NUMBERS, Voice, oddities, voices_of
from newsmill.pipelines.decode.punctuation import CLOSING_OF, OPENING_OF, UNCLOSED_BITS, UNPAIRED_BITS
from newsmill.pipelines.decode.restore_lossy import likeliest
from newsmill.pipelines.decode.word_lists import LISTED_LOSSES, fitting, letter_bits, words_of
from newsmill.pipelines.decode.work_limit import EFFORT

__all__ = ["Slot", "fill_wide", "fill_words"]


class Slot(NamedTuple):
    """A character of the text: its candidates, its surviving bytes, and whether bytes are missing."""

    options: list[str]
    left: bytes
    is_gap: bool

    @property
    def is_wide(self) -> bool:
        """Whether it is Chinese, Japanese or Korean, judged by its lead byte, which is never lost."""
        return 0xE3 <= self.left[0] <= 0xED

    @property
    def is_letter(self) -> bool:
        """Whether it can be a letter."""
        return any(option.isalpha() or "\u0300" <= option <= "\u0e7f" for option in self.options)


# Bits by which the best candidate for a gap must beat any other: in scripts whose letter pairs are
# distinctive, in other scripts, and in a listed word.
_MARGIN, _MARGIN_OF_OTHERS, _MARGIN_OF_LISTED = 5.0, 6.0, 3.0
# In scripts whose vowels are signs, and in which each language has letters of its own, so that letter pairs
# are weaker evidence.
_MARGIN_OF_SIGNS, _SIGNS = 12.0, ("\u0600", "\u0e00")
# In a language without a word list, in addition: only letter pairs distinguish `сх` from `ях`.
_EXTRA_WITHOUT_LIST = 3.0
# In a listed word of at most `_SHORT` letters if another candidate makes a listed word, too: `с` and `я`.
_MARGIN_OF_TWO_SHORT, _SHORT = 7.0, 4
# And if the lists cannot have the other one, as its letter loses no byte in the charsets they are made for: `liệu`
# beside `liều`, in windows-874.
_MARGIN_OF_UNLISTED = 10.0
_TELLING_SCRIPTS = (
    ("\xa0", "\u0250"),
    ("\u1e00", "\u1f00"),
    ("\u0370", "\u0400"),
    ("\u0590", "\u0600"),
    ("\u2010", "\u2040"),
)
_NEVER = 1000.0
_WORD_BONUS = 3.0  # bits: one word in eight is not listed
_LONGEST_WIDE_WORD = 8  # characters
# Minimum letters of a listed word that proves missing bytes: alone, and with other evidence.
_SHORTEST_PROOF, _SHORTEST_WORD = 4, 3
# The oddities that text around gaps may have. More show that it is damaged itself: no word list fills its gaps.
_MOST_ODD, _LETTERS_AN_ODDITY = 4, 40
_PAIRS_A_STEP = 8  # pairs of adjacent candidates that take one step of `EFFORT`
_OTHER_LANGUAGE = 8.0  # bits by which a language with a different result must cost more


class _Edge(NamedTuple):
    """A listed word at a position, and its cost in bits."""

    start: int
    word: str
    bits: float

    @property
    def end(self) -> int:
        return self.start + len(self.word)


class _Way(NamedTuple):
    """The cheapest path through a lattice: its cost, its text, and whether it fills each gap beyond doubt."""

    bits: float
    text: str
    is_clear: bool


class Prices(Protocol):
    """What characters cost: `bits` of a character after another one, which `number` identifies; `alone` has those
    of the characters that cost the same after any."""

    @property
    def number(self) -> int: ...

    @property
    def alone(self) -> dict[str, float]: ...

    def bits(self, before: str, character: str) -> float: ...


def fill_words(slots: list[Slot], after: str, is_sure: bool) -> tuple[str, bool]:
    """Fill the gaps of text with spaces between words, followed by `after`.

    is_sure  there is other evidence that bytes are missing; without it, each gap must lie in a listed word

    Returns the text, empty if a gap is ambiguous, and whether each gap lies in a listed word.
    """
    if all(len(slot.options) == 1 for slot in slots):
        return "".join(slot.options[0] for slot in slots), True
    sure = "".join(" " if len(slot.options) > 1 else slot.options[0] for slot in slots)
    if oddities(sure) > _MOST_ODD + len(sure) // _LETTERS_AN_ODDITY:
        return "", False
    ways = []
    gaps = _words_with_gaps(slots)
    lacking = "".join(GAP if len(slot.options) > 1 else slot.options[0] for slot in slots)
    for voice in _voices_that_fit(unicodedata.normalize("NFC", lacking)):
        edges = list(_words_at(gaps, voice))
        are_proof = _are_proof(slots, edges, _SHORTEST_WORD if is_sure else _SHORTEST_PROOF)
        if is_sure or are_proof:
            extra = 0.0 if words_of(voice.language) else _EXTRA_WITHOUT_LIST
            ways.append((_way(slots, edges, voice, after or " ", extra), are_proof))
    if not ways:
        return "", False
    best, are_proof = min(ways)
    rivals = (way for way, _ in ways if way.text != best.text)
    is_clear = best.is_clear and all(
        way.bits - best.bits >= _OTHER_LANGUAGE + _unlisted_bits(best.text, way.text) for way in rivals
    )
    return (best.text, are_proof) if is_clear else ("", False)


def _unlisted_bits(text: str, other: str) -> float:
    """Bits that a text must be ahead of another language's, if that one's letters are in no word list: Icelandic
    `slátt` is listed, Norwegian `slått` is not."""
    differing = (two for one, two in zip(text, other, strict=True) if one != two)
    return (
        _MARGIN_OF_UNLISTED
        if any(letter.isalpha() and not _is_listable(letter) for letter in differing)
        else 0.0
    )


def _voices_that_fit(text: str) -> list[Voice]:
    """The candidate languages of a text with the fewest letters that are not theirs: `ĉ` is Esperanto, however much
    the words look like Slovak."""
    voices = voices_of(text)
    foreign = [voice.foreign(text) for voice in voices]
    least = min(foreign)
    if least == 0:
        return [voice for voice, count in zip(voices, foreign, strict=True) if count == 0]
    others = (voice for voice in voices_of(text, every=True) if voice.foreign(text) == 0)
    return list(itertools.islice(others, 1)) or voices


def _margin(character: str) -> float:
    if _SIGNS[0] <= character < _SIGNS[1]:
        return _MARGIN_OF_SIGNS
    is_telling = any(first <= character < last for first, last in _TELLING_SCRIPTS)
    return _MARGIN if is_telling else _MARGIN_OF_OTHERS


class _Gap(NamedTuple):
    """A word of the text with a gap in it: where it starts, and the candidates for each of its letters."""

    start: int
    places: tuple[tuple[str, ...], ...]


def _words_with_gaps(slots: list[Slot]) -> list[_Gap]:
    are_letters = [slot.is_letter for slot in slots]
    found, start = [], 0
    for is_letter, group in itertools.groupby(are_letters):
        end = start + len(list(group))
        if is_letter and any(slot.is_gap for slot in slots[start:end]):
            found.append(_Gap(start, tuple(tuple(slot.options) for slot in slots[start:end])))
        start = end
    return found


def _words_at(gaps: list[_Gap], voice: Voice) -> Iterator[_Edge]:
    """The listed words that fit a whole word of the text with a gap in it."""
    for start, places in gaps:
        for word, bits in _fitting_whole(places, voice.language):
            # The edge after a word charges for its end, which the word's frequency includes already.
            yield _Edge(start, word, max(0.0, bits - voice.bits(word[-1], " ") - _WORD_BONUS))


# The words that fit are cached, since words recur: in a page, in its readings, and in the windows of a long line.
@lru_cache(maxsize=8192)
def _fitting_whole(places: tuple[tuple[str, ...], ...], language: str) -> tuple[tuple[str, float], ...]:
    return tuple(
        (word, bits)
        for word, bits in fitting(places, language)
        if len(word) == len(places) and word in (word.lower(), word.capitalize(), word.upper())
    )


@lru_cache(maxsize=16384)
def _fitting(places: tuple[tuple[str, ...], ...], language: str) -> tuple[tuple[str, float], ...]:
    return tuple(fitting(places, language))


def _are_proof(slots: list[Slot], edges: list[_Edge], shortest: int) -> bool:
    """Whether each gap lies in a listed word of at least `shortest` letters."""
    covered = {at for edge in edges if len(edge.word) >= shortest for at in range(edge.start, edge.end)}
    return all(at in covered for at, slot in enumerate(slots) if slot.is_gap and len(slot.options) > 1)


def _way(slots: list[Slot], edges: list[_Edge], prices: Prices, after: str, extra: float = 0.0) -> _Way:
    """The cheapest path through the slots; `extra` is added to the margins outside listed words."""
    options = [slot.options for slot in slots]
    counts = [len(each) for each in options]
    EFFORT.steps += sum(map(operator.mul, counts, counts[1:])) // _PAIRS_A_STEP
    # For each word, the places of its letters among the candidates.
    words = [
        (
            edge.start,
            [options[at].index(character) for at, character in enumerate(edge.word, edge.start)],
            edge.bits,
        )
        for edge in edges
    ]
    bits, costs = _path_costs(options, words, prices, after[0])
    listed: dict[tuple[int, str], int] = {}
    for edge in edges:
        listed.update(((at, c), len(edge.word)) for at, c in enumerate(edge.word, edge.start))
    text, is_clear = [each[0] for each in options], True
    for at, total in costs:
        least = min(total)
        text[at] = best = options[at][total.index(least)]
        if slots[at].is_gap:
            is_clear = is_clear and all(
                cost - least >= _least_ahead(at, best, option, listed, extra)
                for option, cost in zip(options[at], total, strict=True)
                if option != best
            )
    return _Way(bits, "".join(text), is_clear)


def _least_ahead(at: int, best: str, other: str, listed: dict[tuple[int, str], int], extra: float) -> float:
    """Bits by which a candidate must beat another one at a position.

    listed  the letters that listed words have at a position, and the length of the word
    extra   added to the margin of letters in no listed word
    """
    if (at, best) not in listed:
        return _NEVER if _is_arabic_sign(other) else _margin(best) + extra
    if not _is_listable(other):
        return _MARGIN_OF_UNLISTED
    if listed[at, best] > _SHORT:
        return _MARGIN_OF_LISTED
    return _MARGIN_OF_TWO_SHORT if (at, other) in listed else _MARGIN_OF_LISTED


def _is_arabic_sign(character: str) -> bool:
    """Whether a character is a vowel sign that Arabic text has anywhere, but rarely."""
    return "\u064b" <= character <= "\u0652"


@lru_cache(maxsize=4096)
def _is_listable(letter: str) -> bool:
    """Whether the word lists have words for a letter's sake: those that can lose one of its bytes."""
    return any(
        byte in LISTED_LOSSES for form in (letter, letter.upper(), letter.lower()) for byte in form.encode()
    )


_Words = Sequence[tuple[int, list[int], float]]  # start, the letters' places among the candidates, bits
_Costs = tuple[float, list[tuple[int, list[float]]]]


def _path_costs(options: list[list[str]], words: _Words, prices: Prices, after: str) -> _Costs:
    compiled = module("newsmill.pipelines.decode._lattice")
    if compiled is None:
        return path_costs_in_python(options, words, prices.bits, after)
    costs: _Costs = compiled.path_costs(options, words, prices.number, prices.bits, prices.alone, after)
    return costs


def path_costs_in_python(
    options: Sequence[Sequence[str]], words: _Words, price: Callable[[str, str], float], after: str
) -> _Costs:
    """The cost of the cheapest path; and for each position with several candidates, that of the cheapest path
    through each."""
    forward = [[0.0]]
    for at, (before, own) in enumerate(itertools.pairwise([[" "], *options]), 1):
        here = [min(bits + price(b, c) for b, bits in zip(before, forward[-1], strict=True)) for c in own]
        for start, places, bits in words:
            if start + len(places) == at:
                here[places[-1]] = min(here[places[-1]], min(forward[start]) + bits)
        forward.append(here)
    backward = [[0.0], *([] for _ in options)]
    backward[-1] = [price(c, after) for c in options[-1]]
    for at in range(len(options) - 1, 0, -1):
        least = min(
            (
                bits + backward[start + len(places)][places[-1]]
                for start, places, bits in words
                if start == at
            ),
            default=math.inf,
        )
        backward[at] = [
            min(least, *(bits + price(b, c) for c, bits in zip(options[at], backward[at + 1], strict=True)))
            for b in options[at - 1]
        ]
    totals = [list(map(operator.add, *pair)) for pair in zip(forward[1:], backward[1:], strict=True)]
    for start, places, bits in words:
        through = min(forward[start]) + bits + backward[start + len(places)][places[-1]]
        for at, place in enumerate(places, start):
            totals[at][place] = min(totals[at][place], through)
    return min(totals[0]), [(at, total) for at, total in enumerate(totals) if len(total) > 1]


# --- Chinese, Japanese and Korean ---

_WIDE_MARGIN = 6.0
_SHORTEST_WIDE = 2  # characters of a listed word that proves a gap
_MOST_WIDE_BITS = 13.0  # what a filled character may add to the cost of its neighbours: rare ones add more
_UNLISTED = 4.0  # extra bits of a character outside listed words
_UNKNOWN = 20.0  # and of one that occurs in no listed word
_WIDE_MARKS, _WIDE_MARK_BITS = "、。「」『』（）・！？", 6.0


def fill_wide(slots: list[Slot], after: str) -> tuple[str, bool]:
    """Fill the gaps of Chinese, Japanese or Korean text followed by `after`; empty if a gap is ambiguous.

    Returns also whether each gap lies in a listed word, or in Chinese, which has a model of its own.
    """
    language = _wide_language(slots)
    if language == "zh":
        return _fill_chinese(slots), True
    edges = list(_wide_words(slots, language))
    way = _way(slots, edges, _wide_prices(language), after or " ")
    return (way.text, _are_proof(slots, edges, _SHORTEST_WIDE)) if way.is_clear else ("", False)


def _wide_language(slots: list[Slot]) -> str:
    """Korean if it has more Hangul than kana, else Japanese if it has any kana, else Chinese."""
    firsts = [slot.options for slot in slots]
    kana = sum(any("\u3041" <= option <= "\u30ff" for option in options) for options in firsts)
    hangul = sum(any("\uac00" <= option <= "\ud7a3" for option in options) for options in firsts)
    if hangul > kana:
        return "ko"
    return "ja" if kana else "zh"


def _wide_words(slots: list[Slot], language: str) -> Iterator[_Edge]:
    for start, slot in enumerate(slots):
        if slot.is_wide:
            places = tuple(tuple(each.options) for each in slots[start : start + _LONGEST_WIDE_WORD])
            yield from (_Edge(start, word, bits) for word, bits in _fitting(places, language))


class _WidePrices:
    """Price characters outside listed words by their own frequency, and all others as in any text."""

    def __init__(self, language: str) -> None:
        self.number = next(NUMBERS)
        self._other = Voice({})
        self.alone = {
            **dict.fromkeys(_WIDE_MARKS, _WIDE_MARK_BITS),
            **{character: bits + _UNLISTED for character, bits in letter_bits(language).items()},
        }

    def bits(self, before: str, character: str) -> float:
        found = self.alone.get(character)
        if found is not None:
            return found
        if "\u3000" <= character <= "\ud7a3":
            self.alone[character] = found = self._other.bits(_ANY_KANA, character) + _UNKNOWN
            return found
        return self._other.bits(before, character)


_ANY_KANA = "の"


_wide_prices = lru_cache(maxsize=2)(_WidePrices)


_AROUND = 4  # characters on either side whose cost a character can change


def _unpaired_bits(before: str, option: str, after: str) -> float:
    """The cost of an unpaired mark: a closing one without an opening one, or the reverse."""
    opening = OPENING_OF.get(option)
    if opening is not None:
        return 0.0 if before.count(opening) > before.count(option) else UNPAIRED_BITS
    closing = CLOSING_OF.get(option)
    return 0.0 if closing is None or closing in after else UNCLOSED_BITS


def _fill_chinese(slots: list[Slot]) -> str:
    text = likeliest([slot.options for slot in slots])
    for at, slot in enumerate(slots):
        if len(slot.options) < 2:
            continue
        head, tail = text[max(0, at - _AROUND) : at], text[at + 1 : at + 1 + _AROUND]
        bits = sorted(
            (bits_of(head + option + tail) + _unpaired_bits(text[:at], option, text[at + 1 :]), option)
            for option in slot.options
        )
        if bits[0][1] != text[at] or bits[1][0] - bits[0][0] < _WIDE_MARGIN:
            return ""
        if bits[0][0] - bits_of(head) - bits_of(tail) > _MOST_WIDE_BITS:
            return ""
    return text
