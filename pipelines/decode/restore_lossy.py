"""Restores the text behind mojibake whose bytes were partly lost.

The found characters give the surviving bytes, UTF-8's structure shows where bytes are missing, the channel's
rule limits which bytes those can be, and the character model picks the likeliest of the remaining candidates
(a beam search).
"""

from __future__ import annotations

import math
from collections.abc import Collection, Sequence
from functools import lru_cache, partial
from itertools import islice, zip_longest
from typing import Any, NamedTuple

from newsmill.pipelines.compiled import module
from newsmill.pipelines.decode import model
from newsmill.pipelines.decode.beam import OTHER_SCRIPT, START, Choice, bytes_of, compact, grow, whole_bits
from newsmill.pipelines.decode.channels import Channel, lost_before
from newsmill.pipelines.decode.damage import is_lead_as_gbk
from newsmill.pipelines.decode.plausibility import cost_of
from newsmill.pipelines.decode.punctuation import PAIRED

__all__ = [
    "Gapped",
    "Pattern",
    "Restored",
    "candidates",
    "choices_of",
    "likeliest",
    "parse",
    "restore",
    "step",
]

Pattern = tuple[int | None, ...]  # the bytes of one character, None for lost ones

_NOTHING: Pattern = (None,)
_MOST_CANDIDATES = 64


class Gapped(NamedTuple):
    """A stretch of found text read as UTF-8: a pattern per character, the number of found characters used, and the
    place that ended it.
    """

    patterns: list[Pattern]
    taken: int
    stop: int = 0


class Restored(NamedTuple):
    """The likeliest text, its cost in bits, and the number of lost bytes."""

    text: str
    bits: float
    lost: int


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
    known = _known_bytes()
    if known is None:
        return parse_in_python(text, start, end, channel, may_be_clean)

    def is_clean(place: int, patterns: list[Pattern]) -> bool:
        return _is_clean(text, place, end, patterns)

    return Gapped(*known.parse(text, start, end, marker, is_clean if may_be_clean else None))


@lru_cache(maxsize=1)
def _known_bytes() -> Any:
    """The compiled parser; None if the fallback must be used. The bytes of GBK are those of GB18030."""
    compiled = module("newsmill.pipelines.decode._beam")
    return None if compiled is None else compiled.Bytes(partial(bytes_of, codec="gb18030"))


def parse_in_python(text: str, start: int, end: int, channel: Channel, may_be_clean: bool = True) -> Gapped:
    """Pure-Python fallback of `parse`."""
    marker = {"replace": "\ufffd", "question": "?"}.get(channel.losses)
    patterns: list[Pattern] = []
    current: list[int | None] = []
    need = 0
    taken = complete = whole = 0
    place = start
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
    else:
        place = end
    if current and need > 0 and marker is None and taken > complete and _REPLACEMENT not in patterns[whole:]:
        # The end of the last character was lost together with what ended there.
        return Gapped([*patterns, (*current, *[None] * need)], taken, place)
    # A found character that ends one character and begins another, truncated one belongs to neither.
    return Gapped(patterns[:whole], complete, place)


def _stands_alone(raw: bytes) -> bool:
    """Whether the two bytes of a found character are a whole UTF-8 character: 使 is ʹ, 路 is the middle dot in
    names.
    """
    return len(raw) == 2 and 0xC2 <= raw[0] <= 0xDF and 0x80 <= raw[1] <= 0xBF


