"""The single-byte charsets that text is misread in, and the bytes of their characters."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from newsmill.pipelines.derived_cache import kept
from newsmill.pipelines.regex import lazy_regex

__all__ = ["READERS", "Explanation", "Reader", "applied", "charset_name", "readers_of"]


class Reader(NamedTuple):
    """A single-byte charset that bytes were misread in.

    by_character  the byte of each character; undefined bytes show as C1 controls, as in browsers
    undefined     the bytes without a character, which other software replaces or drops
    rarity        extra bits that an explanation by this charset must save, compared to windows-1252: how
                  rarely text is misread in it
    why           where such misreadings come from
    """

    name: str
    by_character: dict[str, int]
    undefined: frozenset[int]
    run: re.Pattern[str]
    leads: frozenset[str]
    continuations: frozenset[str]
    is_latin: bool
    rarity: float
    why: str


_CYRILLIC = "".join(map(chr, range(0x410, 0x450)))
# Codec; characters whose pairs occur in ordinary words of its languages, and prove nothing; rarity; reason.
_CODECS = (
    ("cp1252", "", 0, "the default of western software and of MySQL's latin1"),
    ("cp1250", "", 4, "Windows in Central Europe"),
    ("cp1251", "іїєґёўјљњћђџѓќѕІЇЄҐЁЎЈЉЊЋЏЃЌЅ", 4, "Windows with Cyrillic"),
    ("cp1253", "", 4, "Windows in Greece"),
    ("cp1254", "", 2, "Windows in Turkey, and ISO-8859-9"),
    ("cp1255", "", 4, "Windows in Israel"),
    ("cp1256", "پچژڈٹڑگکںھہ؛،؟", 4, "Windows with Arabic script"),
    ("cp1257", "", 6, "Windows on the Baltic"),
    ("cp1258", "", 8, "Windows in Vietnam"),
    ("cp874", "".join(map(chr, range(0xE01, 0xE20))), 6, "Windows in Thailand, and TIS-620"),
    ("mac_roman", "", 8, "Excel on a Mac"),
    ("mac_cyrillic", _CYRILLIC + "іїєґёўјљњћђџѓќѕІЇЄҐЁЎЈЉЊЋЂЏЃЌЅ", 8, "the same with Cyrillic"),
    ("cp437", "", 8, "the DOS console"),
    ("cp850", "", 8, "the console of Western Europe"),
    ("cp866", _CYRILLIC + "ЁёЄєЇїЎў", 8, "the console of Russia"),
    ("koi8_r", "", 10, "Unix in Russia"),
    ("iso8859_2", "", 8, "older pages of Central Europe"),
    ("iso8859_7", "", 8, "older pages of Greece"),
    ("iso8859_15", "", 8, "the successor of latin-1"),
)

_OTHER_SCRIPTS = frozenset(
    ["cp1251", "cp1253", "cp1255", "cp1256", "cp874", "mac_cyrillic", "koi8_r", "iso8859_7"]
)


def _reader(codec: str, ordinary: str, rarity: float, why: str) -> Reader:
    # Undefined bytes come out as surrogates.
    shown_bytes = kept("code page", codec, lambda: _shown_bytes(codec), bytes).decode(
        "utf-8", "surrogatepass"
    )
    undefined = {byte for byte, character in enumerate(shown_bytes) if "\udc80" <= character <= "\udcff"}
    by_character = {character: byte for byte, character in enumerate(shown_bytes) if byte not in undefined}
    for byte in undefined if codec != "cp1252" else range(0x80, 0x100):
        # Software mixes the C1 controls of latin-1 with the characters of windows-1252.
        by_character.setdefault(chr(byte), byte)
    if codec.startswith("mac"):
        by_character.setdefault("\xa0", 0xCA)
    shown = [character for character, byte in by_character.items() if 0xC2 <= byte <= 0xF4]
    keep_leads = codec == "cp866"
    return Reader(
        codec,
        by_character,
        frozenset(undefined),
        lazy_regex(lambda: rf"[{''.join(map(re.escape, by_character))}\ufffd\ue000-\uf8ff]+"),
        frozenset(shown) - (frozenset(ordinary) if keep_leads else frozenset()),
        frozenset(c for c, byte in by_character.items() if 0x80 <= byte <= 0xBF)
        - (frozenset() if keep_leads else frozenset(ordinary)),
        codec not in _OTHER_SCRIPTS,
        rarity,
        why,
    )


def _shown_bytes(codec: str) -> bytes:
    return bytes(range(0x100)).decode(codec, "surrogateescape").encode("utf-8", "surrogatepass")


READERS = tuple(_reader(*row) for row in _CODECS)


@lru_cache(maxsize=8192)
def readers_of(pair: str) -> tuple[Reader, ...]:
    """The charsets in which two characters can begin a UTF-8 character."""
    if len(pair) < 2:
        return ()
    return tuple(r for r in READERS if pair[0] in r.leads and pair[1] in r.continuations)


_NAMES = {
    "cp437": "cp437",
    "cp850": "cp850",
    "cp866": "cp866",
    "cp874": "windows-874",
    "mac_roman": "macintosh",
    "mac_cyrillic": "x-mac-cyrillic",
    "koi8_r": "koi8-r",
}


def charset_name(codec: str) -> str:
    """The WHATWG name of a Python codec, if it has one."""
    return _NAMES.get(codec) or codec.replace("iso8859_", "iso-8859-").replace("cp125", "windows-125")


class Explanation(NamedTuple):
    """What a part of a line originally was.

    start, end  the part, in characters of the line
    text        its original text; empty if it is certainly damaged but ambiguous
    certain     whether no byte was guessed
    channel     the name of the channel
    saved       the bits it saves
    is_proven   whether the guesses form listed words
    """

    start: int
    end: int
    text: str
    certain: bool
    channel: str
    saved: float
    is_proven: bool = False


def applied(line: str, changes: Sequence[Explanation]) -> str:
    """Replace the explained parts of a line with their text."""
    pieces, at = [], 0
    for each in changes:
        pieces += [line[at : each.start], each.text]
        at = each.end
    return "".join([*pieces, line[at:]])
