"""Score how well a text reads in its likeliest language. Competing explanations of bytes are compared by it.

The score is a cost in bits, as in a code where likely text is short. Letters are scored with letter-bigram
models of some ninety languages (`model/languages.bin.zst`); for each script, the cheapest language counts.
Chinese, Japanese and Korean characters have a cost each (`plausibility`). Other characters cost by kind and
position: a currency sign inside a word is hardly ever text.
"""

from __future__ import annotations

import itertools
import math
import unicodedata
from collections.abc import Callable, Iterator
from functools import lru_cache
from pathlib import Path
from typing import NamedTuple

import msgspec
import numpy as np
from numpy.typing import NDArray

from newsmill.pipelines.compiled import module
from newsmill.pipelines.decode.model.ngrams import unpacked
from newsmill.pipelines.decode.plausibility import COSTS
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "CHARACTERS_PATH",
    "GAP",
    "LANGUAGES_PATH",
    "NUMBERS",
    "SCALE",
    "Characters",
    "Language",
    "Voice",
    "describe_characters",
    "group_of",
    "letter_shares",
    "may_lack",
    "mixes_scripts",
    "oddities",
    "reading_bits",
    "reads_ordinary",
    "stored_languages",
    "voices_of",
]

LANGUAGES_PATH = Path(__file__).parent / "model" / "languages.bin.zst"
CHARACTERS_PATH = LANGUAGES_PATH.with_name("characters.bin.zst")
SCALE = 16  # steps per bit

# Costs in bits of what the letter models do not cover.
_FOREIGN_LETTER = 12  # a letter the language does not use
_UNKNOWN_LETTER = 7  # a letter of a script without a model: about the average cost of a letter
_OTHER_GROUP = 10  # a letter directly after one of another script
_CAPITAL_BEGINS, _CAPITAL_GOES_ON, _CAPITAL_INSIDE = (
    1,
    0,
    9,
)  # a capital at the start of a word, after a capital, after a lowercase letter
_SMALL_AFTER_CAPITALS = 3  # a lowercase letter after two capitals
_INSIDE_WORD = 8  # a symbol between two letters
_BESIDE_WORD = 3  # or next to a letter
_ASCII_SYMBOL, _TYPOGRAPHY, _SYMBOL, _LOST, _CONTROL = 4, 6, 12, 18, 24
_COMBINING_MARK = 17  # a mark that NFC does not compose with its letter: few languages need one
# Combining marks and letter apostrophes occur inside words of any script.
_COMBINING = "".join(map(chr, range(0x300, 0x370)))
_LETTER_APOSTROPHES = "ʹʻʼˈ"
# Hebrew's hyphen and abbreviation marks, and Armenian's stress, question and exclamation marks, are inside words, too.
_INSIDE_WORDS = "־׳״՛՜՞"
_APOSTROPHES = "'’-·‐\u00ad\u200c\u200d\u200b" + _LETTER_APOSTROPHES + _COMBINING + _INSIDE_WORDS
_TYPOGRAPHIC = (
    _LETTER_APOSTROPHES
    + "ªºµ\u00a0–—‘’“”„‚«»‹›…•·©®°§№€£™½²³¡¿´\u200b\u200c\u200d\u200e\u200f\ufeff।။၊។፣።،؟؛"
    + _INSIDE_WORDS
    + "۔٪՝։॥፡፤"
)


class Language(msgspec.Struct, array_like=True, frozen=True):
    """One language: its script, its letters, and its bigram costs.

    bits  matrix of the cost of each letter after each letter; index 0 is the word boundary
    """

    name: str
    group: str
    letters: str
    bits: bytes


class _Script(NamedTuple):
    """The languages of a script over a shared alphabet.

    bits  costs indexed by language, previous letter and letter; letter 0 is the word boundary
    """

    group: str
    names: list[str]
    bits: NDArray[np.uint8]


