"""Damage that cannot be repaired: the text is kept as found, and reported.

Each kind is a pattern that undamaged text does not contain. The original is lost, or so much of it that any
repair would be invented.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple

import msgspec

from newsmill.pipelines.regex import lazy_regex

__all__ = ["Unrepairable", "left_in"]


class Unrepairable(msgspec.Struct, frozen=True):
    """Damaged text that cannot be repaired.

    found  the text, at `start` (characters into the text)
    kind   the name of the damage
    """

    start: int
    found: str
    kind: str


class _Kind(NamedTuple):
    """A kind of damage: its pattern, and `needle`, a string that every match contains, as a prefilter.

    Each pattern begins with a literal, so that `re` searches for it instead of trying every character.
    """

    name: str
    needle: str
    pattern: re.Pattern[str]
    why: str


_UTF8_AS_BIG5 = "utf-8 as big5, bytes replaced"
_KINDS = (
    _Kind(
        "lost characters as gbk",
        "锟斤拷",
        lazy_regex("锟斤拷(?:锟斤拷)*"),
        "U+FFFD twice, in UTF-8 read as GBK: what was there had been lost before",
    ),
    _Kind(
        "lost characters as windows-1252",
        "¿½",
        lazy_regex("ï¿½(?:ï¿½)*"),
        "U+FFFD in UTF-8 read as windows-1252: the same",
    ),
    _Kind("lost characters", "\ufffd", lazy_regex("\ufffd\ufffd*"), "bytes that were no character when they were read"),
)  # fmt: skip

_BEYOND_ASCII = lazy_regex("[^\x00-\x7f]*")
# Minimum number and share of lost bytes in UTF-8 read as Big5; the share is two thirds in Chinese.
_LEAST_LOST = 4
_LOST_SHARE = 0.4


def left_in(text: str) -> list[Unrepairable]:
    """The certain damage in a text, in order. Linear in the text, and nearly free if there is none."""
    found = [
        Unrepairable(match.start(), match.group(), kind.name)
        for kind in _KINDS
        if kind.needle[0] in text and kind.needle in text
        for match in kind.pattern.finditer(text)
    ]
    if not found:
        return found
    as_big5 = list(_utf8_as_big5(text)) if "\ufffd" in text else []
    covered = iter(as_big5)
    here = next(covered, None)
    kept = []
    for left in sorted(found, key=lambda each: each.start):
        while here is not None and here.start + len(here.found) <= left.start:
            here = next(covered, None)
        if here is None or left.start < here.start:
            kept.append(left)
    return sorted([*kept, *as_big5], key=lambda each: each.start)


def _utf8_as_big5(text: str) -> Iterator[Unrepairable]:
    """Yield stretches between ASCII that may be UTF-8 read as Big5 with too many lost bytes to restore."""
    for start, found in _around_lost(text):
        lost = found.count("\ufffd")
        if lost >= max(_LEAST_LOST, _LOST_SHARE * len(found)) and _can_be_utf8(found):
            yield Unrepairable(start, found, _UTF8_AS_BIG5)


def _around_lost(text: str) -> Iterator[tuple[int, str]]:
    """Yield the non-ASCII stretches that contain a lost byte, each with its start.

    Searches from one lost byte to the next; a regex would retry each stretch from every character.
    """
    end = 0
    while (start := text.find("\ufffd", end)) >= 0:
        while start > end and text[start - 1] > "\x7f":
            start -= 1
        run = _BEYOND_ASCII.match(text, start)
        end = run.end() if run else start + 1
        yield start, text[start:end]


def _can_be_utf8(found: str) -> bool:
    """Whether the bytes Big5 shows as these characters, with any bytes for U+FFFD, are UTF-8.

    The states are the possible numbers of pending continuation bytes, as bits; the last character may be
    truncated.
    """
    states = 1
    for character in found:
        for leads, continues in _classes(character):
            states = (leads if states & 1 else 0) | (states >> 1 if continues else 0)
        if not states:
            return False
    return True


_LOST = ((0b1110, True),)


@lru_cache(maxsize=4096)
def _classes(character: str) -> tuple[tuple[int, bool], ...]:
    """For each byte of a character: the states after it if it is a UTF-8 lead byte, and whether it is a
    continuation.
    """
    if character == "\ufffd":
        return _LOST
    try:
        raw = character.encode("big5")
    except UnicodeEncodeError:
        return ((0, False),)
    return tuple((_states_after(byte), 0x80 <= byte <= 0xBF) for byte in raw)


def _states_after(byte: int) -> int:
    if byte < 0x80:
        return 0b1
    if 0xC2 <= byte <= 0xDF:
        return 0b10
    if 0xE0 <= byte <= 0xEF:
        return 0b100
    return 0b1000 if 0xF0 <= byte <= 0xF4 else 0
