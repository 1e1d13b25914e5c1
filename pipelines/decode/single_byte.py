"""Restore text that was misread in a single-byte charset, by the explanation that reads best.

Encoding a line in a charset of `READERS` gives its original bytes. There are several explanations of those
bytes: UTF-8, UTF-8 with some bytes lost, or another charset. Each gives a text, and so does leaving the line
alone. All are scored on one scale, the cost in bits of a text in its cheapest language
(`languages.reading_bits`). An explanation is accepted if it is far cheaper than the unchanged line and than
every other explanation.
"""

from __future__ import annotations

import itertools
import math
import operator
import re
import unicodedata
from collections.abc import Sequence
from functools import lru_cache
from typing import NamedTuple

from newsmill.pipelines.decode.gaps import fill, parse
from newsmill.pipelines.decode.languages import (
    group_of,
    mixes_scripts,
    oddities,
    reading_bits,
    reads_ordinary,
)
from newsmill.pipelines.decode.legacy_as_latin import is_alphabet, of_other_charsets
from newsmill.pipelines.decode.single_byte_tables import (
    READERS,
    Explanation,
    Reader,
    applied,
    charset_name,
    readers_of,
)
from newsmill.pipelines.decode.work_limit import EFFORT
from newsmill.pipelines.regex import lazy_regex

__all__ = ["explain_line"]

_SEQUENCE = (
    rb"(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|"
    rb"\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})"
)
# UTF-8 sequences separated only by ASCII, from the first to the last.
_GROUP = lazy_regex(_SEQUENCE + rb"+(?:[\x00-\x7f]*" + _SEQUENCE + rb"+)*")
_HIGH = lazy_regex(rb"[\x80-\xff]")
# A closing `”` without its last byte: not after a space or an opening bracket, and not before a letter.
_QUOTE = rb"(?<=[^ (\[])\xe2\x80(?![\x80-\xffA-Za-z])"
_CUT_QUOTE = lazy_regex(rb"\xe2\x80(?![\x80-\xbf])")
_SEQUENCE_OR_QUOTE = rb"(?:" + _SEQUENCE + rb"|" + _QUOTE + rb")"
_GROUP_OR_QUOTE = lazy_regex(_SEQUENCE_OR_QUOTE + rb"+(?:[\x00-\x7f]*" + _SEQUENCE_OR_QUOTE + rb"+)*")

# Bits that an explanation must save: if it covers all non-ASCII bytes of a line, and if only some of them.
_LEAST_SAVED, _LEAST_SAVED_BY_PART = 8.0, 11.0
# And by which it must beat every explanation that gives a different text, and one in which a single letter differs:
# ISO-8859-7 has a quotation mark where windows-1253 has another one, so that `Ξ‘ΞΈΞ®Ξ½Ξ±` is Αθήνα or Ρθήνα.
_AHEAD, _AHEAD_OF_ALIKE = 12.0, 8.0

# Lossless decoders map undefined bytes to private-use characters.
_TO_CONTROLS = {0xF700 + byte: byte for byte in range(0x80, 0x100)}
_PRIVATE = lazy_regex("[\uf780-\uf7ff]")
_BEYOND_ASCII = lazy_regex("[^\x00-\x7f]")
_WIDE = "\u2e80"


@lru_cache(maxsize=128)
def explain_line(line: str) -> Explained:
    """The misread parts of a line (at most some hundred characters), and the steps it took to find them."""
    before = EFFORT.steps
    parts = _explained(line)
    return Explained(parts, EFFORT.steps - before)


class Explained(NamedTuple):
    """The misread parts of a line, in order and without overlaps; and the `EFFORT` to find them, which is part of
    the cached result so that it does not depend on what was read before."""

    parts: tuple[Explanation, ...]
    steps: int