class _Tables(NamedTuple):
    """Properties of each BMP character.

    costs       the bigram costs of each script
    group       its script (0: not a letter; `_UNKNOWN` and up: a block of letters without a model)
    place       its index in the script's alphabet
    bits        its cost if it is not a letter of a script with a model
    is_capital  whether it is a capital
    is_joint    whether it may occur inside words, like an apostrophe
    """

    scripts: list[_Script]
    costs: list[NDArray[np.uint8]]
    group: NDArray[np.int16]
    place: NDArray[np.int16]
    bits: NDArray[np.int16]
    is_capital: NDArray[np.bool_]
    is_joint: NDArray[np.bool_]


_UNKNOWN = 100
_IDEOGRAPHS = 99  # Chinese characters, kana and Hangul: one group, because they occur side by side


def group_of(letter: str) -> str:
    """The script of a letter: the first word of its Unicode name."""
    return unicodedata.name(letter, "?").split()[0]


class Characters(msgspec.Struct, array_like=True, frozen=True):
    """The arrays of `_Tables` as stored: the Unicode database takes a quarter of a second to compute them.

    unicode  the Unicode version they were computed from
    group, place, bits, capitals  the bytes of the arrays
    """

    unicode: str
    group: bytes
    place: bytes
    bits: bytes
    capitals: bytes


@lru_cache(maxsize=1)
def _tables() -> _Tables:
    characters = msgspec.msgpack.decode(unpacked(CHARACTERS_PATH), type=Characters)
    languages = stored_languages()
    names = {
        each.group: [other.name for other in languages if other.group == each.group] for each in languages
    }
    is_joint = np.zeros(0x10000, np.bool_)
    is_joint[[ord(mark) for mark in _APOSTROPHES]] = True
    scripts = [_Script(group, names[group], bits) for group, bits in scripts_of(languages)]
    return _Tables(
        scripts,
        [script.bits for script in scripts],
        np.frombuffer(characters.group, np.int16),
        np.frombuffer(characters.place, np.int16),
        np.frombuffer(characters.bits, np.int16),
        np.frombuffer(characters.capitals, np.bool_),
        is_joint,
    )


def stored_languages() -> list[Language]:
    """The languages of the model."""
    return msgspec.msgpack.decode(unpacked(LANGUAGES_PATH), type=list[Language])


def alphabets_of(languages: list[Language]) -> dict[str, str]:
    """The alphabet of each script: all letters its languages use, sorted. Scripts follow `languages`."""
    letters: dict[str, set[str]] = {}
    for language in languages:
        letters.setdefault(language.group, set()).update(language.letters)
    return {group: "".join(sorted(own)) for group, own in letters.items()}


def scripts_of(languages: list[Language]) -> Iterator[tuple[str, NDArray[np.uint8]]]:
    """Yield each script with the bigram costs of its languages (`_Script.bits`)."""
    for group, alphabet in alphabets_of(languages).items():
        yield group, np.stack([_spread(each, alphabet) for each in languages if each.group == group])


def describe_characters(languages: list[Language]) -> Characters:
    """Compute the character tables from Python's Unicode data and the alphabets of `languages`."""
    group, place, bits = (np.zeros(0x10000, np.int16) for _ in range(3))
    _describe_others(group, bits)
    alphabets = alphabets_of(languages)
    for number, alphabet in enumerate(alphabets.values()):
        codes = [ord(letter) for letter in alphabet]
        group[codes], bits[codes] = number + 1, 0
        place[codes] = np.arange(1, len(alphabet) + 1)
    _add_foreign(alphabets, group, place, bits)
    capitals = np.array([chr(code).isupper() for code in range(0x10000)])
    arrays = (group, place, bits, capitals)
    return Characters(unicodedata.unidata_version, *(array.tobytes() for array in arrays))


def _add_foreign(
    alphabets: dict[str, str], group: NDArray[np.int16], place: NDArray[np.int16], bits: NDArray[np.int16]
) -> None:
    """Map letters of known scripts that no modelled language uses to one extra letter of their script."""
    numbers = {name: (number + 1, len(own) + 1) for number, (name, own) in enumerate(alphabets.items())}
    for code in np.flatnonzero(group >= _UNKNOWN).tolist():
        known = numbers.get(group_of(chr(code)))
        if known is not None:
            group[code], place[code] = known
            bits[code] = 0


