"""The single-byte charsets that text is read in by mistake, and what their characters give back."""

from __future__ import annotations

import re
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from newsmill.pipelines.derived import kept
from newsmill.pipelines.regex import lazy_regex

__all__ = ["READERS", "Explanation", "Reader", "applied", "charset_name", "readers_of"]


class Reader(NamedTuple):
    """A single-byte charset that bytes were read in.

    by_character  the byte that each character stands for; undefined bytes show as C1 controls, as in browsers
    undefined     the bytes that are no character, which other software replaces or drops
    rarity        bits that an explanation by this charset has to save more than one by windows-1252: how
                  seldom text is read in it
    why           where text is read so
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
# Codec; characters that make up ordinary words of its own languages as first and second of a pair, which
# say nothing; how rare; and why.
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
    # Bytes that the charset does not define come out as surrogates.
    shown_bytes = kept("code page", codec, lambda: _shown_bytes(codec), bytes).decode(
        "utf-8", "surrogatepass"
    )
    undefined = {byte for byte, character in enumerate(shown_bytes) if "\udc80" <= character <= "\udcff"}
    by_character = {character: byte for byte, character in enumerate(shown_bytes) if byte not in undefined}
    for byte in undefined if codec != "cp1252" else range(0x80, 0x100):
        # What software calls latin-1 mixes its C1 controls with the characters of windows-1252.
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
    """The charsets in which two characters can be the beginning of a character of UTF-8."""
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
    """The name by which the web knows one of Python's codecs."""
    return _NAMES.get(codec) or codec.replace("iso8859_", "iso-8859-").replace("cp125", "windows-125")


class Explanation(NamedTuple):
    """What a part of a line was: `start` and `end` (characters in the line), its text, whether no byte had
    to be guessed, the name of the channel, and the bits that it saves. One without a text is known to be
    right, but its lost bytes are not. `is_proven`: what was guessed makes words of a list."""

    start: int
    end: int
    text: str
    certain: bool
    channel: str
    saved: float
    is_proven: bool = False


def applied(line: str, changes: Sequence[Explanation]) -> str:
    """A line with explanations in the place of what they explain."""
    pieces, at = [], 0
    for each in changes:
        pieces += [line[at : each.start], each.text]
        at = each.end
    return "".join([*pieces, line[at:]])