def _explained(line: str) -> tuple[Explanation, ...]:
    """The misread parts of a line.

    If only parts of the line fit, they are repaired only if the resulting line reads like text: parts of
    other damage fit by chance.
    """
    if _PRIVATE.search(line):
        line = line.translate(_TO_CONTROLS)
    pairs = {line[match.start() : match.start() + 2] for match in _BEYOND_ASCII.finditer(line)}
    names = {reader.name for pair in pairs for reader in readers_of(pair)}
    narrow = {character for character in set(line) if "\x7f" < character < _WIDE}
    found = [
        each
        for reader in READERS
        # The charset has all characters of the line, apart from Chinese, Japanese and Korean ones.
        if narrow <= reader.by_character.keys()
        for match in reader.run.finditer(line)
        for each in _of_segment(line, match.start(), match.group(), reader, reader.name in names)
    ]
    if found:
        return _best(found, line)
    hidden = of_other_charsets(line, lambda: _is_partly_utf8(line, names))
    if hidden:
        return _best(hidden, line)
    best = _best(
        [each for reader in READERS if reader.name in names for each in _of_parts(line, reader)], line
    )
    best = _with_lone_a(line, best)
    return best if best and _is_clean(line, best) and reads_ordinary(applied(line, best)) else ()


_LONE_A = lazy_regex(r"(?<![^\s'’(])Ã(?= )")


def _with_lone_a(line: str, changes: tuple[Explanation, ...]) -> tuple[Explanation, ...]:
    """The changes as one with each `Ã` that stands alone among them as à: its no-break space became the space."""
    if not changes or any(each.channel != _USUAL for each in changes):
        return changes
    lone = [
        Explanation(match.start(), match.end(), "à", False, _USUAL, 0.0)
        for match in _LONE_A.finditer(line)
        if not any(each.start <= match.start() < each.end for each in changes)
    ]
    if not lone:
        return changes
    every = sorted((*changes, *lone))
    start, end = every[0].start, every[-1].end
    text = applied(line[:end], every)[start:]
    return (Explanation(start, end, text, False, _USUAL, sum(each.saved for each in changes)),)


_PARTLY = 0.4  # share of the non-ASCII characters


def _is_partly_utf8(line: str, names: set[str]) -> bool:
    """Whether a large share of a line is UTF-8 read in one charset."""
    shown = len(_BEYOND_ASCII.findall(line))
    return any(
        sum(
            len(_HIGH.findall(group))
            for match in reader.run.finditer(line)
            if not _is_marked(match.group())
            for group in _GROUP.findall(bytes(map(reader.by_character.__getitem__, match.group())))
        )
        >= _PARTLY * shown
        for reader in READERS
        if reader.name in names
    )


def _is_clean(line: str, changes: Sequence[Explanation]) -> bool:
    """Whether a line has no damage left once its explained parts are replaced."""
    pieces = applied(line, [each._replace(text=" ") for each in changes])
    if (
        _BESIDE_LOST.search(pieces)
        or oddities(applied(line, changes))
        or any(_lacks_lead(line, c) for c in changes)
    ):
        return False
    return not any(readers_of(pieces[at : at + 2]) for at in range(len(pieces) - 1) if pieces[at] > "\x7f")


_LEADS = frozenset(range(0xC2, 0xF5))
_WITHOUT_LEADS = {
    f"utf-8 as {charset_name(reader.name)}": reader.continuations
    for reader in READERS
    if not _LEADS.isdisjoint(reader.undefined)
}


def _lacks_lead(line: str, change: Explanation) -> bool:
    """Whether a continuation byte is beside a repair whose charset lacks lead bytes: Kazakh Қ in windows-1253."""
    continuations = _WITHOUT_LEADS.get(change.channel)
    around = line[max(0, change.start - 1) : change.start] + line[change.end : change.end + 1]
    return continuations is not None and not continuations.isdisjoint(around)


_BESIDE_LOST = lazy_regex("[^\x00-\x7f][?\ufffd\ue000-\uf8ff]|[?\ufffd\ue000-\uf8ff][^\x00-\x7f]")