def _spread(language: Language, alphabet: str) -> NDArray[np.uint8]:
    """Expand a language's bigram costs to the alphabet of its script."""
    size = len(language.letters) + 1
    own = np.frombuffer(language.bits, np.uint8).reshape(size, size)
    # The last letter represents all letters of the script that no language uses.
    spread = np.full((len(alphabet) + 2, len(alphabet) + 2), _FOREIGN_LETTER * SCALE, np.uint8)
    spread[:, 0] = 4 * SCALE  # a foreign letter may end a word like any other
    places = {letter: at for at, letter in enumerate(alphabet, 1)}
    at = np.array([0, *map(places.__getitem__, language.letters)])
    spread[np.ix_(at, at)] = own
    return spread


def _describe_others(group: NDArray[np.int16], bits: NDArray[np.int16]) -> None:
    """Fill in the characters that are not letters of a script with a model."""
    for code in range(0x10000):
        character = chr(code)
        category = unicodedata.category(character)
        if code < 0x80:
            bits[code] = _ASCII_SYMBOL if code >= 0x20 or character in "\t\n\r" else _CONTROL
        elif character in _TYPOGRAPHIC:
            bits[code] = _TYPOGRAPHY
        elif character in _COMBINING:
            bits[code] = _COMBINING_MARK
        elif _is_ideographic(code):
            group[code], bits[code] = _IDEOGRAPHS, COSTS[code]
        elif category[0] in "LM":
            # One group per 256 code points: the letters of a script seldom span more than two.
            group[code] = _UNKNOWN + (code >> 8)
            bits[code] = _UNKNOWN_LETTER if code < 0x2E80 else max(_UNKNOWN_LETTER, COSTS[code])
        elif category in ("Cc", "Cn", "Co", "Cs") or code == 0xFFFD:
            bits[code] = _LOST if code == 0xFFFD else _CONTROL
        else:
            bits[code] = COSTS[code] if code >= 0x3000 else _SYMBOL
    bits *= SCALE


def _is_ideographic(code: int) -> bool:
    return 0x3041 <= code <= 0x30FF or 0x3400 <= code <= 0x9FFF or 0xAC00 <= code <= 0xD7A3


@lru_cache(maxsize=1024)
def reading_bits(text: str) -> float:
    """The cost of a text in bits, in its cheapest language. Linear in the text."""
    if not text:
        return 0.0
    tables = _tables()
    text = unicodedata.normalize("NFC", text)
    compiled = module("newsmill.pipelines.decode._scan")
    if compiled is None:
        return reading_cost_in_python(text) / SCALE
    total: int = compiled.reading_cost(
        text,
        _lowered(text),
        tables.group,
        tables.place,
        tables.bits,
        tables.is_capital.view(np.uint8),
        tables.is_joint.view(np.uint8),
        tables.costs,
        _SHAPES,
    )
    return total / SCALE


# The costs of shapes as the compiled module takes them, in steps.
_SHAPES = (
    *(
        SCALE * bits
        for bits in (
            _CAPITAL_BEGINS, _CAPITAL_INSIDE, _SMALL_AFTER_CAPITALS, _OTHER_GROUP, _INSIDE_WORD, _BESIDE_WORD,
            _SYMBOL,
        )
    ),
    _IDEOGRAPHS,
)  # fmt: skip


def reading_cost_in_python(text: str) -> int:
    """Pure-Python fallback of `reading_cost`: the cost of a text (NFC) in steps."""
    tables = _tables()
    codes = np.minimum(np.array([text]).view(np.uint32), 0xFFFF)
    lower = np.minimum(np.array([_lowered(text)]).view(np.uint32), 0xFFFF)
    # Padded with a word boundary before the first and after the last character.
    group = np.concatenate([[0], tables.group[lower], [0]])
    place = np.concatenate([[0], tables.place[lower], [0]])
    total = int(tables.bits[lower].sum())
    total += _of_letters(tables, group, place)
    return total + _of_shapes(tables, codes, group)


