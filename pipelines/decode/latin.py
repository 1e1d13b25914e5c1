"""Which of the Windows code pages of Latin script a text is in: the one in which its letters are those of one language.

The code pages share the bytes. A Czech text in windows-1250 has č ř ě ů, which are è ø ì ù in windows-1252: each of them is
a letter somewhere, all of them together are in no language.
"""

from __future__ import annotations

import re
from itertools import islice

__all__ = ["LATIN", "is_latin", "latin_codec"]

# Codec, language, and its letters beyond ASCII; where several fit alike, the first.
_LANGUAGES = (
    ("cp1252", "French", "éèàçêâîôûëïùœæÿ"),
    ("cp1252", "German", "äöüßé"),
    ("cp1252", "Spanish", "óíáéñúüªº¿¡"),
    ("cp1252", "Portuguese", "ãçáéíóúâêôõàüªº"),
    ("cp1252", "Italian", "àèéìòùªº"),
    ("cp1252", "Swedish, Finnish", "åäöéà"),
    ("cp1252", "Danish, Norwegian", "æøåéèòóô"),
    ("cp1252", "Dutch, English", "éëïöüèêóñçàâîôûáíä"),
    ("cp1252", "Catalan", "àçèéíïòóúü·"),
    ("cp1252", "Icelandic", "áðéíóúýþæö"),
    ("cp1250", "Czech", "áčďéěíňóřšťúůýž"),
    ("cp1250", "Slovak", "áäčďéíĺľňóôŕšťúýž"),
    ("cp1250", "Polish", "ąćęłńóśźż"),
    ("cp1250", "Hungarian", "áéíóöőúüű"),
    ("cp1250", "Romanian", "ăâîşţ"),
    ("cp1250", "Croatian, Slovene", "čćđšž"),
    ("cp1254", "Turkish", "çğıöşüâîûi̇"),
    ("cp1257", "Lithuanian", "ąčęėįšųūž"),
    ("cp1257", "Latvian", "āčēģīķļņšūž"),
    ("cp1257", "Estonian", "äõöüšž"),
    ("cp1258", "Vietnamese", "àáâãèéêìíòóôõùúăđơưý\u0300\u0301\u0303\u0309\u0323"),
)
LATIN = tuple(dict.fromkeys(codec for codec, _, _ in _LANGUAGES))

# Letters, accents that are characters of their own, and signs between letters: `³` in a word is ł in another code page.
_LETTER = re.compile(
    "[^\x00-\x7f\\W\\d_]|[\u0300-\u0323]|(?<=[^\\W\\d_])[\xa1-\xbf\ufffd]|[\xa1-\xbf\ufffd](?=[^\\W\\d_])"
)
_MARKS = frozenset("¡«»§©®°£")  # stand before and behind words in any of them
_MOST_BYTES = 16384

_HIGH_RUN = re.compile(rb"[\x80-\xff]+")
_MOST_RUNS = 200
# European words have one accented letter between ASCII ones, or two; text of two bytes a character has long runs.
_ALONE, _LONG, _LONG_SHARE = 0.5, 4, 0.05
_KANA = b"\x81\x82\x83"  # lead bytes in Shift_JIS, before second bytes that often are ASCII letters; no letters themselves


def is_latin(raw: bytes) -> bool:
    """Whether bytes beyond ASCII mostly stand alone behind an ASCII letter, as the accented letters of European words do."""
    runs = [match.span() for match in islice(_HIGH_RUN.finditer(raw), _MOST_RUNS)]
    alone = sum(
        end - start == 1 and raw[start] not in _KANA and raw[start - 1 : start].isalpha()
        for start, end in runs
    )
    long = sum(end - start > _LONG for start, end in runs)
    return alone >= _ALONE * max(1, len(runs)) and long <= _LONG_SHARE * len(runs)


def latin_codec(raw: bytes, start: int) -> str:
    """The codec of `LATIN` in which the letters from `start` on are, best of all, those of one language."""
    sample = raw[start : start + _MOST_BYTES]
    letters = {codec: _letters(sample.decode(codec, "replace")) for codec in LATIN}
    return max(_LANGUAGES, key=lambda row: _share(letters[row[0]], frozenset(row[2])))[0]


def _letters(text: str) -> list[str]:
    return [letter.lower() for letter in _LETTER.findall(text) if letter not in _MARKS]


def _share(letters: list[str], alphabet: frozenset[str]) -> float:
    return sum(letter in alphabet for letter in letters) / max(1, len(letters))