def _best(found: list[Explanation], line: str) -> tuple[Explanation, ...]:
    """The explanations that beat all overlapping ones with a different text, in order.

    Empty if a part is known to be damaged but ambiguous.
    """
    found = _without_odd(_without_untold(found), line)
    kept: list[Explanation] = []
    for each in sorted(found, key=lambda each: -each.saved):
        if any(_overlap(one, each) for one in kept):
            continue
        rivals = [
            other
            for other in found
            if other is not each and _overlap(each, other) and not _agree(each, other)
        ]
        ahead = all(
            each.saved >= other.saved + (_AHEAD_OF_ALIKE if _are_alike(each, other) else _AHEAD)
            for other in rivals
        )
        doubtful = each.channel != _USUAL and any(
            other.text
            and other.saved >= _WITHIN_REACH * each.saved
            and other.saved >= each.saved - _OUT_OF_REACH
            for other in rivals
        )
        doubtful = doubtful or any(_is_usual_rival(each, other) for other in rivals)
        kept.append(each._replace(text=each.text if ahead else "", certain=each.certain and not doubtful))
    if any(math.isinf(each.saved) for each in kept):
        return ()
    return tuple(sorted((each for each in kept if each.text), key=lambda each: each.start))


# The share of its saving that an explanation with another text must have for the better one to be a guess, and the
# bits from which on it is behind.
_WITHIN_REACH, _OUT_OF_REACH = 0.8, 40.0


def _overlap(one: Explanation, other: Explanation) -> bool:
    return one.start < other.end and other.start < one.end


_USUAL = "utf-8 as windows-1252"
_RARITIES = {f"utf-8 as {charset_name(reader.name)}": reader.rarity for reader in READERS}


def _is_usual_rival(one: Explanation, other: Explanation) -> bool:
    """Whether a more usual charset explains the same characters as another text, which saves bits, too."""
    rarity = _RARITIES.get(one.channel, 0.0)
    is_usual = _RARITIES.get(other.channel, rarity) < rarity
    return (
        is_usual and bool(other.text) and other.saved > 0 and (one.start, one.end) == (other.start, other.end)
    )


def _without_untold(found: list[Explanation]) -> list[Explanation]:
    """Drop ambiguous explanations that overlap a certain one, or a proven one through windows-1252."""
    sure = [
        each for each in found if each.text and (each.certain or (each.channel == _USUAL and each.is_proven))
    ]
    return [each for each in found if each.text or not any(_overlap(one, each) for one in sure)]


def _without_odd(found: list[Explanation], line: str) -> list[Explanation]:
    """Drop explanations with `oddities` that overlap one without."""
    odd = [_is_odd(each, line) for each in found]
    plain = [each for each, is_odd in zip(found, odd, strict=True) if not is_odd and each.text]
    return [
        each
        for each, is_odd in zip(found, odd, strict=True)
        if not is_odd or not any(_overlap(one, each) for one in plain)
    ]


def _is_odd(each: Explanation, line: str) -> bool:
    if not each.text:
        return False
    return oddities(line[max(0, each.start - 1) : each.start] + each.text + line[each.end : each.end + 1]) > 0


def _are_alike(one: Explanation, other: Explanation) -> bool:
    """Whether two explanations of the same characters differ in a single one of at least `_FEWEST_ALIKE` characters."""
    if (one.start, one.end, len(one.text)) != (other.start, other.end, len(other.text)):
        return False
    return len(one.text) >= _FEWEST_ALIKE and sum(map(operator.ne, one.text, other.text)) == 1


_FEWEST_ALIKE = 4


def _agree(one: Explanation, other: Explanation) -> bool:
    """Whether the text of one explanation contains the text of the other."""
    return bool(other.text and one.text) and (other.text in one.text or one.text in other.text)


def _of_segment(line: str, start: int, segment: str, reader: Reader, may_lack: bool) -> list[Explanation]:
    """The explanations of a segment in one charset as UTF-8, covering all its non-ASCII characters.

    may_lack  also consider lost bytes
    """
    first = _BEYOND_ASCII.search(segment)
    # Most segments are not UTF-8, as their first characters beyond ASCII show.
    if first is None or not _may_begin_utf8(segment, first.start(), reader, may_lack):
        return []
    if _is_marked(segment):
        return _with_gaps(line, start, segment, reader) if may_lack else []
    raw = bytes(map(reader.by_character.__getitem__, segment))
    if _HIGH.search(_GROUP.sub(b"", raw)) is None:
        spans = [match.span() for match in _GROUP.finditer(raw)]
        return [
            e
            for a, b in spans
            if (e := _priced(line, start + a, start + b, raw[a:b].decode(), reader, _LEAST_SAVED))
        ]
    if not may_lack:
        return []
    return _without_spaces(line, start, raw, reader) or _with_gaps(line, start, segment, reader)


