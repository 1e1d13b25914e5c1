"""Find where a text may be damaged, in one vectorised scan over pairs of adjacent characters.

Mojibake contains pairs of characters that real text never has. A table of 65536 entries gives each
character a class, and only the places where two adjacent classes form such a pair are examined further.
Undamaged text costs one table lookup per character.
"""

from __future__ import annotations

from functools import lru_cache
from typing import NamedTuple

import numpy as np

from newsmill.pipelines.compiled import module
from newsmill.pipelines.decode.multibyte import READ_AS_MULTIBYTE
from newsmill.pipelines.decode.single_byte_tables import READERS, readers_of
from newsmill.pipelines.derived_cache import kept

__all__ = [
    "LOSS_CHARACTERS",
    "Escaped",
    "Look",
    "escaped_places",
    "is_lacking_byte",
    "is_of_one_charset",
    "look_at",
    "look_in_python",
]

_Bytes = np.ndarray[tuple[int], np.dtype[np.uint8]]
_Classes = np.ndarray[tuple[int], np.dtype[np.uint16]]
_Codes = np.ndarray[tuple[int], np.dtype[np.uint32]]
_Places = np.ndarray[tuple[int], np.dtype[np.intp]]

# Character classes, as bit flags. A pair class has one bit for its first character, and the next higher bit
# for its second.
_UTF8_AS_GBK = (
    1  # a UTF-8 lead byte with its continuation; then a continuation with a lead byte, or lost bytes
)
_AS_LATIN = 4  # a latin-1 letter whose byte is a UTF-8 lead byte, then any non-ASCII windows-1252 character
_RARE = 16  # a character outside the everyday repertoires next to another, a private-use one or U+FFFD
_ALONE = 64  # a character that hardly occurs in real text: `_TELLING`
_LATIN_AS_GBK = 256  # two adjacent latin-1 letters, each as UTF-8 read as GBK: 盲赂颅忙
_OF_LOSS = 1024  # `LOSS_CHARACTERS`
# What a two-byte UTF-8 letter becomes in a multi-byte charset, between a lowercase ASCII letter and ASCII:
# `caf茅`.
_IN_WORD = 128
# A non-Latin letter whose byte in its code page is a UTF-8 lead byte, after a lowercase ASCII letter:
# `limbДѓ`.
_AFTER_LETTER = 2048
_AS_LATIN_PAGE = (
    4096  # a UTF-8 lead byte and a continuation byte in a code page of Latin script, `readers.READERS`
)
_AS_OTHER_PAGE = 16384  # the same in a code page of another script
_FIRSTS = np.uint16(_UTF8_AS_GBK | _AS_LATIN | _RARE | _LATIN_AS_GBK | _AS_LATIN_PAGE | _AS_OTHER_PAGE)


class Look(NamedTuple):
    """The result of scanning a text.

    places    indexes of characters that begin a suspicious pair or are suspicious by themselves, in order
    may_lack  whether the text contains one of `LOSS_CHARACTERS`
    """

    places: list[int]
    may_lack: bool


def look_at(text: str) -> Look:
    """Scan a text for damage. Linear in the text."""
    if text.isascii():
        return Look([], may_lack=False)
    compiled = module("newsmill.pipelines.decode._scan")
    if compiled is None:
        return look_in_python(text)
    bits = (int(_FIRSTS), _ALONE, _OF_LOSS, _IN_WORD, _AFTER_LETTER)
    return Look(*compiled.places(text, _classes(), *bits))


class Escaped(NamedTuple):
    """The first place of each kind of escape that may be damage, -1 for none: a prefilter of
    `escaped_mojibake.unescape`.

    lead       a character reference to a UTF-8 lead byte, or one after a lead byte
    pair       two references beside each other
    json_lead  a JSON escape of a lead byte
    json_pair  JSON escapes beside each other that are a suspicious pair
    """

    lead: int
    pair: int
    json_lead: int
    json_pair: int


def escaped_places(text: str) -> Escaped:
    """Scan a text for escaped damage. Without the compiled module, any text may have any kind, from its beginning."""
    compiled = module("newsmill.pipelines.decode._scan")
    if compiled is None:
        return Escaped(0, 0, 0, 0)
    return Escaped(*compiled.escaped_places(text, _classes(), int(_FIRSTS)))


def look_in_python(text: str) -> Look:
    """Pure-Python fallback of `look_at`."""
    # An array of one string is the fastest way to the code points: no codec visits each character.
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
    """Indexes into `beyond` of characters that an ASCII word cannot have inside it or after its letters."""
    padded = np.concatenate([[0], codes, [0]])
    after_small = (padded[beyond] >= 0x61) & (padded[beyond] <= 0x7A)
    before_ascii = padded[beyond + 2] <= 0x7F
    in_word = (classes & _IN_WORD).astype(np.bool_) & before_ascii
    return np.flatnonzero(after_small & (in_word | (classes & _AFTER_LETTER).astype(np.bool_)))