# Maximum bits per character of ordinary text, short texts included.
_ORDINARY_ASCII, _ORDINARY_IDEOGRAPH, _ORDINARY_LETTER = 4.9, 10.5, 6.2


# Ideographs, and Ethiopic: it has as many syllables as ten other scripts have letters.
_DENSE = lazy_regex("[\u2e80-\U0010ffff\u1200-\u139f]")


def reads_ordinary(text: str, slack: float = 10.0) -> bool:
    """Whether a text costs no more than ordinary text of its length, plus `slack` bits."""
    ascii_characters = len(text.encode("ascii", "ignore"))
    ideographs = 0 if ascii_characters == len(text) else len(_DENSE.findall(text))
    others = len(text) - ascii_characters - ideographs
    most = _ORDINARY_ASCII * ascii_characters + _ORDINARY_IDEOGRAPH * ideographs + _ORDINARY_LETTER * others
    return reading_bits(text) <= most + slack


def oddities(text: str) -> int:
    """Count what real words lack: symbols, mixed scripts, a capital after a lowercase letter, controls."""
    tables = _tables()
    text = unicodedata.normalize("NFC", text)
    codes = np.minimum(np.array([text or " "]).view(np.uint32), 0xFFFF)
    lower = np.minimum(np.array([_lowered(text) or " "]).view(np.uint32), 0xFFFF)
    group = np.concatenate([[0], tables.group[lower], [0]])
    inner, before, after = group[1:-1], group[:-2], group[2:]
    capital = tables.is_capital[codes]
    capital_before = np.concatenate([[False], capital[:-1]])
    letter = inner > 0
    symbol = ~letter & (codes > 0x7F) & ~tables.is_joint[codes]
    costly = symbol & (tables.bits[lower] >= _SYMBOL * SCALE)
    western = (before > 0) & (before < _IDEOGRAPHS)
    odd = capital & western & ~capital_before
    odd |= letter & (before > 0) & (inner != before) & (inner != _IDEOGRAPHS) & (before != _IDEOGRAPHS)
    odd |= symbol & western & (after > 0) & (codes < 0x2E80)
    odd |= costly & ((before > 0) | (after > 0))
    odd |= ~letter & (tables.bits[lower] >= _LOST * SCALE)
    return int(np.count_nonzero(odd))


def mixes_scripts(text: str) -> bool:
    """Whether letters of two scripts are adjacent; Chinese, Japanese and Korean may adjoin Latin."""
    tables = _tables()
    lower = np.minimum(
        np.array([_lowered(unicodedata.normalize("NFC", text)) or " "]).view(np.uint32), 0xFFFF
    )
    group = tables.group[lower]
    before, after = group[:-1], group[1:]
    latin = int(tables.group[ord("a")])
    beside = (before > 0) & (after > 0) & (before != after)
    wide = ((before == _IDEOGRAPHS) & (after == latin)) | ((before == latin) & (after == _IDEOGRAPHS))
    return bool((beside & ~wide).any())


def _lowered(text: str) -> str:
    """The text in lowercase, with every character at its original index."""
    lower = text.lower()
    return lower if len(lower) == len(text) else "".join(each.lower()[0] for each in text)


def _of_letters(tables: _Tables, group: NDArray[np.int16], place: NDArray[np.int16]) -> int:
    """The cost of the letters of known scripts, each script in its cheapest language."""
    numbers = (int(number) for number in np.unique(group))
    return sum(
        int(_sums(tables, group, place, number).min()) for number in numbers if 0 < number < _IDEOGRAPHS
    )