def _may_begin_utf8(segment: str, at: int, reader: Reader, may_lack: bool) -> bool:
    """Whether a character of a charset can be the first byte of a UTF-8 sequence, and the next one, unless it
    may be lost, the second byte.
    """
    byte = reader.by_character.get
    if not 0xC2 <= byte(segment[at], 0) <= 0xF4:
        return False
    return may_lack or 0x80 <= byte(segment[at + 1 : at + 2], 0) <= 0xBF


def _of_parts(line: str, reader: Reader) -> list[Explanation]:
    """The explanations of the parts of a line that are UTF-8 read in one charset."""
    found = []
    for match in reader.run.finditer(line):
        segment = match.group()
        if _is_marked(segment) or is_alphabet(segment):
            return []
        raw = bytes(map(reader.by_character.__getitem__, segment))
        for group in (_GROUP if 0x9D not in reader.undefined else _GROUP_OR_QUOTE).finditer(raw):
            start, end = match.start() + group.start(), match.start() + group.end()
            whole = _CUT_QUOTE.sub(b"\xe2\x80\x9d", group.group())
            priced = _priced(line, start, end, whole.decode(), reader, _LEAST_SAVED_BY_PART)
            if priced is not None:
                found.append(priced._replace(certain=priced.certain and whole == group.group()))
    return found


_MARK = lazy_regex("[\ufffd\ue000-\uf8ff]")


def _is_marked(segment: str) -> bool:
    return _MARK.search(segment) is not None


def _with_gaps(line: str, start: int, segment: str, reader: Reader) -> list[Explanation]:
    """The explanation of a segment as UTF-8 that lost bytes.

    An ambiguous one has no text and an infinite saving, so that it blocks others.
    """
    gapped = parse(segment, reader)
    if gapped is None:
        return []
    first, last = start + gapped.start, start + gapped.end
    filled = fill(gapped, reader, line[:first], line[last : last + 1])
    if filled is None:
        return []
    if not filled.text:
        return [Explanation(first, last, "", False, "", math.inf)]
    priced = _priced(line, first, last, filled.text, reader, _LEAST_SAVED)
    if priced is None:
        return []
    # Charge the charset's rarity once more: a rare charset and a guess together are less likely.
    if filled.certain:
        return [priced]
    return [priced._replace(certain=False, saved=priced.saved - reader.rarity, is_proven=filled.is_proven)]


# Letters whose second byte, a no-break space, became a space: à, and Š, Π, Р and ـ. A word ends after à.
_SPACED = lazy_regex(rb"\xc3  ?|[\xc2\xc5\xce\xd0\xd9] ")
_A_AFTER_CAPITAL = lazy_regex(rb"(?:[A-Z]|[\xc3\xc4\xc5][\x80-\x9f])\xc3\xa0")
_SPACED_A = lazy_regex(rb"\xc3  ?")


# Maximum undefined bytes of a charset for a lead byte before a space to have lost a no-break space, rather
# than another byte.
_MOST_UNDEFINED = 1


# Portuguese words that begin with à.
_JOINED_TO_A = lazy_regex(rb"s(?= )|quel[ea]s?\b|quilo\b")


def _with_no_break(match: re.Match[bytes]) -> bytes:
    lead = match.group()[:1]
    is_word = lead == b"\xc3" and not _JOINED_TO_A.match(match.string, match.end())
    return lead + (b"\xa0 " if is_word else b"\xa0")


