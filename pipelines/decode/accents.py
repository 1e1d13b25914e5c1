"""Restore lines of Central and Eastern European Latin alphabets that were misread as windows-1252 or latin-1.

`Miesto biblioteka praneðë` is `Miesto biblioteka pranešė` in windows-1257. Each letter became another letter, so no
pair of characters is suspicious, and `damage.look_at` finds nothing. The evidence is letters that Western languages
do not have, or not at such a place. The lines that hold one are read in each of the charsets of `_ACTUAL`: in the
right one, every changed letter saves some bits.
"""

from __future__ import annotations

import itertools
from collections.abc import Iterator
from typing import NamedTuple

import numpy as np

from newsmill.pipelines.compiled import module
from newsmill.pipelines.decode.languages import oddities, reading_bits
from newsmill.pipelines.decode.legacy_as_latin import may_lack_letters
from newsmill.pipelines.decode.single_byte_tables import READERS, charset_name
from newsmill.pipelines.regex import lazy_regex

__all__ = ["Accented", "accented_in", "places_in", "places_in_python"]


class Accented(NamedTuple):
    """A line whose letters were misread: its place, and its text before and after."""

    start: int
    found: str
    restored: str
    channel: str


# Charsets, and bits that a reading in one must save in addition: how rarely pages have it.
_ACTUAL = {"cp1250": 0, "iso8859_2": 0, "cp1254": 0, "cp1257": 0, "iso8859_3": 6, "iso8859_4": 12}
_BY_CHARACTER = READERS[0].by_character  # windows-1252 with C1 controls

# Characters, and what they need around them: nothing; a small letter after it; a consonant after it; small letters on
# both sides. ð and þ are ğ and ş in Turkish, š and ž on the Baltic; ý is ı; ì and ù are ě and ů; ³ and ¹ are ł and ą.
_ALWAYS, _BEFORE_LETTER, _BEFORE_CONSONANT, _INSIDE = "ðþýÐÞÝ", "ìòùº", "ãçõ", "³¹±¶¼¾¿"
_CONSONANTS = "bcdfghjklmnpqrstvwxz"
_TELLING = lazy_regex(
    f"[{_ALWAYS}]|[{_BEFORE_LETTER}](?=[a-z])|[{_BEFORE_CONSONANT}](?=[{_CONSONANTS}])|(?<=[a-z])[{_INSIDE}](?=[a-z])"
)


def _kinds() -> np.ndarray[tuple[int], np.dtype[np.uint8]]:
    kinds = np.zeros(0x100, np.uint8)
    for kind, characters in (
        (1, _ALWAYS + _CONSONANTS),
        (2, _BEFORE_LETTER),
        (4, _BEFORE_CONSONANT),
        (8, _INSIDE),
    ):
        kinds[[ord(character) for character in characters]] = kind
    return kinds


_KINDS = _kinds()


def places_in(text: str) -> list[int]:
    """The places of characters that Western languages do not have there. Linear in the text."""
    if text.isascii():
        return []
    compiled = module("newsmill.pipelines.decode._scan")
    return places_in_python(text) if compiled is None else list(compiled.telling(text, _KINDS))


def places_in_python(text: str) -> list[int]:
    """Pure-Python fallback of `places_in`."""
    return [match.start() for match in _TELLING.finditer(text)]


_LONGEST = 2000  # characters of a line that are examined
# Lines in a row that are not misread, after which the rest of the text is taken to be in a language with such letters.
_MOST_IN_VAIN = 60


def accented_in(text: str) -> Iterator[Accented]:
    """Yield the misread lines of a text, in order."""
    end = vain = 0
    for place in places_in(text):
        if place < end:
            continue
        start, end = _line(text, place, end)
        found = _explained(text[start:end])
        vain = 0 if found is not None else vain + 1
        if found is not None:
            yield Accented(start, text[start:end], *found)
        elif vain >= _MOST_IN_VAIN:
            return


_STOP = lazy_regex(r"[\n\r<>]")


def _line(text: str, place: int, floor: int) -> tuple[int, int]:
    """The bounds of the line, tag or text between tags around a place."""
    first = max(floor, place - _LONGEST)
    start = max(first, 1 + max(text.rfind(stop, first, place) for stop in "\n\r<>"))
    stop = _STOP.search(text, place, place + _LONGEST)
    return start, stop.start() if stop else min(len(text), place + _LONGEST)


# Bits that the letters must save together and each, and by which the best charset must lead.
_LEAST_SAVED, _SAVED_A_LETTER, _AHEAD = 14.0, 4.0, 5.0
_PLAIN_LETTERS = 2  # letters of ASCII that there must be for each changed one


def _explained(line: str) -> tuple[str, str] | None:
    """The text of a misread line, and the channel's name."""
    if _LOST.search(line):
        return None  # bytes were lost, too: the line would stay damaged
    try:
        raw = bytes(map(_BY_CHARACTER.__getitem__, line))
    except KeyError:
        return None  # characters that windows-1252 does not have
    readings = sorted(_readings(raw, line))
    if not readings:
        return None
    bits, restored, codec = readings[0]
    changed = sum(one != other for one, other in zip(line, restored, strict=True))
    if sum(character.isascii() and character.isalpha() for character in line) < _PLAIN_LETTERS * changed:
        return None  # letters of another script, or no words at all
    saved = reading_bits(line) - bits
    if saved < max(_LEAST_SAVED, _SAVED_A_LETTER * changed):
        return None
    if oddities(restored) > oddities(line) or may_lack_letters(restored, codec, line):
        return None  # symbols inside words, or lost bytes: letters of another charset
    rivals = (other for other, text, _ in readings if text != restored)
    if any(other - bits < _AHEAD for other in itertools.chain(rivals, _of_other_systems(line, restored))):
        return None
    return restored, f"{charset_name(codec)} as windows-1252"


_LOST = lazy_regex(r"\?\w|\ufffd")
_OTHER_SYSTEMS = ("mac_roman", "cp437", "cp850", "cp1252")


def _of_other_systems(line: str, restored: str) -> Iterator[float]:
    """Yield the costs of readings that are rivals: a Mac's or DOS's text, or text in one of the charsets themselves,
    misread in any Latin charset."""
    for reader in READERS:
        if not reader.is_latin:
            continue
        try:
            raw = bytes(map(reader.by_character.__getitem__, line))
        except KeyError:
            continue
        for codec in (*_OTHER_SYSTEMS, *_ACTUAL):
            text = raw.decode(codec, "replace")
            if text not in (line, restored) and "\ufffd" not in text:
                yield reading_bits(text) + _ACTUAL.get(codec, 0)


def _readings(raw: bytes, line: str) -> Iterator[tuple[float, str, str]]:
    """Yield the cost of bytes in each charset, their text and the codec."""
    for codec, rarity in _ACTUAL.items():
        text = raw.decode(codec, "replace")
        if text != line and "\ufffd" not in text:
            yield reading_bits(text) + rarity, text, codec