def _sums(
    tables: _Tables,
    group: NDArray[np.int16],
    place: NDArray[np.int16],
    number: int,
    left_out: NDArray[np.bool_] | None = None,
) -> NDArray[np.int32]:
    """The cost of the letters of a script in each of its languages, without some of the pairs."""
    before, after = group[:-1] == number, group[1:] == number
    pairs = before | after if left_out is None else (before | after) & ~left_out
    firsts = np.where(before, place[:-1], 0)[pairs]
    seconds = np.where(after, place[1:], 0)[pairs]
    sums: NDArray[np.int32] = tables.scripts[number - 1].bits[:, firsts, seconds].sum(1, dtype=np.int32)
    return sums


def _of_shapes(tables: _Tables, codes: NDArray[np.uint32], group: NDArray[np.int16]) -> int:
    """The cost of capitals, of adjacent scripts, and of symbols in and next to words."""
    inner = group[1:-1]
    before, after = group[:-2], group[2:]
    letter, letter_before, letter_after = inner > 0, before > 0, after > 0
    capital = tables.is_capital[codes]
    capital_before = np.concatenate([[False], capital[:-1]])
    two_before = np.concatenate([[False], capital_before[:-1]])
    small = letter & ~capital & (inner < _IDEOGRAPHS)
    bits = _CAPITAL_BEGINS * np.count_nonzero(capital & ~letter_before)
    western_before = letter_before & (before < _IDEOGRAPHS)
    bits += _CAPITAL_INSIDE * np.count_nonzero(capital & western_before & ~capital_before)
    bits += _SMALL_AFTER_CAPITALS * np.count_nonzero(small & capital_before & two_before)
    beside = letter & letter_before & (inner != before)
    ideograph = (inner == _IDEOGRAPHS) | (before == _IDEOGRAPHS)
    bits += _OTHER_GROUP * np.count_nonzero(beside & ~ideograph) + _BESIDE_WORD * np.count_nonzero(
        beside & ideograph
    )
    symbol = ~letter & (codes > 0x7F) & ~tables.is_joint[codes]
    bits += _INSIDE_WORD * np.count_nonzero(symbol & western_before & letter_after & (codes < 0x2E80))
    costly = symbol & (tables.bits[codes] >= _SYMBOL * SCALE)
    bits += _BESIDE_WORD * np.count_nonzero(costly & (letter_before | letter_after))
    return int(bits) * SCALE


NUMBERS = itertools.count(1)  # distinguish the models that score characters


class Voice:
    """One language per script, chosen for a text: the model that scores its characters.

    alone     empty: what a character costs depends on the one before
    number    tells this voice from all others
    language  name of the language of the text's main script; empty if the text has no known script
    """

    def __init__(self, languages: dict[int, int], language: str = "") -> None:
        self.alone: dict[str, float] = {}
        self.number = next(NUMBERS)
        self._languages = languages
        self.language = language
        self._known: dict[tuple[str, str], float] = {}

    def bits(self, before: str, character: str) -> float:
        """The cost in bits of a character after the previous one; letters are scored in lowercase."""
        known = self._known.get((before, character))
        if known is None:
            known = self._known[before, character] = self._bits(before, character)
        return known

    def foreign(self, text: str) -> int:
        """The number of different letters beyond ASCII that the language of their script does not use."""
        tables = _tables()
        count = 0
        for letter in {each for each in text.lower() if each > "\x7f"}:
            number = int(tables.group[min(ord(letter), 0xFFFF)])
            if 0 < number < _IDEOGRAPHS and number in self._languages:
                count += letter not in _own_letters(number, self._languages[number])
        return count

    def _bits(self, before: str, character: str) -> float:
        tables = _tables()
        a, b = (min(ord(each.lower()[0]), 0xFFFF) for each in (before, character))
        group_a, group_b = int(tables.group[a]), int(tables.group[b])
        total = int(tables.bits[b])
        for group in {group_a, group_b}:
            if 0 < group < _IDEOGRAPHS:
                language = self._languages.get(group)
                if language is None:
                    total += _FOREIGN_LETTER * SCALE if group == group_b else 0
                    continue
                first = int(tables.place[a]) if group_a == group else 0
                second = int(tables.place[b]) if group_b == group else 0
                total += int(tables.scripts[group - 1].bits[language, first, second])
        if group_a and group_b and group_a != group_b:
            total += _OTHER_GROUP * SCALE
        if group_a and group_b and character.isupper() and before.islower():
            total += _CAPITAL_INSIDE * SCALE
        return total / SCALE


