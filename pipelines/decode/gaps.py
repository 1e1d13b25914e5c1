"""UTF-8 read in a single-byte charset that lost some of its bytes: where the gaps are, and which letters fill them.

A byte that is no character in the charset was dropped, or became U+FFFD, `?` or a private-use character.
UTF-8's structure says where one is missing, the charset says which it can have been, and the letters beside
the gap, in the language of the line, say which it was. Where two letters would do, nothing is filled: the
line stays as it is.
"""

from __future__ import annotations

import itertools
import math
import unicodedata
from typing import TYPE_CHECKING, NamedTuple

from newsmill.pipelines.decode.languages import Voice, voices_of

if TYPE_CHECKING:
    from newsmill.pipelines.decode.readers import Reader

__all__ = ["Filled", "Gapped", "fill", "parse"]

_MOST_CANDIDATES = 200
_FEWEST_WHOLE = 2  # lost bytes a whole character, at most
# Bits that the letter of a gap has to be likelier by than any other: scripts whose pairs of letters say
# much, and others.
_MARGIN, _MARGIN_OF_OTHERS = 5.0, 9.0
_TELLING_SCRIPTS = (("\xa0", "\u0250"), ("\u0370", "\u0400"), ("\u0590", "\u0600"), ("\u2010", "\u2040"))


class Gapped(NamedTuple):
    """A stretch read as UTF-8: for each character the bytes at hand (None: a mark stands there) and how
    many more are missing at any place; where the stretch begins and ends (characters of the segment); and
    whether enough of it is whole to be sure of the rest."""

    patterns: list[tuple[tuple[int | None, ...], int]]
    start: int
    end: int
    is_sure: bool


class Filled(NamedTuple):
    """The text, and whether no byte had to be guessed."""

    text: str
    certain: bool


def _width(lead: int) -> int:
    if 0xC2 <= lead <= 0xDF:
        return 1
    if 0xE0 <= lead <= 0xEF:
        return 2
    return 3 if 0xF0 <= lead <= 0xF4 else -1


def parse(segment: str, reader: Reader) -> Gapped | None:
    """Read a segment as UTF-8 with gaps; None where some character cannot be that, or nothing says that it is."""
    is_marked = "\ufffd" in segment
    patterns: list[tuple[tuple[int | None, ...], int]] = []
    at, size, whole, gaps = 0, len(segment), 0, 0
    first, last = -1, -1
    while at < size:
        byte = reader.by_character.get(segment[at])
        if byte is not None and byte < 0x80:
            patterns.append(((byte,), 0))
            at += 1
            continue
        width = _width(byte) if byte is not None else -1
        if byte is None or width < 0:
            return None
        taken: list[int | None] = [byte]
        step = 1
        while len(taken) <= width and at + step < size:
            following = _continuation(segment[at + step], reader, is_marked)
            if following == 0:
                break
            taken.append(following or None)
            step += 1
        missing = width + 1 - len(taken)
        if missing and not (reader.undefined and not is_marked):
            return None
        whole += None not in taken and not missing
        gaps += missing + taken.count(None)
        first, last = (at if first < 0 else first), at + step
        patterns.append((tuple(taken), missing))
        at += step
    if whole < 1 or whole * _FEWEST_WHOLE < gaps:
        return None
    # Before the first and behind the last are ASCII characters, a pattern each.
    return Gapped(patterns[first : len(patterns) - (size - last)], first, last, whole >= max(2, gaps))


def _continuation(character: str, reader: Reader, is_marked: bool) -> int | None:
    """The continuation byte that a character stands for; None where it stands for a lost one, 0 for no
    continuation."""
    if character == "\ufffd" or (character == "?" and not is_marked and reader.undefined):
        return None
    if "\ue000" <= character <= "\uf8ff":
        byte = ord(character) & 0xFF
        return byte if byte in reader.undefined and 0x80 <= byte <= 0xBF else None
    byte = reader.by_character.get(character, 0)
    return byte if 0x80 <= byte <= 0xBF else 0


