"""Restores the text behind mojibake whose bytes were partly lost.

The found characters give the surviving bytes, UTF-8's structure shows where bytes are missing, the channel's
rule limits which bytes those can be, and the character model picks the likeliest of the remaining candidates
(a beam search).
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from functools import lru_cache
from itertools import islice
from typing import NamedTuple

from newsmill.pipelines.decode import model
from newsmill.pipelines.decode.channels import Channel, lost_before
from newsmill.pipelines.decode.damage import is_lead_as_gbk
from newsmill.pipelines.decode.model import NUMBER
from newsmill.pipelines.decode.plausibility import COSTS
from newsmill.pipelines.decode.punctuation import (
    CLOSING_BITS,
    COUNTING,
    PAIRED,
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
    "Gapped",
    "Pattern",
    "Restored",
    "bits_of",
    "bytes_of",
    "candidates",
    "choices_of",
    "grow",
    "likeliest",
    "likeliest_step",
    "parse",
    "restore",
    "step",
    "whole_bits",
]

Pattern = tuple[int | None, ...]  # the bytes of one character, None for lost ones

# Maximum bits per character for text that continues like UTF-8 read as GBK: text that was damaged twice.
_ODD_BITS = 10.0
_BEAM = 16  # beam width
_BEAM_BITS = 14  # maximum distance in bits from the best beam
_MOST_CANDIDATES = 64
OTHER_SCRIPT = 7.0  # bits of a traditional character in a simplified text, and vice versa
_FOREIGN = 8.0  # bits of a switch from Chinese to characters outside the model, such as kana or Cyrillic


_BRACKETS = frozenset("〔〕〈〉「」『』")  # Chinese marks that are not in the model
_BRACKET_BITS = 9.0


class Gapped(NamedTuple):
    """A stretch of found text read as UTF-8: a pattern per character, and the number of found characters
    used.
    """

    patterns: list[Pattern]
    taken: int


class _Choice(NamedTuple):
    """A character a pattern can be: the character, its index in the model, its cost if the surrounding text
    is in the other script, and whether it is a mark that comes in pairs.
    """

    character: str
    place: int
    extra: float
    is_paired: bool


class Restored(NamedTuple):
    """The likeliest text, its cost in bits, and the number of lost bytes."""

    text: str
    bits: float
    lost: int


@lru_cache(maxsize=65536)
def bytes_of(character: str, codec: str) -> bytes | None:
    """The one or two bytes a codec shows as a character."""
    try:
        raw = character.encode("gb18030" if codec == "gbk" else codec)
    except UnicodeEncodeError:
        return None
    return raw if len(raw) <= 2 else None


def _width(lead: int) -> int:
    """The number of continuation bytes after a UTF-8 lead byte; -1 for any other byte."""
    if lead < 0x80:
        return 0
    if 0xC2 <= lead <= 0xDF:
        return 1
    if 0xE0 <= lead <= 0xEF:
        return 2
    return 3 if 0xF0 <= lead <= 0xF4 else -1


_REPLACEMENT: Pattern = (0xEF, 0xBF, 0xBD)  # U+FFFD in UTF-8: the character had already been lost


def parse(text: str, start: int, end: int, channel: Channel, may_be_clean: bool = True) -> Gapped:
    """Read `text[start:end]` as UTF-8 seen through a channel, as far as possible.

    may_be_clean  stop before characters that may be undamaged
    """
    marker = {"replace": "\ufffd", "question": "?"}.get(channel.losses)
    patterns: list[Pattern] = []
    current: list[int | None] = []
    need = 0
    taken = complete = whole = 0
    for place in range(start, end):
        character = text[place]
        if character == marker and need > 0:
            current.append(None)
            need -= 1
        elif character == "\ufffd":
            break
        else:
            raw = bytes_of(character, channel.misread_as)
            if (
                may_be_clean
                and raw is not None
                and _stands_alone(raw)
                and _is_clean(text, place, end, patterns)
            ):
                break
            after = step(raw, current, need, patterns, marker is None) if raw is not None else None
            if after is None:
                break
            current, need = after
        taken += 1
        if need == 0 and current:
            patterns.append(tuple(current))
            current = []
        if _REPLACEMENT in patterns[whole:]:
            break
        if not current:
            complete, whole = taken, len(patterns)
    if current and need > 0 and marker is None and taken > complete and _REPLACEMENT not in patterns[whole:]:
        # The end of the last character was lost together with what ended there.
        return Gapped([*patterns, (*current, *[None] * need)], taken)
    # A found character that ends one character and begins another, truncated one belongs to neither.
    return Gapped(patterns[:whole], complete)


def _stands_alone(raw: bytes) -> bool:
    """Whether the two bytes of a found character are a whole UTF-8 character: 使 is ʹ, 路 is the middle dot in
    names.
    """
    return len(raw) == 2 and 0xC2 <= raw[0] <= 0xDF and 0x80 <= raw[1] <= 0xBF


def _is_clean(text: str, place: int, end: int, patterns: list[Pattern]) -> bool:
    """Whether a found character that stands alone is text after damaged Chinese rather than damaged itself.

    Among Chinese, such a letter or sign has damage on both sides; undamaged words begin after a space, or
    with a character that is not damage before another one. Pinyin is the exception: `y脿n` was yàn.
    """
    if not any(len(pattern) == 3 for pattern in patterns):
        return False
    following = text[place + 1 : end][:1]
    if len(patterns[-1]) != 1:
        return not following or not is_lead_as_gbk(following)
    before, raw = chr(patterns[-1][0] or 0), bytes_of(text[place], "gbk") or b""
    is_latin = raw[0] <= 0xC9 and before.isalpha() and (not following or following.isascii())
    return not (
        is_latin and (following.isalpha() or raw[1] < 0xA1 or any(len(each) == 2 for each in patterns))
    )


def step(
    raw: bytes, current: list[int | None], need: int, patterns: list[Pattern], may_vanish: bool
) -> tuple[list[int | None], int] | None:
    """Consume the bytes of one found character: what is unfinished after it, and the bytes that needs; None if they
    cannot follow. Complete characters go to `patterns`.

    may_vanish  bytes may have been lost without a mark
    """
    done: list[Pattern] = []
    for at, byte in enumerate(raw):
        if 0x80 <= byte <= 0xBF:
            if need == 0:
                return None
            current = [*current, byte]
            need -= 1
            if need == 0:
                done.append(tuple(current))
                current = []
            continue
        if need > 0:
            if not may_vanish:
                return None
            # Lost bytes preceded this found character: there is no room for any after its first byte.
            if at == 0:
                done.append((*current, *[None] * need))
            elif need == 1 and len(current) >= 2:
                done.append((*current[:-1], None, current[-1]))
            else:
                return None
            current, need = [], 0
        width = _width(byte)
        if width < 0:
            return None
        if width == 0:
            done.append((byte,))
        else:
            current, need = [byte], width
    patterns += done
    return current, need


@lru_cache(maxsize=64)
def restore(patterns: tuple[Pattern, ...], codec: str, may_be_odd: bool = False) -> Restored | None:
    """The likeliest text for the patterns, seen through a codec; None if a pattern has no candidate.

    may_be_odd  the text may itself be UTF-8 read as GBK

    Cached: channels that differ only in their handling of lost bytes ask for the same, and so does each place
    of a stretch that remains unchanged.
    """
    language = model.load()
    traditional = _is_traditional(patterns, language)
    beams = [START]
    lost = sum(pattern.count(None) for pattern in patterns)
    for at, pattern in enumerate(patterns):
        following = patterns[at + 1][0] if at + 1 < len(patterns) else None
        choices = choices_of(pattern, following, codec, traditional)
        if not choices:
            return None
        beams = grow(beams, choices, pairing=lost > 0, may_be_odd=may_be_odd)
    bits, text = min((whole_bits(beam), beam.text) for beam in beams)
    return Restored(text, bits, lost)


def likeliest(options: Sequence[Sequence[str]]) -> str:
    """The likeliest Chinese text that has one of some characters at each place."""
    language = model.load()
    sure = sum(language.script(each[0]) for each in options if len(each) == 1)
    beams = [START]
    for each in options:
        choices = [
            _Choice(
                character,
                language.place(character),
                OTHER_SCRIPT if language.script(character) * (-1 if sure > 0 else 1) > 0 else 0.0,
                character in PAIRED,
            )
            for character in each
        ]
        beams = grow(beams, choices, pairing=True)
    return min((whole_bits(beam), beam.text) for beam in beams)[1]


class Beam(NamedTuple):
    """A partial reading: its cost, its last three characters, its open marks, and its text."""

    bits: float
    history: model.History
    open_marks: str
    text: str


_NOTHING: model.History = (-1, -1, -1)
START = Beam(0.0, _NOTHING, "", "")  # nothing read yet


def grow(
    beams: list[Beam], choices: Sequence[_Choice], pairing: bool, may_be_odd: bool = False
) -> list[Beam]:
    """Extend each beam by each choice and keep the best; of those with the same ending only the best one.

    `pairing` requires marks to pair; without lost bytes their cost is irrelevant.
    """
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


def _is_traditional(patterns: Sequence[Pattern], language: model.Model) -> bool:
    """Whether the characters known for certain are traditional rather than simplified."""
    sure = (bytes(b for b in p if b is not None).decode("utf-8", "ignore") for p in patterns if None not in p)
    return sum(language.script(character) for character in sure) > 0


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
    b = after.history[2]
    if place == NUMBER and b >= 0:
        return 3.0 + language.before_number_bits(b)
    end_bits = language.end_bits(b) if b >= 0 else 0.0
    if character <= "\x7f":
        return 3.0 + end_bits
    if character in _BRACKETS:
        return _BRACKET_BITS + end_bits
    strange = 8 if "\uff00" <= character <= "\uffef" else 0
    return max(COSTS[character], 8) + strange + (_FOREIGN + end_bits if b >= 0 else _FOREIGN / 2)


@lru_cache(maxsize=8192)
def choices_of(pattern: Pattern, following: int | None, codec: str, traditional: bool) -> tuple[_Choice, ...]:
    """The candidates for a pattern, the likeliest by themselves first."""
    language = model.load()
    if None not in pattern:
        return _only_choice(pattern, language)
    gaps = pattern.count(None)
    found = _filled(pattern, following, codec) if gaps == 1 else _among_likeliest(pattern, following, codec)
    choices = []
    for character, place in found:
        script = language.script(character) * (-1 if traditional else 1)
        extra = OTHER_SCRIPT if script > 0 else 0.0
        choices.append(_Choice(character, place, extra, character in PAIRED))
    return tuple(choices)


def _only_choice(pattern: Pattern, language: model.Model) -> tuple[_Choice, ...]:
    try:
        character = bytes(byte or 0 for byte in pattern).decode()
    except UnicodeDecodeError:
        return ()
    return (_Choice(character, language.place(character), 0.0, character in PAIRED),)


@lru_cache(maxsize=16384)
def _alone(character: str) -> tuple[float, str, int] | None:
    """The cost of a character by itself in bits, the character, and its index; None if hardly any text
    contains it.
    """
    language = model.load()
    place = language.place(character)
    if place >= 0:
        return -math.log2(language.alone(place)), character, place
    return (float(COSTS[character]), character, place) if COSTS[character] < 15 else None


def _filled(pattern: Pattern, following: int | None, codec: str) -> list[tuple[str, int]]:
    """The candidates for a pattern with one gap, likeliest first."""
    gap = pattern.index(None)
    after = pattern[gap + 1] if gap + 1 < len(pattern) else following
    rare, found = [], []
    for lost in sorted(lost_before(codec, after)):
        try:
            character = bytes(lost if byte is None else byte for byte in pattern).decode()
        except UnicodeDecodeError:
            continue
        rare.append((character, -1))
        if (alone := _alone(character)) is not None:
            found.append(alone)
    # Text damaged twice consists of rare characters after one round.
    return [(character, place) for _, character, place in sorted(found)] or rare


def _with_lead(lead: int) -> list[str]:
    """The characters whose UTF-8 begins with a byte; beyond the first plane only emoji and pictographs."""
    if lead < 0xE0:
        codes = range((lead & 0x1F) << 6, (lead & 0x1F) + 1 << 6)
    elif lead < 0xF0:
        codes = range(max(0x800, (lead & 0xF) << 12), (lead & 0xF) + 1 << 12)
    else:
        codes = range(0x1F000, 0x20000) if lead == 0xF0 else range(0)
    return [chr(code) for code in codes if not 0xD800 <= code < 0xE000]


@lru_cache(maxsize=64)
def _likeliest(lead: int) -> list[tuple[str, int]]:
    """The characters that occur in text and whose UTF-8 begins with a byte, likeliest first."""
    found = sorted(alone for each in _with_lead(lead) if (alone := _alone(each)) is not None)
    return [(character, place) for _, character, place in found]


def _among_likeliest(pattern: Pattern, following: int | None, codec: str) -> list[tuple[str, int]]:
    """The likeliest candidates for a pattern with several gaps."""
    lead = pattern[0]
    if lead is None:
        return []
    possible = _possible(pattern, following, codec)
    fitting = (each for each in _likeliest(lead) if each[0] in possible)
    found = list(islice(fitting, _MOST_CANDIDATES))
    if found:
        return found
    rare = ((each, -1) for each in _with_lead(lead) if each in possible)
    return list(islice(rare, _MOST_CANDIDATES))


def candidates(pattern: Pattern, following: int | None, codec: str) -> list[str]:
    """All characters that a pattern can be, however rare; gaps are bytes that a codec loses."""
    lead = pattern[0]
    if None not in pattern:
        return [bytes(byte or 0 for byte in pattern).decode("utf-8", "ignore")]
    possible = _possible(pattern, following, codec)
    return [each for each in _with_lead(lead or 0) if each in possible]


def _possible(pattern: Pattern, following: int | None, codec: str) -> set[str]:
    """The characters that have the bytes of a pattern, and in its gaps bytes that a codec loses; also some that
    UTF-8 does not allow.

    Built from the last byte on, since what is lost depends on the byte behind it: far fewer than there are
    characters with the lead byte.
    """
    lead = pattern[0]
    if lead is None or _width(lead) != len(pattern) - 1:
        return set()
    # The bits of the bytes so far, and the first of them.
    tails: set[tuple[int, int | None]] = {(0, following)}
    for shift, byte in enumerate(reversed(pattern[1:])):
        tails = {
            (bits | (own & 0x3F) << 6 * shift, own)
            for bits, after in tails
            for own in ((byte,) if byte is not None else lost_before(codec, after))
            if 0x80 <= own <= 0xBF
        }
    first = (lead & (0x3F >> _width(lead))) << 6 * _width(lead)
    return {chr(first | bits) for bits, _ in tails if first | bits <= 0x10FFFF}


def likeliest_step(history: model.History, character: str) -> tuple[float, model.History]:
    """The bits of a character behind others, and what stands before the next one."""
    language = model.load()
    place = language.place(character)
    return _bits(language, _after(history), place, character), (history[1], history[2], place)


def bits_of(text: str) -> float:
    """The cost of a text in the model, in bits."""
    language = model.load()
    history = _NOTHING
    total = 0.0
    for character in text:
        place = language.place(character)
        total += _bits(language, _after(history), place, character)
        history = (*history[1:], place)
    return total + (language.end_bits(history[2]) if history[2] >= 0 else 0.0)