_AS_LIKELY, _AS_LIKELY_A_LETTER = (
    6.0,
    0.25,
)  # extra bits that another candidate language may cost, at least and per letter


_MOST_VOICES = 12  # all of the Cyrillic script
GAP = "\ue000"  # stands for a lost letter


def voices_of(text: str, every: bool = False) -> list[Voice]:
    """The candidate languages of a text, cheapest first: all that are about as cheap for its main script, or every
    language of that script. What is beside a `GAP` does not count."""
    tables = _tables()
    group, place = _padded(tables, text)
    numbers = [int(number) for number in np.unique(group) if 0 < number < _IDEOGRAPHS]
    if not numbers:
        return [Voice({})]
    gaps = np.concatenate([[False], np.array([text]).view(np.uint32) == ord(GAP), [False]])
    beside = gaps[:-1] | gaps[1:] if GAP in text else None
    sums = {number: _sums(tables, group, place, number, beside) for number in numbers}
    cheapest = {number: int(each.argmin()) for number, each in sums.items()}
    main = max(numbers, key=lambda number: int((group == number).sum()))
    letters = int((group == main).sum())
    most = sums[main].min() + (_AS_LIKELY + _AS_LIKELY_A_LETTER * letters) * SCALE
    names = tables.scripts[main - 1].names
    order = np.argsort(sums[main], kind="stable").tolist()
    near = order if every else [each for each in order[:_MOST_VOICES] if sums[main][each] <= most]
    return [_voice(tuple(sorted({**cheapest, main: each}.items())), names[each]) for each in near]


@lru_cache(maxsize=64)
def _voice(languages: tuple[tuple[int, int], ...], language: str) -> Voice:
    """A voice, cached: the lines of a page are mostly in one language."""
    return Voice(dict(languages), language)


def _insertion_bits(text: str, number: int, language: int, letters: list[str]) -> float:
    """The least bits that one of some letters of a script, inserted anywhere in a word of a text, would cost in a
    language.

    A letter costs some bits wherever it fits; where one is missing (`yanlı` for `yanlış`), little or less than none.
    Infinite if no letter belongs to the script.
    """
    tables = _tables()
    group, place = _padded(tables, text)
    own = [int(tables.place[ord(letter)]) for letter in letters if tables.group[ord(letter)] == number]
    if not own:
        return math.inf
    bits = tables.scripts[number - 1].bits[language].astype(np.int16)
    firsts, seconds = (
        np.where(group == number, place, 0)[side] for side in (slice(None, -1), slice(1, None))
    )
    inside = (firsts > 0) | (seconds > 0)
    firsts, seconds = firsts[inside], seconds[inside]
    cost = bits[firsts][:, own] + bits[own][:, seconds].T - bits[firsts, seconds][:, None]
    return float(cost.min()) / SCALE


# A text whose letters all survive may have lost others without a trace. The chance that text of its language and
# length has none of them must be high, or no word may look as if one were missing: the bits of the odds that nothing
# is, and those that inserting a letter anywhere costs at least, must add up to this.
_LIKELY_CHANCE, _LEAST_CHANCE = 0.9, 0.3
_LEAST_ODDS = 5.5


def may_lack(
    text: str, is_lost: Callable[[str], bool], is_alike: Callable[[str], bool], near: float = 0.0
) -> bool:
    """Whether a text may lack letters that its misreading would have dropped.

    is_lost   whether a letter would have been dropped
    is_alike  whether a letter belongs to those that are counted
    near      how near to the likeliest language others must be to count, too; 0 for that one alone
    """
    letters = sum(map(is_alike, text))
    return any(
        _may_lack_in(text, number, language, is_lost, is_alike, letters)
        for number, language in _near_languages(text, near)
    )