def _is_clean(text: str, place: int, end: int, patterns: list[Pattern]) -> bool:
    """Whether a single found character is undamaged text after damaged Chinese rather than damaged itself.

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
    lost = sum(pattern.count(None) for pattern in patterns)
    steps = []
    for pattern, lost_after in zip_longest(patterns, patterns[1:], fillvalue=_NOTHING):
        choices = choices_of(pattern, lost_after[0], codec, traditional)
        if not choices:
            return None
        steps.append(choices)
    beams = grow([START], steps, pairing=lost > 0, may_be_odd=may_be_odd)
    bits, text = min((whole_bits(beam), beam.text) for beam in beams)
    return Restored(text, bits, lost)


def likeliest(options: Sequence[Sequence[str]]) -> str:
    """The likeliest Chinese text that has one of some characters at each place."""
    language = model.load()
    sure = sum(language.script(each[0]) for each in options if len(each) == 1)
    steps = [
        [
            Choice(
                character,
                language.place(character),
                OTHER_SCRIPT if language.script(character) * (-1 if sure > 0 else 1) > 0 else 0.0,
                character in PAIRED,
            )
            for character in each
        ]
        for each in options
    ]
    beams = grow([START], steps, pairing=True)
    return min((whole_bits(beam), beam.text) for beam in beams)[1]


def _is_traditional(patterns: Sequence[Pattern], language: model.Model) -> bool:
    """Whether the characters known for certain are traditional rather than simplified."""
    sure = (bytes(b for b in p if b is not None).decode("utf-8", "ignore") for p in patterns if None not in p)
    return sum(language.script(character) for character in sure) > 0


def choices_of(pattern: Pattern, following: int | None, codec: str, traditional: bool) -> Collection[Choice]:
    """The candidates for a pattern, the likeliest by themselves first.

    following  the byte after the pattern, None if it was lost or there is none
    """
    # The following byte matters only if the last byte was lost, and many bytes have the same effect: treating
    # them as one gives more cache hits.
    lost_after = lost_before(codec, following) if pattern[-1] is None else frozenset[int]()
    return _choices(pattern, lost_after, codec, traditional)


@lru_cache(maxsize=32768)
def _choices(
    pattern: Pattern, lost_after: frozenset[int], codec: str, traditional: bool
) -> Collection[Choice]:
    """The candidates for a pattern; `lost_after` are the bytes that are lost before what follows it."""
    if None not in pattern:
        return compact(_only_choice(pattern, model.load()))
    gaps = pattern.count(None)
    found = _filled(pattern, lost_after, codec) if gaps == 1 else _among_likeliest(pattern, lost_after, codec)
    known = _known_choices(traditional)
    return compact([known[character, place] for character, place in found])


def _only_choice(pattern: Pattern, language: model.Model) -> tuple[Choice, ...]:
    try:
        character = bytes(byte or 0 for byte in pattern).decode()
    except UnicodeDecodeError:
        return ()
    return (Choice(character, language.place(character), 0.0, character in PAIRED),)


class _KnownChoices(dict[tuple[str, int], Choice]):
    """The choices that characters with their indices are, in simplified or traditional text, made once."""

    def __init__(self, traditional: bool) -> None:
        super().__init__()
        self._sign = -1 if traditional else 1

    def __missing__(self, key: tuple[str, int]) -> Choice:
        character, place = key
        extra = OTHER_SCRIPT if model.load().script(character) * self._sign > 0 else 0.0
        self[key] = found = Choice(character, place, extra, character in PAIRED)
        return found


_known_choices = lru_cache(maxsize=2)(_KnownChoices)
_Alone = tuple[float, str, int]


class _KnownAlone(dict[str, "_Alone | None"]):
    """The cost of a character by itself in bits, the character, and its index; None if hardly any text contains it."""

    def __missing__(self, character: str) -> _Alone | None:
        language = model.load()
        place = language.place(character)
        if place >= 0:
            found: _Alone | None = (-math.log2(language.alone(place)), character, place)
        else:
            bits = cost_of(character)
            found = (float(bits), character, place) if bits < 15 else None
        self[character] = found
        return found


_ALONE = _KnownAlone()


def _filled(pattern: Pattern, lost_after: frozenset[int], codec: str) -> list[tuple[str, int]]:
    """The candidates for a pattern with one gap, likeliest first."""
    gap, shift = pattern.index(None), 6 * (len(pattern) - 1)
    first = (pattern[0] or 0) & (0x3F >> len(pattern) - 1)
    bits = first << shift | sum(
        ((byte or 0) & 0x3F) << (shift - 6 * at) for at, byte in enumerate(pattern) if at and byte is not None
    )
    lost = lost_before(codec, pattern[gap + 1]) if gap + 1 < len(pattern) else lost_after
    rare, found = [], []
    for byte in lost:
        code = bits | (byte & 0x3F) << (shift - 6 * gap)
        if not 0x80 <= byte <= 0xBF or not _LEAST_CODES[len(pattern)] <= code <= 0x10FFFF:
            continue
        character = chr(code)
        if "\ud800" <= character <= "\udfff":
            continue
        rare.append((character, -1))
        if (alone := _ALONE[character]) is not None:
            found.append(alone)
    # Text damaged twice consists of rare characters after one round.
    return [(character, place) for _, character, place in sorted(found)] or sorted(rare)


_LEAST_CODES = (0, 0, 0x80, 0x800, 0x10000)  # of characters with that many bytes


@lru_cache(maxsize=64)
def _with_lead(lead: int) -> tuple[str, ...]:
    """The characters whose UTF-8 begins with a byte; beyond the first plane only emoji and pictographs."""
    if lead < 0xE0:
        codes = range((lead & 0x1F) << 6, (lead & 0x1F) + 1 << 6)
    elif lead < 0xF0:
        codes = range(max(0x800, (lead & 0xF) << 12), (lead & 0xF) + 1 << 12)
    else:
        codes = range(0x1F000, 0x20000) if lead == 0xF0 else range(0)
    return tuple(chr(code) for code in codes if not 0xD800 <= code < 0xE000)


@lru_cache(maxsize=64)
def _likeliest(lead: int) -> list[tuple[str, int]]:
    """The characters that occur in text and whose UTF-8 begins with a byte, likeliest first."""
    found = sorted(alone for each in _with_lead(lead) if (alone := _ALONE[each]) is not None)
    return [(character, place) for _, character, place in found]


def _among_likeliest(pattern: Pattern, lost_after: frozenset[int], codec: str) -> list[tuple[str, int]]:
    """The likeliest candidates for a pattern with several gaps."""
    lead = pattern[0]
    if lead is None:
        return []
    possible = _possible(pattern, lost_after, codec)
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
    possible = _possible(pattern, lost_before(codec, following), codec)
    return [each for each in _with_lead(lead or 0) if each in possible]


def _possible(pattern: Pattern, lost_after: frozenset[int], codec: str) -> set[str]:
    """The characters that have the bytes of a pattern, and in its gaps bytes that a codec loses; also some that
    UTF-8 does not allow.

    Built from the last byte on, since what is lost depends on the byte after it: far fewer than there are
    characters with the lead byte.
    """
    lead = pattern[0]
    if lead is None or _width(lead) != len(pattern) - 1:
        return set()
    # The bits of the bytes so far, and the first of them.
    tails: set[tuple[int, int | None]] = {(0, None)}
    for shift, byte in enumerate(reversed(pattern[1:])):
        tails = {
            (bits | (own & 0x3F) << 6 * shift, own)
            for bits, after in tails
            for own in ((byte,) if byte is not None else lost_before(codec, after) if shift else lost_after)
            if 0x80 <= own <= 0xBF
        }
    first = (lead & (0x3F >> _width(lead))) << 6 * _width(lead)
    return {chr(first | bits) for bits, _ in tails if first | bits <= 0x10FFFF}