def _without_spaces(line: str, start: int, raw: bytes, reader: Reader) -> list[Explanation]:
    """The explanation of bytes as UTF-8 whose no-break spaces became spaces."""
    if any(0x9F <= byte <= 0xBF and byte != 0xA0 for byte in reader.undefined):
        return []  # a lowercase letter before a space, ß being the first of them, may have lost its second byte
    spaced = _SPACED if len(reader.undefined) <= _MOST_UNDEFINED else _SPACED_A
    rejoined = spaced.sub(_with_no_break, raw)
    if _A_AFTER_CAPITAL.search(rejoined) or (not line[:start].strip() and rejoined.startswith(b"\xc3\xa0")):
        return []  # in an all-caps word or at the start, this is Á, Í or Ý without its second byte
    if rejoined == raw or _HIGH.search(_GROUP.sub(b"", rejoined)) is not None:
        return []
    priced = _priced(line, start, start + len(raw), rejoined.decode(), reader, _LEAST_SAVED)
    return [priced._replace(certain=False)] if priced is not None else []


# Bits that an explanation must save to form a word of two scripts, like an acronym with an ending: `URLны`.
_BEYOND_DOUBT = 100.0


def _priced(line: str, start: int, end: int, text: str, reader: Reader, least: float) -> Explanation | None:
    before, after = line[max(0, start - 20) : start], line[end : end + 20]
    if (
        "\ufffd" in text
        or any(c < " " and c not in "\t" for c in text)
        or _begins_with_stray_mark(text, before)
        or _lacks_leads(reader, line[start:end], text)
        or _NO_TEXT.search(text)
        or (reader.rarity > 0 and _CONTROL.search(text))
        or (len(text) == 1 and _is_stray(text, line, start, end, reader))
        or _is_stray_ideograph(text, reader, before, after)
    ):
        return None
    saved = reading_bits(before + line[start:end] + after) - reading_bits(before + text + after)
    # For a single letter, a rare charset must save more: its two characters may be text in another language. Not if
    # they are symbols inside a word, as in `D√ºsseldorf`.
    if len(text) == 1 and text.isalpha() and not _is_symbol_inside(line, start, end, text):
        least += reader.rarity
    if saved < least or (saved < _BEYOND_DOUBT and mixes_scripts(before[-1:] + text + after[:1])):
        return None
    extra = reader.rarity + (_OF_TWO_CHARSETS if reader is READERS[0] and _is_of_two(line) else 0.0)
    certain = not _may_lack_leads(reader, line[start:end], text)
    certain = certain and not (reader.rarity and _is_other_letter(line[start:end], text))
    return Explanation(start, end, text, certain, f"utf-8 as {charset_name(reader.name)}", saved - extra)


def _is_symbol_inside(line: str, start: int, end: int, text: str) -> bool:
    """Whether a part of a line begins with a symbol that no text has inside a word; or at its start, where it becomes
    a capital: `√Örhus`."""
    if unicodedata.category(line[start]) not in ("Sm", "So") or not line[end : end + 1].isalpha():
        return False
    return (
        line[start - 1 : start].isalpha() if not text.isupper() else _SMALL_WORD.match(line, end) is not None
    )


_SMALL_WORD = lazy_regex("[a-z]{3}")


def _is_other_letter(found: str, text: str) -> bool:
    """Whether a single letter would be another one if the same characters had been misread in another charset."""
    if len(text) != 1 or not text.isalpha():
        return False
    for reader in READERS:
        raw = bytes(map(reader.by_character.get, found, itertools.repeat(0)))
        try:
            other = raw.decode()
        except UnicodeDecodeError:
            continue
        if other != text and len(other) == 1 and other.isalpha():
            return True
    return False


def _begins_with_stray_mark(text: str, before: str) -> bool:
    """Whether a text begins with a combining mark that belongs to no letter before it, or a general one that no
    language puts on that letter."""
    if unicodedata.category(text[0])[0] != "M":
        return False
    if not before[-1:].isalpha():
        return True
    return text[0] < "\u0370" and len(unicodedata.normalize("NFC", before[-1] + text[0])) > 1


def _is_stray_ideograph(text: str, reader: Reader, before: str, after: str) -> bool:
    """Whether a text is one ideograph or syllable that is rare, or inside a word: `õîä` of a Cyrillic word."""
    if len(text) != 1 or not _IDEOGRAPH.match(text):
        return False
    return (
        text >= "\U00020000"
        or "\u9fa5" < text < "\ua000"
        or (reader.rarity > 0 and (before[-1:].isalpha() or after[:1].isalpha()))
    )