def _may_lack_in(
    text: str,
    number: int,
    language: int,
    is_lost: Callable[[str], bool],
    is_alike: Callable[[str], bool],
    letters: int,
) -> bool:
    """`may_lack` in one language of a script, of a text with `letters` letters that are counted."""
    shares = [(letter, share) for letter, share in _letter_shares(number, language) if is_alike(letter)]
    lacking = [letter for letter, _ in shares if is_lost(letter)]
    if not lacking:
        return False
    lost = sum(share for letter, share in shares if letter in lacking)
    kept = sum(share for _, share in shares) - lost
    chance = (kept / (kept + lost)) ** letters if kept else 0.0
    if chance < _LEAST_CHANCE:
        return True
    return (
        chance < _LIKELY_CHANCE
        and math.log2(chance / (1 - chance)) + _insertion_bits(text, number, language, lacking) < _LEAST_ODDS
    )


def _near_languages(text: str, near: float) -> list[tuple[int, int]]:
    """The languages of a text's main script in which it is about as cheap as in the cheapest, with the script: a text
    that lacks letters of its language often reads better in another one, which has no such letters.

    near  share of what a candidate language for filling gaps may cost
    """
    tables = _tables()
    group, place = _padded(tables, text)
    number = _main_script(group)
    if not number:
        return []
    sums = _sums(tables, group, place, number)
    letters = int((group == number).sum())
    most = sums.min() + near * (_AS_LIKELY + _AS_LIKELY_A_LETTER * letters) * SCALE
    order = np.argsort(sums, kind="stable")[:_MOST_VOICES].tolist()
    return [(number, each) for each in order if sums[each] <= most]


def _padded(tables: _Tables, text: str) -> tuple[NDArray[np.int16], NDArray[np.int16]]:
    """The script of each character and its index there, with a word boundary before and after the text."""
    lower = np.minimum(np.array([_lowered(text) or " "]).view(np.uint32), 0xFFFF)
    return np.concatenate([[0], tables.group[lower], [0]]), np.concatenate([[0], tables.place[lower], [0]])


def _main_script(group: NDArray[np.int16]) -> int:
    """The script with a model that most letters belong to; 0 if there is none."""
    counts = {int(n): int((group == n).sum()) for n in np.unique(group) if 0 < n < _IDEOGRAPHS}
    return max(counts, key=counts.__getitem__, default=0)


def letter_shares(text: str) -> list[tuple[str, float]]:
    """The letters of the likeliest language of a text's main script, and the share of each letter in it."""
    tables = _tables()
    group, place = _padded(tables, text)
    number = _main_script(group)
    return _letter_shares(number, int(_sums(tables, group, place, number).argmin())) if number else []


@lru_cache(maxsize=128)
def _letter_shares(number: int, language: int) -> list[tuple[str, float]]:
    """A language's letter shares: the stationary distribution of its bigram model, by power iteration."""
    tables = _tables()
    bits = tables.scripts[number - 1].bits[language].astype(float) / SCALE
    follows = 2.0**-bits
    follows[0, 0] = 0.0
    follows /= follows.sum(1, keepdims=True)
    shares = np.full(len(follows), 1.0 / len(follows))
    for _ in range(50):
        shares = shares @ follows
    letters = {
        int(tables.place[code]): chr(code) for code in np.flatnonzero(tables.group == number)[::-1].tolist()
    }
    own = (at for at in range(1, len(follows) - 1) if at in letters and shares[at] >= _RAREST_SHARE)
    return [(letters[at], float(shares[at])) for at in own]


@lru_cache(maxsize=128)
def _own_letters(number: int, language: int) -> frozenset[str]:
    return frozenset(letter for letter, _ in _letter_shares(number, language))


_RAREST_SHARE = 0.0004  # letters of other languages, which each model has for foreign words, stay below it
