"""The beam search for the likeliest Chinese text, and the cost of text in the character model.

`_beam.pyx` has the same in compiled form; the results are the same to the bit.
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from functools import lru_cache
from typing import Any, NamedTuple

from newsmill.pipelines.compiled import module
from newsmill.pipelines.decode import model
from newsmill.pipelines.decode.model import NUMBER
from newsmill.pipelines.decode.plausibility import COSTS, cost_of
from newsmill.pipelines.decode.punctuation import (
    CLOSING_BITS,
    COUNTING,
    LONGEST_DATELINE,
    NUMERALS,
    OPENING_OF,
    SOON,
    UNCLOSED_BITS,
    closes,
    counting_bits,
    last_mark_bits,
    paired,
)

__all__ = [
    "OTHER_SCRIPT",
    "START",
    "Beam",
    "Choice",
    "Plain",
    "bits_of",
    "bits_of_in_python",
    "bytes_of",
    "compact",
    "grow",
    "grow_in_python",
    "grow_plain",
    "likeliest_step",
    "whole_bits",
]

# Maximum bits per character for text that continues like UTF-8 read as GBK: text that was damaged twice.
_ODD_BITS = 10.0
_BEAM = 16  # beam width
_BEAM_BITS = 14  # maximum distance in bits from the best beam
OTHER_SCRIPT = 7.0  # bits of a traditional character in a simplified text, and vice versa
_FOREIGN = 8.0  # bits of a switch from Chinese to characters outside the model, such as kana or Cyrillic


_BRACKETS = frozenset("〔〕〈〉「」『』")  # Chinese marks that are not in the model
_BRACKET_BITS = 9.0


class Choice(NamedTuple):
    """A character a pattern can be: the character, its index in the model, its cost if the surrounding text
    is in the other script, and whether it is a mark that comes in pairs.
    """

    character: str
    place: int
    extra: float
    is_paired: bool


class Beam(NamedTuple):
    """A partial reading: its cost, its last three characters, its open marks, and its text."""

    bits: float
    history: model.History
    open_marks: str
    text: str


Plain = tuple[float, model.History, str, str]  # the fields of a `Beam`

_NOTHING: model.History = (-1, -1, -1)
START = Beam(0.0, _NOTHING, "", "")  # nothing read yet


@lru_cache(maxsize=65536)
def bytes_of(character: str, codec: str) -> bytes | None:
    """The one or two bytes a codec shows as a character."""
    try:
        raw = character.encode("gb18030" if codec == "gbk" else codec)
    except UnicodeEncodeError:
        return None
    return raw if len(raw) <= 2 else None


@lru_cache(maxsize=1)
def _scores() -> Any:
    """The model in compiled form; None if the fallback must be used."""
    compiled = module("newsmill.pipelines.decode._beam")
    return (
        None if compiled is None else compiled.Scores(*model.load().compiled_tables(), _UNLISTED, OPENING_OF)
    )


@lru_cache(maxsize=1)
def _compact() -> Any:
    """What stores choices for the compiled search; None if the fallback must be used."""
    compiled = module("newsmill.pipelines.decode._beam")
    return None if compiled is None else compiled.Choices


def compact(choices: Sequence[Choice]) -> Collection[Choice]:
    """The choices of a step that is searched more than once, as `grow` reads them fastest."""
    own = _compact()
    packed: Collection[Choice] = tuple(choices) if own is None else own(choices, COUNTING)
    return packed


def grow(
    beams: Sequence[Plain], steps: Sequence[Collection[Choice]], pairing: bool, may_be_odd: bool = False
) -> list[Beam]:
    """Extend beams by each choice of each step, and keep the best; of those with the same ending only the best one.

    `pairing` requires marks to pair; without lost bytes their cost is irrelevant.
    """
    return [tuple.__new__(Beam, each) for each in grow_plain(beams, steps, pairing, may_be_odd)]


def grow_plain(
    beams: Sequence[Plain], steps: Sequence[Collection[Choice]], pairing: bool, may_be_odd: bool = False
) -> Sequence[Plain]:
    """`grow`, with beams that need not be `Beam`s: making one of each partial reading takes as long as the search."""
    scores = _scores()
    if scores is not None:
        grown: list[Plain] = scores.grow(beams, steps, pairing, may_be_odd, _RULES)
        return grown
    full = [tuple.__new__(Beam, each) for each in beams]
    for choices in steps:
        full = grow_in_python(full, choices, pairing, may_be_odd)
    return full


def grow_in_python(
    beams: list[Beam], choices: Collection[Choice], pairing: bool, may_be_odd: bool = False
) -> list[Beam]:
    """Pure-Python fallback of one step of `grow`."""
    language = model.load()
    grown: dict[tuple[int, int, int, str, str], tuple[float, model.History, str, str, str]] = {}
    worst = math.inf
    for beam in beams:
        start, (_, a, b), open_marks, text = beam
        after = _after(beam.history)
        known = after.bits
        for character, place, extra, is_paired in choices:
            if start + extra > worst:
                continue
            own = known.get(place)
            if own is None:
                own = _bits(language, after, place, character)
            if may_be_odd and own > _ODD_BITS and text and _runs_on(text[-1], character):
                own = _ODD_BITS
            if character in COUNTING:
                own = min(own, counting_bits(text, character))
            marks = open_marks
            if is_paired and pairing:
                marks, unpaired = paired(open_marks, character)
                if own > CLOSING_BITS and closes(text, character):
                    own = CLOSING_BITS
                own += unpaired
            total = start + extra + own
            if total > worst:
                continue
            if total + _BEAM_BITS < worst:
                worst = total + _BEAM_BITS
            key = (a, b, place, character, marks)
            if key not in grown or total < grown[key][0]:
                grown[key] = (total, (a, b, place), marks, text, character)
    best = sorted(grown.values())[:_BEAM]
    return [
        Beam(total, history, marks, text + character)
        for total, history, marks, text, character in best
        if total <= worst
    ]


def whole_bits(beam: Beam) -> float:
    """The cost in bits of a beam's text if it ends here."""
    bits = beam.bits + UNCLOSED_BITS * len(beam.open_marks)
    at_mark = last_mark_bits(beam.text)
    if at_mark is not None:
        return bits + at_mark
    last = beam.history[2]
    return bits + (model.load().end_bits(last) if last >= 0 and beam.text[-1] > "\u3400" else 0.0)