# Modifier letters and marks in a row, letters of Church Slavonic, the long s, and characters of private use: the bytes
# of Chinese, of two Cyrillic letters between which a lead byte vanished, of lines drawn by characters, and of `¬ô`.
_NO_TEXT = lazy_regex("[\u02b0-\u02ff]{2}|[\u0460-\u0482\u017f\ue000-\uf8ff]")


_CONTROL = lazy_regex("[\x80-\x9f]")


def _is_stray(text: str, line: str, start: int, end: int, reader: Reader) -> bool:
    """Whether a single character that would be restored is none of the line's, and its bytes are text: `“×” curves`,
    `Brontë…”`, `Õ…`, `Ôôô`."""
    found, rest = line[start:end], line[:start] + line[end:]
    is_of_script = "\u0400" <= text <= "\u1dff"
    if not text.isalpha() and not is_of_script:
        is_lone = len(found) == 2 and not any(
            map(str.isalnum, line[max(0, start - 1) : start] + line[end : end + 1])
        )
        # An accent by itself, letters that become a symbol, and a mark without a word that a rare charset gives.
        return (
            unicodedata.category(text) in ("Sk", "Cn") or found.isalpha() or (reader.rarity > 0 and is_lone)
        )
    if text < "\u0370" or "\u1e00" <= text <= "\u1fff":
        return False
    if any(group_of(letter) == group_of(text) for letter in rest if letter > "\x7f" and letter.isalpha()):
        return False
    is_in_latin = any(letter.isalpha() and letter.isascii() for letter in rest)
    if _IDEOGRAPH.match(text):
        is_typography = all("\u2010" <= character <= "\u2122" for character in found[1:])
        return is_typography or (is_in_latin and (found.isalpha() or reader.rarity > 0))
    return text > "\u0400" and (is_in_latin or not text.isalpha())


_IDEOGRAPH = lazy_regex("[\u3400-\u9fff\uac00-\ud7a3\U00020000-\U0003ffff]")
_OF_TWO_CHARSETS = (
    16.0  # penalty in bits for a line with C1 controls where windows-1252 has characters, and such characters
)
_WESTERN_SPECIALS = bytes(byte for byte in range(0x80, 0xA0)).decode("cp1252", "ignore")
_SPECIAL = lazy_regex(f"[{re.escape(_WESTERN_SPECIALS)}]")
_CONTROL_OF_SPECIAL = lazy_regex("[\x80\x82-\x8c\x8e\x91-\x9c\x9e\x9f]")


def _is_of_two(line: str) -> bool:
    """Whether a line is neither all windows-1252 nor all latin-1: another charset shares bytes with both."""
    return bool(_SPECIAL.search(line) and _CONTROL_OF_SPECIAL.search(line))


_ARABIC_LEADS = frozenset(range(0xD8, 0xDC))
_LEAD_OF_EXTENDED_CYRILLIC = 0xD2
_CYRILLIC = lazy_regex("[\u0400-\u047f]")
_EXTENDED_CYRILLIC = lazy_regex("[\u0480-\u04bf]")


def _may_lack_leads(reader: Reader, found: str, text: str) -> bool:
    """Whether the lead bytes of Kazakh or Tatar letters may be missing without a trace, so that what follows them
    joins the letter before: `Ешқандай` would be `Ећандай`."""
    return (
        _LEAD_OF_EXTENDED_CYRILLIC in reader.undefined
        and _CYRILLIC.search(text) is not None
        and not _EXTENDED_CYRILLIC.search(text)
        and not any(chr(byte) in found for byte in reader.undefined)
    )


def _lacks_leads(reader: Reader, found: str, text: str) -> bool:
    """Whether Arabic letters may be missing without a trace: a charset without some of their lead bytes drops
    whole letters."""
    lost = _ARABIC_LEADS & reader.undefined
    return (
        bool(lost)
        and any("\u0600" <= character <= "\u06ff" for character in text)
        and not any(chr(byte) in found for byte in lost)
    )
