"""Restore text in a legacy charset that was misread in a Latin one.

`Ïðèâåò` is Привет in windows-1251, read as windows-1252. The line is encoded in each Latin charset, and the
bytes are decoded in each charset of pages. A reading must be text of its kind (`_KINDS`), save enough bits
over the unchanged line, and beat every other reading that is text.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterator
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from newsmill.pipelines.decode.beam import bits_of
from newsmill.pipelines.decode.languages import (
    may_lack,
    mixes_scripts,
    oddities,
    reading_bits,
    reads_ordinary,
)
from newsmill.pipelines.decode.plausibility import cost
from newsmill.pipelines.decode.single_byte_tables import READERS, Explanation, Reader, charset_name
from newsmill.pipelines.regex import lazy_regex

__all__ = ["is_alphabet", "is_in_words", "is_likely_chinese", "may_lack_letters", "of_other_charsets"]

# Charsets of pages, most common first: if several give the same text, the first gives its name.
_MULTIBYTE = ("gb18030", "big5", "euc_jp", "cp932", "cp949")
_HIDDEN = (
    *_MULTIBYTE,
    "cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic", "cp1250", "iso8859_2", "cp1253", "iso8859_7", "cp1254",
    "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "mac_roman", "cp437", "cp1252", "iso8859_3",
)  # fmt: skip
_WESTERN = READERS[0]
_READ_IN = (
    _WESTERN,
    *(
        reader
        for reader in READERS
        if reader.name
        in ("iso8859_15", "cp1254", "cp1250", "cp1257", "iso8859_2", "mac_roman", "cp850", "cp437")
    ),
)
# Charsets with capitals, or half of all characters, at bytes undefined in windows-1252. If no C1 controls
# appear, such bytes were dropped.
_NEEDS_CONTROLS = frozenset(("cp866", "mac_cyrillic", "mac_roman", "cp437", "cp932"))

# Bits that a reading in another charset must save, as a base and per non-ASCII character.
_LEAST_SAVED, _SAVED_A_CHARACTER = 24.0, 1.5
_MOST_USUAL = 3.0  # head start of GBK in bits
_UNUSUAL = 10.0  # penalty in bits for non-Windows charsets not read as windows-1252
_OF_OTHER_SYSTEMS = frozenset(
    ("koi8_r", "cp866", "iso8859_5", "iso8859_7", "mac_cyrillic", "mac_roman", "cp437", "iso8859_3")
)
_LEAST_SAVED_OF_CONTROLS, _AHEAD_OF_CONTROLS = 12.0, 6.0  # if C1 controls show that something is wrong
# Non-ASCII characters from which on a windows-1252 reading is not compared with other misread charsets.
_CLEAR = 40

_WIDE = "\u2e80-\ua4cf\uac00-\ud7ff\uf900-\ufaff\ufe30-\ufe4f\uff00-\uffef\U00020000-\U0003ffff"
_SEGMENT = lazy_regex(f"[^{_WIDE}]+")
_MARK = lazy_regex("[\ufffd\ue000-\uf8ff]")
_QUESTION_INSIDE = lazy_regex(r"\?\w")  # a lost byte
_CONTROL = lazy_regex("[\x80-\x9f]")
_HALF_WIDTH = lazy_regex("[\uff61-\uff9f]")  # what Shift_JIS shows for the bytes of any charset
_OF_LATIN_9 = lazy_regex("[€ŠšŽžŒœŸ]")  # characters at different bytes in latin-9 and windows-1252


class _Reading(NamedTuple):
    """A segment decoded in another charset: cost, text, actual charset, and the charset it was misread in."""

    bits: float
    text: str
    codec: str
    read_in: Reader


def of_other_charsets(line: str, may_be_utf8: Callable[[], bool]) -> list[Explanation]:
    """Explanations of a line by charsets other than UTF-8, at most one per segment between wide characters.

    may_be_utf8  whether parts of the line may be UTF-8; if so, consider only text misread as windows-1252
    """
    if _MARK.search(line) or "ï¿½" in line or _HALF_WIDTH.search(line):
        return []
    found = []
    for match in _SEGMENT.finditer(line):
        segment = match.group()
        if segment.isascii() or _QUESTION_INSIDE.search(segment) or is_alphabet(segment):
            continue
        has_controls = _CONTROL.search(segment) is not None
        if not has_controls and reads_ordinary(segment, slack=0.0):
            continue
        if any(_is_utf8_with_losses(segment, reader) for reader in READERS if reader.is_latin):
            continue
        explained = _explained(segment, match.start(), has_controls, may_be_utf8)
        if explained is not None and not _IS_MISREAD.search(explained.text):
            found.append(explained)
    return found


def _is_utf8_with_losses(segment: str, reader: Reader) -> bool:
    """Whether all bytes of a segment are UTF-8 in which some lead bytes have lost what followed."""
    try:
        raw = bytes(map(reader.by_character.__getitem__, segment))
    except KeyError:
        return False
    return _UTF8_WITH_LOSSES.fullmatch(raw) is not None and _WHOLE.search(raw) is not None


_UTF8_WITH_LOSSES = lazy_regex(rb"(?:[\x00-\x7f]|[\xc2-\xdf][\x80-\xbf]?|[\xe1-\xef][\x80-\xbf]{2})*")
_WHOLE = lazy_regex(rb"[\xc2-\xdf][\x80-\xbf]")

# Quotation marks, dashes and accented letters in UTF-8 read in a Mac's charset, or in DOS's: a reading that is damaged
# itself.
_IS_MISREAD = lazy_regex("‚Ä[úùòôìî¶]|√[©°®†]|ΓÇ[£¥ÖöôÿÜ]|├[⌐í¡á]")

_RANGE = lazy_regex(r"\[[^\]\s]*[\x80-\uffff]-[^\]\s]*\]")


_LISTED = 4  # steps to the next code point; words contain `опр`
# Prefilter: that many steps need one character more.
_MAY_BE_LISTED = lazy_regex(rf"[^\x00-\x7f]{{{_LISTED + 1}}}")


def is_alphabet(segment: str) -> bool:
    """Whether a segment lists characters: a regex character range, the same letters in both cases (`ÅÄÖ åäö`), or
    characters in code point order."""
    words = set(segment.split())
    if _RANGE.search(segment) or any(
        not word.isascii() and word.isupper() and word.lower() in words for word in words
    ):
        return True
    if not _MAY_BE_LISTED.search(segment):
        return False
    codes = np.array([segment]).view(np.uint32)
    steps = (codes[1:] - codes[:-1] == 1) & (codes[:-1] > 0x7F)
    return b"\x01" * _LISTED in steps.tobytes()


def _explained(
    segment: str, start: int, has_controls: bool, may_be_utf8: Callable[[], bool]
) -> Explanation | None:
    """The explanation of a segment by the reading that beats all others."""
    readings = sorted(_readings(segment, (_WESTERN,)))
    best = readings[0] if readings else None
    is_clear = (
        best is not None and len(_beyond_ascii(best.text)) >= _CLEAR and not _OF_LATIN_9.search(segment)
    )
    if not is_clear and not may_be_utf8():
        # Words of two scripts show that a charset of another script may have been used.
        is_any = has_controls or mixes_scripts(segment)
        others = _readings(segment, READERS[1:] if is_any else _READ_IN[1:])
        readings = sorted([*readings, *others])
        best = readings[0] if readings else None
    if (
        best is None
        or _has_lone_letters(best.text)
        or not _saves_enough(best, segment, has_controls)
        or not _is_ahead(best, readings, has_controls)
    ):
        return None
    lacking = (
        bool(best.read_in.undefined) and not has_controls and _has_letters_at(best.codec, best.read_in.name)
    )
    if lacking and (
        best.read_in is not _WESTERN
        or best.codec in _NEEDS_CONTROLS
        or may_lack_letters(best.text, best.codec, segment)
    ):
        return None  # bytes undefined in the charset may have been dropped
    name = f"{charset_name(best.codec)} as {_name_of(best.read_in, has_controls)}"
    saved = reading_bits(segment) - best.bits
    certain = not lacking and best.read_in.is_latin and _is_beyond_doubt(best, readings, segment)
    return Explanation(start, start + len(segment), best.text, certain, name, saved)


_CLEARLY = 4.0  # bits
# Characters of a multi-byte charset; the letters of a few words in another charset may be fewer.
_FEWEST_WIDE = 6
_FEW_LETTERS = 2
_SURELY_AHEAD = 16.0  # bits, of a reading that C1 controls suggest


def _is_beyond_doubt(best: _Reading, readings: list[_Reading], segment: str) -> bool:
    """Whether a reading has no rival that is nearly as good, and has the letters of one language."""
    if mixes_scripts(best.text) or _has_lettered_rival(best, readings) or _is_inverted(best):
        return False
    if best.codec in _MULTIBYTE and len(_beyond_ascii(best.text)) < _FEWEST_WIDE:
        return False
    rivals = [each for each in readings if each.text != best.text]
    if best.codec != "cp1252" and max(best.text) < "\u0250":
        # The letters of one Latin alphabet are those of another: `kortelė` is `kortelë` in windows-1250.
        return all(each.bits - best.bits >= _SURELY_AHEAD for each in rivals)
    if best.codec == "cp1252" or not _CONTROL.search(segment):
        return True
    letters = sum(character.isalpha() for character in _beyond_ascii(best.text))
    ahead = all(each.bits - best.bits >= _SURELY_AHEAD for each in readings if each.text != best.text)
    return letters > _FEW_LETTERS and ahead and not _is_of_two(segment)


def _is_inverted(best: _Reading) -> bool:
    """Whether a text is all capitals at bytes where the Windows charsets of other scripts have their small letters."""
    return best.codec == "koi8_r" and best.text.isupper()


_SPECIAL = lazy_regex("[ŠšŽžŒœŸ]")
_CONTROL_OF_SPECIAL = lazy_regex("[\x80\x82-\x8c\x8e\x91-\x9c\x9e\x9f]")


def _is_of_two(segment: str) -> bool:
    """Whether a segment has letters of windows-1252 beside controls for which it has characters: it was read in
    neither."""
    return bool(_SPECIAL.search(segment) and _CONTROL_OF_SPECIAL.search(segment))


def _has_lettered_rival(best: _Reading, readings: list[_Reading]) -> bool:
    """Whether a reading that changes only marks is hardly better, but for its head start, than one that changes
    letters, too."""
    if best.codec != "cp1252":
        return False
    own = best.bits + _KEPT_LETTERS
    return any(
        each.codec != "cp1252"
        and each.text != best.text
        and each.bits < own + _CLEARLY
        and not _has_lone_letters(each.text)
        for each in readings
    )


def may_lack_letters(text: str, codec: str, segment: str) -> bool:
    """Whether a text may lack letters at the bytes undefined in a charset that has all characters of the
    segment, which the text is read from in `codec`."""
    lost = {
        shown.lower()
        for reader in READERS
        if reader.is_latin
        and all(reader.by_character.get(c) == _WESTERN.by_character.get(c) for c in set(segment))
        for byte in reader.undefined
        for shown in bytes([byte]).decode(codec, "ignore")
        if shown.isalpha()
    }
    return may_lack(text, lost.__contains__, lambda letter: letter > "\x7f" and letter.isalpha())


def _name_of(reader: Reader, has_controls: bool) -> str:
    return "iso-8859-1" if reader is _WESTERN and has_controls else charset_name(reader.name)


@lru_cache(maxsize=512)
def _has_letters_at(codec: str, reader: str) -> bool:
    """Whether a charset has letters, quotes or dashes at bytes that are undefined in another one."""
    undefined = next(each.undefined for each in READERS if each.name == reader)
    if codec in _MULTIBYTE:
        # Everyday Chinese characters use no bytes 80-A0; below A1, Big5 has only ASCII second bytes.
        return codec not in ("gb18030", "big5") or max(undefined, default=0) >= 0xA1
    shown = (bytes([byte]).decode(codec, "ignore") for byte in undefined)
    return any(character.isalpha() or character in _QUOTES for character in shown if character)


_QUOTES = "“”„‘’«»–—"


def _readings(segment: str, readers: tuple[Reader, ...]) -> Iterator[_Reading]:
    """Yield the readings of a segment that are text of their kind; each byte string is read once."""
    marked = _with_marks(segment) if _WESTERN in readers else None
    if marked is not None:
        yield _Reading(reading_bits(marked) + _MOST_USUAL - _KEPT_LETTERS, marked, "cp1252", _WESTERN)
    seen = set()
    for reader in readers:
        try:
            raw = bytes(map(reader.by_character.__getitem__, segment))
        except KeyError:
            continue
        if raw in seen:
            continue
        seen.add(raw)
        for codec in _HIDDEN:
            text = _strictly(raw, codec)
            # Most readings are not text, which is cheaper to check than their cost.
            if text is not None and text != segment and _is_text(codec, text):
                yield _Reading(reading_bits(text) + _rarity(codec, reader), text, codec, reader)


_KEPT_LETTERS = 8.0  # head start in bits of a reading that changes no letter
_MARKS_OF_WINDOWS = {
    ord(character): each for each in "“”„–—" for character in each.encode("cp1252").decode("latin-1")
}
# Marks in positions typical of them: a pair of quotes around words, and a dash between spaces or digits.
_QUOTED = lazy_regex("(?<![^\\W_])[“„](?=\\S)([^“”„]*)(?<=\\S)[”“](?![^\\W_])")
_DASHED = lazy_regex("(?<= )[–—](?= )|(?<=[0-9])–(?=[0-9])")
_ANY_MARK = lazy_regex("[“”„–—\x80-\x9f]")


def _with_marks(segment: str) -> str | None:
    """Read Latin-1 as windows-1252, as browsers do: C1 controls become punctuation marks. None if other
    controls are left, or if a mark is in another position, as letters of a third charset would be.
    """
    if not _CONTROL.search(segment):
        return None
    text = segment.translate(_MARKS_OF_WINDOWS)
    return None if _ANY_MARK.search(_DASHED.sub("", _QUOTED.sub(r"\1", text))) else text


def _rarity(codec: str, reader: Reader) -> float:
    """Penalty in bits for a pair of charsets, relative to GB18030 read as windows-1252."""
    if codec == "gb18030":
        return reader.rarity
    unusual = _UNUSUAL if reader is not _WESTERN and codec in _OF_OTHER_SYSTEMS else 0.0
    return _MOST_USUAL + reader.rarity + unusual


def _strictly(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None


def _beyond_ascii(text: str) -> list[str]:
    return [character for character in text if character > "\x7f"]


def _saves_enough(reading: _Reading, segment: str, has_controls: bool) -> bool:
    """Whether a reading is much cheaper than the unchanged segment, and is plausible text."""
    saved = reading_bits(segment) - reading.bits
    shown = _beyond_ascii(reading.text)
    if not reading.read_in.is_latin and not any(map(str.isalpha, shown)):
        return False  # only marks, at the same bytes in too many charsets
    least = _LEAST_SAVED + _SAVED_A_CHARACTER * len(shown)
    return saved >= (_LEAST_SAVED_OF_CONTROLS if has_controls else least) and reads_ordinary(reading.text)


def _is_ahead(best: _Reading, readings: list[_Reading], has_controls: bool) -> bool:
    """Whether no reading with a different text comes close to the best one."""
    base = 2.0 if best.codec in _MULTIBYTE else 5.0
    least = _AHEAD_OF_CONTROLS if has_controls else 0.0
    own = best.bits - _rarity(best.codec, best.read_in)
    for each in readings:
        # What reads better, but for its charset's rarity, is a rival of the whole text.
        is_better = each.bits - _rarity(each.codec, each.read_in) < own
        differing = len(_beyond_ascii(best.text)) if is_better else _differing(best.text, each.text)
        margin = max(base + _AHEAD_A_CHARACTER * differing, least)
        if each.text != best.text and each.bits - best.bits < margin:
            return False
    return True


# Bits, only of the characters that differ: windows-1251 and a Mac share all letters but the capitals.
_AHEAD_A_CHARACTER = 0.25


def _differing(text: str, other: str) -> int:
    """The number of non-ASCII characters of a text that another one does not have at their places."""
    if len(text) != len(other):
        return len(_beyond_ascii(text))
    return sum(one != two and one > "\x7f" for one, two in zip(text, other, strict=True))


# --- Whether a reading is text of its kind ---


def _is_text(codec: str, text: str) -> bool:
    return _KINDS.get(codec, _is_words)(text)


_JOINERS = lazy_regex("[\u200c-\u200f]")
_JOINER_AT_LATIN = lazy_regex("[A-Za-z][\u200c\u200d]|[\u200c\u200d][A-Za-z]")
_ARABIC_OR_HEBREW = lazy_regex("[\u0590-\u06ff]")
_IDEOGRAPH = lazy_regex("[\u3400-\u9fff]")
_KANA = lazy_regex("[\u3041-\u30ff]")
_HANGUL = lazy_regex("[\uac00-\ud7a3]")
# A bracket whose other half is no longer there, as it became the second byte of a character.
_CLOSES_NOTHING = lazy_regex(r"\[[^\]]*\Z|\[[^\]]*\[|\{[^}]*\Z")
# One or two wide characters inside a word of Latin letters.
_WIDE_RUN = lazy_regex("[\u3041-\u30ff\u3400-\u9fff\uac00-\ud7a3]+")
_MOST_KANA = 0.2  # share in Chinese; Japanese has more
_LEAST_KANA = 0.15  # share of wide characters in Japanese
_MOST_HANJA = 0.1  # share in modern Korean
_MOST_HANGUL_BITS = 8.4  # per syllable; rare ones come from other charsets


def _is_words(text: str) -> bool:
    """Whether a text is plausible words: no symbols inside or directly after words, and joiners only in text
    with Arabic or Hebrew letters."""
    text = _CAMEL_CASE.sub("x", text)
    if not _may_be_words(text) or oddities(text) or _has_misplaced(text):
        return False
    return not _JOINERS.search(text) or bool(_ARABIC_OR_HEBREW.search(text))


# Letters of another script than Latin, two of them beside each other, and Latin words.
_OTHER_LETTER = lazy_regex("[\u0370-\u0e7f]")
_OTHER_WORD = lazy_regex("[\u0370-\u0e7f]{2}")
_LATIN_WORD = lazy_regex("[A-Za-z]{2}")


def _has_lone_letters(text: str) -> bool:
    """Whether letters of another script than Latin are only single ones among Latin words: the quotation marks and
    accented letters of another charset. Such a reading is no text, but what it rivals may be none either."""
    if _JOINER_AT_LATIN.search(text):
        return True
    if not _OTHER_LETTER.search(text) or _OTHER_WORD.search(text):
        return False
    return _LATIN_WORD.search(text) is not None


def _may_be_words(text: str) -> bool:
    """Cheap prefilter of `_is_words`, which rejects most readings in a wrong charset."""
    return not (_CONTROL.search(text) or _CAPITAL_INSIDE.search(text) or _SYMBOL_AFTER_WORD.search(text))


_CAPITAL_INSIDE = lazy_regex("[a-zß-öø-ÿа-џα-ώ][A-ZÀ-ÖØ-ÞА-ЯΑ-Ω]")
# A currency sign or superscript after letters, or a dash between a word and a space: letters of another
# charset.
_SYMBOL_AFTER_WORD = lazy_regex(
    r"[^\W\d_]{2}(?:[€£¥²³¡¿°§¶]|[–—](?=[\s,.;:!?]|$))|\s[–—][^\W\d_]|[§¶][^\W\d_]{2}"
    "|[©®€][a-zß-öø-ÿа-џα-ώ]"
)


# Names with a capital inside, `YouTube`: ASCII is the same in every charset.
_CAMEL_CASE = lazy_regex("(?<![^\\W_])[A-Za-z]*[a-z][A-Z][A-Za-z]*(?![^\\W_])")

# A quotation mark at a word without a capital, and what closes it; a no-break space that begins a word.
_QUOTE_BEFORE_WORD = lazy_regex(r"(?<!\w)[„‚‹“‘«”»](?=[^\W\d_])")
_CLOSES = lazy_regex("[“”‘’›‹»«\"']")
_SPACE_BEFORE_WORD = lazy_regex(r"(?:^|\s)\xa0[^\W\d_]|^[–—][^\W\d_]|(?:^|\s)’[а-џα-ώ]")


def _has_misplaced(text: str) -> bool:
    """Whether a mark is where another charset has a capital: a quotation of small letters that is never closed, as
    in `‚ведите`, an apostrophe before a Cyrillic or Greek word, or a no-break space or dash that begins a line."""
    opened = [match.end() for match in _QUOTE_BEFORE_WORD.finditer(text) if text[match.end()].islower()]
    if opened and not _CLOSES.search(text, opened[-1]):
        return True
    return any(match.group()[-1].islower() for match in _SPACE_BEFORE_WORD.finditer(text))


def _is_vietnamese(text: str) -> bool:
    """`_is_words`, and whether each tone mark is on a vowel: those of windows-1258 are letters elsewhere."""
    return not _MARK_WITHOUT_VOWEL.search(text) and _is_words(text)


_MARK_WITHOUT_VOWEL = lazy_regex("(?<![aeiouyăâêôơư])[\u0300-\u036f]", re.IGNORECASE)


def is_in_words(text: str) -> bool:
    """Whether most wide characters of a text are single or in pairs next to ASCII letters: they are accented
    letters read in pairs."""
    inside = total = 0
    for match in _WIDE_RUN.finditer(text):
        size = match.end() - match.start()
        around = text[max(0, match.start() - 1) : match.start()] + text[match.end() : match.end() + 1]
        total += size
        inside += size if size <= 2 and any(c.isalpha() and c.isascii() for c in around) else 0
    return 2 * inside > total


def _is_chinese(text: str) -> bool:
    shown = len(_beyond_ascii(text))
    if shown < _FEWEST_WIDE and _CLOSES_NOTHING.search(text):
        return False
    return len(_KANA.findall(text)) <= _MOST_KANA * shown and is_likely_chinese(text)


def _is_japanese(text: str) -> bool:
    wide = len(_WIDE_RUN.findall(text)) and len("".join(_WIDE_RUN.findall(text)))
    return len(_KANA.findall(text)) >= _LEAST_KANA * max(1, wide) and not is_in_words(text)


def _is_korean(text: str) -> bool:
    hangul, hanja = _HANGUL.findall(text), len(_IDEOGRAPH.findall(text))
    if not hangul or hanja > _MOST_HANJA * (len(hangul) + hanja) or is_in_words(text):
        return False
    return cost("".join(hangul)) <= _MOST_HANGUL_BITS * len(hangul)


_KINDS: dict[str, Callable[[str], bool]] = {
    "gb18030": _is_chinese,
    "big5": _is_chinese,
    "euc_jp": _is_japanese,
    "cp932": _is_japanese,
    "cp949": _is_korean,
    "cp1258": _is_vietnamese,
}

# Bits per character in the Chinese model: 99 of 100 pieces of Chinese text cost less; bytes of other charsets
# read as Chinese cost 12 and more.
_CHINESE_BITS = 11.7
_ASCII_BITS = 3.5
_ENOUGH_CHINESE = 48  # characters; enough to judge a line


@lru_cache(maxsize=256)
def is_likely_chinese(text: str) -> bool:
    """Whether the non-ASCII characters form likely Chinese text, and are not mostly inside Latin words."""
    if is_in_words(text):
        return False
    text = text[:_ENOUGH_CHINESE]
    shown = len(_beyond_ascii(text))
    return bits_of(text) - _ASCII_BITS * (len(text) - shown) <= _CHINESE_BITS * shown
