"""Where a text may be damaged: one vectorised look at pairs of neighbouring characters.

Mojibake has pairs that text never has. Every character gets a class from a table of 65536, and only the
places where two neighbours form such a pair are looked at closely. Text without them costs a lookup a
character and nothing else.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from newsmill.pipelines.compiled import module
from newsmill.pipelines.decode.multibyte import READ_AS_MULTIBYTE
from newsmill.pipelines.decode.readers import READERS, readers_of
from newsmill.pipelines.derived import kept

__all__ = ["LOSS_SIGNS", "Look", "is_of_one_charset", "look_at", "look_in_python"]

_Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
_Classes = np.ndarray[tuple[int], np.dtype[np.uint16]]
_Codes = np.ndarray[tuple[int], np.dtype[np.uint32]]
_Places = np.ndarray[tuple[int], np.dtype[np.intp]]

# Pairs of classes, a bit each for the first and, one higher, for the second character.
_UTF8_AS_GBK = (
    1  # a lead byte of UTF-8 with its continuation; then a continuation with a lead byte, or lost bytes
)
_AS_LATIN = 4  # a letter of latin-1 that is a lead byte, then any other character of windows-1252
_RARE = 16  # a character of no everyday repertoire beside another one, a private-use one or U+FFFD
_ALONE = 64  # a character that hardly any text has: `_TELLING`
_LATIN_AS_GBK = 256  # a letter of latin-1 in UTF-8 read as GBK beside another one: 盲赂颅忙
_OF_LOSS = 1024  # `LOSS_SIGNS`
# What a letter of two bytes in UTF-8 becomes in a multi-byte charset, between a small ASCII letter and
# ASCII: `caf茅`.
_IN_WORD = 128
# A letter of another script that is a lead byte of UTF-8 in its code page, behind a small ASCII letter: `limbДѓ`.
_BEHIND_LETTER = 2048
_AS_LATIN_PAGE = (
    4096  # a lead byte of UTF-8 and a continuation in a code page of Latin script, `readers.READERS`
)
_AS_OTHER_PAGE = 16384  # likewise in one of another script
_FIRSTS = np.uint16(_UTF8_AS_GBK | _AS_LATIN | _RARE | _LATIN_AS_GBK | _AS_LATIN_PAGE | _AS_OTHER_PAGE)


class Look(NamedTuple):
    """What a look at a text found.

    places    of characters that begin a pair which text seldom has, in order
    may_lack  whether it has one of `LOSS_SIGNS`
    """

    places: list[int]
    may_lack: bool


def look_at(text: str) -> Look:
    """Look for damage. Takes time in proportion to the text, and little."""
    if text.isascii():
        return Look([], may_lack=False)
    compiled = module("newsmill.pipelines.decode._scan")
    if compiled is None:
        return look_in_python(text)
    bits = (int(_FIRSTS), _ALONE, _OF_LOSS, _IN_WORD, _BEHIND_LETTER)
    return Look(*compiled.places(text, _classes(), *bits))


def look_in_python(text: str) -> Look:
    """`look_at` without its compiled twin."""
    # An array of one string is the quickest way to the numbers of its characters: no codec looks at each of them.
    codes = np.array([text]).view(np.uint32)
    beyond = np.flatnonzero(codes > 0x7F)
    classes = _classes().take(codes[beyond], mode="clip")
    hits = np.flatnonzero(classes[:-1] & (classes[1:] >> 1) & _FIRSTS)
    places = beyond[hits]
    places = places[beyond[hits + 1] - places <= 1]
    for alone in (np.flatnonzero(classes & _ALONE), _in_words(codes, beyond, classes)):
        if alone.size:
            places = np.union1d(places, beyond[alone])
    return Look([int(place) for place in places], bool((classes & _OF_LOSS).any()))


def _in_words(codes: _Codes, beyond: _Places, classes: _Classes) -> _Places:
    """Where characters stand inside words of ASCII letters, or behind one, that no such word has."""
    padded = np.concatenate([[0], codes, [0]])
    behind_small = (padded[beyond] >= 0x61) & (padded[beyond] <= 0x7A)
    before_ascii = padded[beyond + 2] <= 0x7F
    in_word = (classes & _IN_WORD).astype(np.bool_) & before_ascii
    return np.flatnonzero(behind_small & (in_word | (classes & _BEHIND_LETTER).astype(np.bool_)))


def _gbk(rows: range, cells: range) -> list[int]:
    """The characters of a part of GB18030, private-use ones among them."""
    return _everyday("gb18030", rows, cells)


# One of these is in every text that `leftover` finds damage in.
LOSS_SIGNS = "锟¿\ufffd"
# What UTF-8 punctuation begins with when read as GBK; the comma and the enumeration comma of GBK read as
# Big5; the comma and the full stop of Big5 read as GBK.
_TELLING = "锛銆鈥ㄛ﹜\ue4c7\ue4c9"


@lru_cache(maxsize=1)
def _classes() -> _Classes:
    """The class of every character of the first plane; its last, which is no character, stands for those beyond."""
    return np.frombuffer(kept("classes of damage", "", _derived_classes, bytes), np.uint16)


def _derived_classes() -> bytes:
    table = np.zeros(65536, np.uint16)
    leads, continuations = range(0xE2, 0xF0), range(0x80, 0xC0)
    table[_gbk(leads, continuations)] |= _UTF8_AS_GBK
    table[_gbk(range(0x81, 0xC0), leads)] |= _UTF8_AS_GBK << 1
    table[_gbk(range(0x81, 0xC0), range(0x40, 0x7F))] |= _UTF8_AS_GBK << 1
    table[0xFFFD] |= _UTF8_AS_GBK << 1
    table[0xC2:0xF8] |= _AS_LATIN
    table[0x80:0x100] |= _AS_LATIN << 1
    table[[0xD7, 0xF7]] &= ~np.uint16(_AS_LATIN)
    specials = bytes(byte for byte in range(0x80, 0xA0)).decode("cp1252", "ignore")
    table[[ord(character) for character in specials]] |= _AS_LATIN << 1
    table[0x4E00:0xA000] |= _RARE | _RARE << 1
    everyday = [
        *_everyday("gb2312", range(0xA1, 0xF8), range(0xA1, 0xFF)),
        *_everyday("euc_jp", range(0xA1, 0xD0), range(0xA1, 0xFF)),
        *_everyday("big5", range(0xA1, 0xC7), range(0x40, 0xFF)),
    ]
    table[everyday] &= ~np.uint16(_RARE | _RARE << 1)
    table[0xE000:0xF900] |= _RARE | _RARE << 1
    table[0xFFFD] |= _RARE | _RARE << 1
    table[0x3041:0x3100] |= _RARE << 1
    table[[ord(character) for character in _TELLING]] |= _ALONE
    table[0x80:0xA0] |= _ALONE  # no text has C1 controls
    table[[ord(character) for character in LOSS_SIGNS]] |= _OF_LOSS
    table[_gbk(range(0xC2, 0xC4), continuations)] |= _LATIN_AS_GBK | _LATIN_AS_GBK << 1
    # UTF-8 read as Shift_JIS shows many of its bytes as half-width katakana, which hardly any text has.
    table[_HALF_WIDTH_LEADS] |= _RARE | _BEHIND_LETTER
    table[0xFF61:0xFF80] |= _RARE << 1
    for codec, *_ in READ_AS_MULTIBYTE:
        table[_letters_as(codec)] |= _IN_WORD
    for reader in READERS:
        if not reader.is_latin or reader.name == "cp866":
            # Letters only: `it’s` is a word whatever byte the apostrophe is in a code page.
            table[[ord(c) for c in reader.leads if c > "\u036f" and c.isalpha()]] |= _BEHIND_LETTER
        pair = _AS_LATIN_PAGE if reader.is_latin else _AS_OTHER_PAGE
        table[[ord(c) for c in reader.leads if c > "\x7f"]] |= np.uint16(pair)
        table[[ord(c) for c in reader.continuations]] |= np.uint16(pair << 1)
    return table.tobytes()


_HALF_WIDTH_LEADS = slice(0xFF82, 0xFFA0)


def _letters_as(codec: str) -> list[int]:
    """The characters that a multi-byte charset shows for letters of two bytes in UTF-8, or for the first of
    these bytes."""
    pairs = (
        bytes((lead, byte)).decode(codec, "ignore")
        for lead in range(0xC2, 0xE0)
        for byte in range(0x80, 0xC0)
    )
    return [ord(pair[0]) for pair in pairs if pair and pair[0] > "\x7f"]


def _everyday(codec: str, rows: range, cells: range) -> list[int]:
    """The characters of a part of a double-byte charset."""
    # Decoded in one go; a line end between them keeps a pair that is no character from taking the next
    # one's first byte.
    pairs = b"\n".join(bytes((row, cell)) for row in rows for cell in cells)
    shown = pairs.decode(codec, "ignore").split("\n")
    return [ord(character) for character in shown if len(character) == 1 and character > "\x7f"]


_OF_PAGES = np.uint16(_AS_LATIN_PAGE | _AS_OTHER_PAGE)
_BY_THEMSELVES = np.uint16(_ALONE | _IN_WORD | _BEHIND_LETTER)


@lru_cache(maxsize=8192)
def is_of_one_charset(pair: str) -> bool:
    """Whether a pair that `look_at` found can be damage of one charset.

    The classes of code pages are those of all of them together, so `ší` is found: a lead byte in one and a
    continuation in another.
    """
    first, second = (_classes()[min(ord(character), 0xFFFF)] for character in (pair + "\0")[:2])
    if first & _BY_THEMSELVES or first & (second >> 1) & _FIRSTS & ~_OF_PAGES:
        return True
    return bool(readers_of(pair))


def is_lead_as_gbk(character: str) -> bool:
    """Whether a character is what GBK shows for the first two bytes of a character in UTF-8."""
    return character <= "\uffff" and bool(_classes()[ord(character)] & _UTF8_AS_GBK)


def is_part_as_gbk(character: str) -> bool:
    """Whether a character is what GBK shows for two bytes of UTF-8 text, or a mark for lost ones."""
    return character <= "\uffff" and bool(_parts()[ord(character)])


@lru_cache(maxsize=1)
def _parts() -> _Bytes:
    return np.frombuffer(kept("parts as GBK", "", _derived_parts, bytes), np.uint8)


def _derived_parts() -> bytes:
    table = np.zeros(65536, np.uint8)
    table[_gbk(range(0xE2, 0xF0), range(0x80, 0xC0))] = 1
    table[_gbk(range(0x81, 0xC0), range(0x40, 0xF0))] = 1
    table[0xFFFD] = 1
    return table.tobytes()