def _gbk(rows: range, cells: range) -> list[int]:
    """The code points in a range of GB18030, private-use ones included."""
    return _everyday("gb18030", rows, cells)


# Any text in which `unrepairable.left_in` finds damage contains one of these.
LOSS_CHARACTERS = "锟¿\ufffd"
# The first characters of UTF-8 punctuation read as GBK; the GBK comma and enumeration comma read as Big5;
# the Big5 comma and full stop read as GBK.
_TELLING = "锛銆鈥ㄛ﹜\ue4c7\ue4c9"


@lru_cache(maxsize=1)
def _classes() -> _Classes:
    """The class of each BMP character. U+FFFF, a noncharacter, stands for all code points above the BMP."""
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
    table[0x80:0xA0] |= _ALONE  # real text has no C1 controls
    table[0xF780:0xF800] |= _ALONE  # bytes that a charset lacks, as `x-user-defined` shows them
    table[[ord(character) for character in LOSS_CHARACTERS]] |= _OF_LOSS
    table[_gbk(range(0xC2, 0xC4), continuations)] |= _LATIN_AS_GBK | _LATIN_AS_GBK << 1
    # UTF-8 read as Shift_JIS turns many bytes into half-width katakana, which are rare in real text.
    table[_HALF_WIDTH_LEADS] |= _RARE | _AFTER_LETTER
    table[0xFF61:0xFF80] |= _RARE << 1
    for codec, *_ in READ_AS_MULTIBYTE:
        table[_letters_as(codec)] |= _IN_WORD
    for reader in READERS:
        if not reader.is_latin or reader.name == "cp866":
            # Letters only: `it’s` is a normal word whatever byte the apostrophe has in a code page.
            table[[ord(c) for c in reader.leads if c > "\u036f" and c.isalpha()]] |= _AFTER_LETTER
        pair = _AS_LATIN_PAGE if reader.is_latin else _AS_OTHER_PAGE
        table[[ord(c) for c in reader.leads if c > "\x7f"]] |= np.uint16(pair)
        table[[ord(c) for c in reader.continuations]] |= np.uint16(pair << 1)
    return table.tobytes()


_HALF_WIDTH_LEADS = slice(0xFF82, 0xFFA0)


def _letters_as(codec: str) -> list[int]:
    """The code points a multi-byte charset shows for two-byte UTF-8 letters, or for their first byte."""
    pairs = (
        bytes((lead, byte)).decode(codec, "ignore")
        for lead in range(0xC2, 0xE0)
        for byte in range(0x80, 0xC0)
    )
    return [ord(pair[0]) for pair in pairs if pair and pair[0] > "\x7f"]


def _everyday(codec: str, rows: range, cells: range) -> list[int]:
    """The non-ASCII code points in a range of rows and cells of a double-byte charset."""
    # Decoded in one call; the line feeds keep an invalid pair from consuming the first byte of the next one.
    pairs = b"\n".join(bytes((row, cell)) for row in rows for cell in cells)
    shown = pairs.decode(codec, "ignore").split("\n")
    return [ord(character) for character in shown if len(character) == 1 and character > "\x7f"]


_OF_PAGES = np.uint16(_AS_LATIN_PAGE | _AS_OTHER_PAGE)
_BY_THEMSELVES = np.uint16(_ALONE | _IN_WORD | _AFTER_LETTER)


@lru_cache(maxsize=8192)
def is_of_one_charset(pair: str) -> bool:
    """Whether a pair that `look_at` found can be damage from a single charset.

    The code-page classes merge all code pages, so `look_at` also finds `ší`: a lead byte in one code page and
    a continuation byte in another.
    """
    first, second = (_classes()[min(ord(character), 0xFFFF)] for character in (pair + "\0")[:2])
    is_lacking = "\uf780" <= pair[0] <= "\uf7ff"
    if is_lacking and (pair[1:] <= "\x7f" or is_lacking_byte(pair)):
        return pair[1:] > "\x7f"  # else an icon of a font
    if (first & _BY_THEMSELVES and not is_lacking) or first & (second >> 1) & _FIRSTS & ~_OF_PAGES:
        return True
    return bool(readers_of(pair))


def is_lacking_byte(pair: str) -> bool:
    """Whether a pair is a byte that a single-byte charset lacks, as a private-use character, beside a letter of it."""
    return "\uf780" <= pair[0] <= "\uf7ff" and "\x7f" < pair[1:] < "\u2e80"


def is_lead_as_gbk(character: str) -> bool:
    """Whether a character is what GBK shows for the first two bytes of a UTF-8 character."""
    return character <= "\uffff" and bool(_classes()[ord(character)] & _UTF8_AS_GBK)


def is_part_as_gbk(character: str) -> bool:
    """Whether a character is what GBK shows for two bytes of UTF-8 text, or U+FFFD for lost bytes."""
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