def _runs_on(before: str, character: str) -> bool:
    """Whether two characters can be GBK's view of consecutive UTF-8 bytes."""
    return bool(_beats(before)[0] & _beats(character)[1])


@lru_cache(maxsize=16384)
def _beats(character: str) -> tuple[int, int]:
    """The positions the two bytes of a GBK character can have in text of three-byte UTF-8 characters (a lead
    byte and two continuations each), as bits: which of the three positions such text began at, for a first
    and a second character.
    """
    raw = bytes_of(character, "gbk") or b""
    if len(raw) != 2:
        return 0, 0

    def fits(at: int, shift: int) -> bool:
        return all(
            0xE2 <= byte <= 0xEF if (at + i + shift) % 3 == 0 else 0x80 <= byte <= 0xBF
            for i, byte in enumerate(raw)
        )

    first, second = (sum(fits(at, shift) << shift for shift in range(3)) for at in (0, 2))
    return first, second


@lru_cache(maxsize=2048)
def _after(history: model.History) -> model.After:
    """Cached, since the channels tried on one stretch mostly read it alike."""
    return model.load().after(history)


def _bits(language: model.Model, after: model.After, place: int, character: str) -> float:
    """The cost in bits of a character (its index in the model, and itself) in context."""
    if place >= 0:
        found = after.bits.get(place)
        if found is None:
            found = after.bits[place] = -math.log2(language.chance(after, place))
        return found
    return _unlisted_bits(after.history[2], place, character)


def _unlisted_bits(before: int, place: int, character: str) -> float:
    """The cost in bits of a digit or a character outside the vocabulary after one with an index."""
    language = model.load()
    if place == NUMBER and before >= 0:
        return 3.0 + language.before_number_bits(before)
    end_bits = language.end_bits(before) if before >= 0 else 0.0
    if character <= "\x7f":
        return 3.0 + end_bits
    if character in _BRACKETS:
        return _BRACKET_BITS + end_bits
    strange = 8 if "\uff00" <= character <= "\uffef" else 0
    return max(cost_of(character), 8) + strange + (_FOREIGN + end_bits if before >= 0 else _FOREIGN / 2)


_UNLISTED = (COSTS, cost_of, _BRACKETS, _BRACKET_BITS, _FOREIGN)  # the same, for the compiled search

# What the compiled search calls and its limits.
_RULES = (
    paired, counting_bits, _beats, COUNTING, SOON, CLOSING_BITS, _ODD_BITS, _BEAM_BITS, _BEAM,
    NUMERALS, LONGEST_DATELINE,
)  # fmt: skip


def likeliest_step(history: model.History, character: str) -> tuple[float, model.History]:
    """The cost in bits of a character after others, and the context of the next one."""
    scores = _scores()
    if scores is not None:
        bits, place = scores.step(history, character)
        return bits, (history[1], history[2], place)
    language = model.load()
    place = language.place(character)
    return _bits(language, _after(history), place, character), (history[1], history[2], place)


def bits_of(text: str) -> float:
    """The cost of a text in the model, in bits."""
    scores = _scores()
    if scores is None:
        return bits_of_in_python(text)
    total: float
    total, last = scores.of_text(text)
    return total + (model.load().end_bits(last) if last >= 0 else 0.0)


def bits_of_in_python(text: str) -> float:
    """Pure-Python fallback of `bits_of`."""
    language = model.load()
    history = _NOTHING
    total = 0.0
    for character in text:
        place = language.place(character)
        total += _bits(language, _after(history), place, character)
        history = (*history[1:], place)
    return total + (language.end_bits(history[2]) if history[2] >= 0 else 0.0)