def fill(gapped: Gapped, reader: Reader, after: str) -> Filled | None:
    """The text of a stretch before the character `after`, or None where some gap can be filled in two ways."""
    if not gapped.is_sure:
        return None
    choices: list[list[str]] = []
    certain = True
    for taken, missing in gapped.patterns:
        if missing or None in taken:
            certain = False
            choices.append(_candidates(taken, missing, reader))
            if not 0 < len(choices[-1]) <= _MOST_CANDIDATES:
                return None
        else:
            try:
                choices.append([bytes(byte or 0 for byte in taken).decode()])
            except UnicodeDecodeError:
                return None
    if certain:
        return Filled("".join(each[0] for each in choices), True)
    sure = "".join(each[0] if len(each) == 1 else " " for each in choices)
    # Every language that the line may be of has to say the same.
    texts = {_likeliest(choices, voice, after or " ") for voice in voices_of(sure)}
    text = texts.pop()
    if texts or text is None or not _may_be_filled(text + after, choices):
        return None
    return Filled(text, False)


_OPENING_QUOTES = "“„‘‚«‹"


def _may_be_filled(text: str, choices: list[list[str]]) -> bool:
    """Whether no filled character is a capital behind a small letter or a quotation mark inside a word."""
    for at, options in enumerate(choices):
        if len(options) < 2:
            continue
        before, after = text[at - 1 : at], text[at + 1 : at + 2]
        if before.isalpha() and (
            (text[at].isupper() and before.islower()) or (text[at] in _OPENING_QUOTES and after.isalpha())
        ):
            return False
    return True


def _candidates(taken: tuple[int | None, ...], missing: int, reader: Reader) -> list[str]:
    """The characters that a pattern can be."""
    lost = sorted(byte for byte in reader.undefined if 0x80 <= byte <= 0xBF)
    patterns: set[tuple[int | None, ...]] = {taken}
    for _ in range(missing):
        patterns = {(*p[:at], None, *p[at:]) for p in patterns for at in range(1, len(p) + 1)}
    found = set()
    for pattern in patterns:
        for filling in itertools.product(lost, repeat=pattern.count(None)):
            rest = iter(filling)
            try:
                character = bytes(next(rest) if byte is None else byte for byte in pattern).decode()
            except UnicodeDecodeError:
                continue
            if unicodedata.category(character)[0] in "LMPSN" or character == "\xa0":
                found.add(character)
        if len(found) > _MOST_CANDIDATES:
            break
    return sorted(found)


def _margin(character: str) -> float:
    is_telling = any(first <= character < last for first, last in _TELLING_SCRIPTS)
    return _MARGIN if is_telling else _MARGIN_OF_OTHERS


def _likeliest(choices: list[list[str]], voice: Voice, following: str) -> str | None:
    """The cheapest way through the choices, where at each place it is cheaper by `_MARGIN` than any with
    another character there."""
    forward: list[list[float]] = []
    for at, here in enumerate(choices):
        before = choices[at - 1] if at else [" "]
        costs = forward[-1] if at else [0.0]
        forward.append(
            [min(cost + voice.bits(a, b) for a, cost in zip(before, costs, strict=True)) for b in here]
        )
    backward: list[list[float]] = [[voice.bits(a, following) for a in choices[-1]]]
    for at in range(len(choices) - 2, -1, -1):
        after, costs = choices[at + 1], backward[-1]
        backward.append(
            [min(cost + voice.bits(a, b) for b, cost in zip(after, costs, strict=True)) for a in choices[at]]
        )
    backward.reverse()
    text = []
    for here, ahead, behind in zip(choices, forward, backward, strict=True):
        totals = sorted(zip((a + b for a, b in zip(ahead, behind, strict=True)), here, strict=True))
        if len(totals) > 1 and totals[1][0] - totals[0][0] < _margin(totals[0][1]):
            return None
        if math.isinf(totals[0][0]):
            return None
        text.append(totals[0][1])
    return "".join(text)
