"""Text that was read in a single-byte charset, brought back: which explanation of its characters reads best.

A line's characters give the bytes that they stand for in a charset of `READERS`. Each explanation of those
bytes (they are UTF-8; they are UTF-8 of which some were lost; they are of another charset) gives a text,
and leaving the line alone gives one too. All of them are priced in one currency, the bits of a text in the
language that it reads best in (`languages.reading_bits`). An explanation counts where it is far cheaper
than the line as it stands and than every other one.
"""

from __future__ import annotations

import math
import re
from collections.abc import Sequence
from functools import lru_cache

from newsmill.pipelines.decode.gaps import fill, parse
from newsmill.pipelines.decode.hidden import is_alphabet, of_other_charsets
from newsmill.pipelines.decode.languages import mixes_scripts, oddities, reading_bits, reads_ordinary
from newsmill.pipelines.decode.readers import READERS, Explanation, Reader, applied, charset_name, readers_of
from newsmill.pipelines.regex import lazy_regex

__all__ = ["explain_line"]

_SEQUENCE = (
    rb"(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|"
    rb"\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})"
)
# Sequences with nothing but ASCII between them, from the first to the last.
_GROUP = lazy_regex(_SEQUENCE + rb"+(?:[\x00-\x7f]*" + _SEQUENCE + rb"+)*")
_HIGH = lazy_regex(rb"[\x80-\xff]")
# `”` that closes a quotation, without its last byte: behind something, and not before a letter.
_QUOTE = rb"(?<=[^ (\[])\xe2\x80(?![\x80-\xffA-Za-z])"
_CUT_QUOTE = lazy_regex(rb"\xe2\x80(?![\x80-\xbf])")
_SEQUENCE_OR_QUOTE = rb"(?:" + _SEQUENCE + rb"|" + _QUOTE + rb")"
_GROUP_OR_QUOTE = lazy_regex(_SEQUENCE_OR_QUOTE + rb"+(?:[\x00-\x7f]*" + _SEQUENCE_OR_QUOTE + rb"+)*")

# Bits that an explanation has to save: of a line whose bytes beyond ASCII all take part, and of a part of one.
_LEAST_SAVED, _LEAST_SAVED_BY_PART = 8.0, 11.0
# And be better by than any other that gives another text.
_AHEAD = 12.0

# Software that loses no byte shows the undefined ones as private-use characters.
_TO_CONTROLS = {0xF700 + byte: byte for byte in range(0x80, 0x100)}
_PRIVATE = lazy_regex("[\uf780-\uf7ff]")
_BEYOND_ASCII = lazy_regex("[^\x00-\x7f]")
_WIDE = "\u2e80"


@lru_cache(maxsize=128)
def explain_line(line: str) -> tuple[Explanation, ...]:
    """The parts of a line (at most some hundred characters) that were read wrongly, in order; they do not overlap.

    Parts are brought back only where the line that comes out reads like text: parts of something else fit by chance.
    """
    if _PRIVATE.search(line):
        line = line.translate(_TO_CONTROLS)
    pairs = {line[match.start() : match.start() + 2] for match in _BEYOND_ASCII.finditer(line)}
    names = {reader.name for pair in pairs for reader in readers_of(pair)}
    narrow = {character for character in set(line) if "\x7f" < character < _WIDE}
    found = [
        each
        for reader in READERS
        # Whether all characters of the line are of the charset, Chinese, Japanese and Korean ones aside.
        if narrow <= reader.by_character.keys()
        for match in reader.run.finditer(line)
        for each in _of_segment(line, match.start(), match.group(), reader, reader.name in names)
    ]
    if found:
        return _best(found, line)
    hidden = of_other_charsets(line, may_be_utf8=_is_partly_utf8(line, names))
    if hidden:
        return _best(hidden, line)
    best = _best(
        [each for reader in READERS if reader.name in names for each in _of_parts(line, reader)], line
    )
    return best if best and _is_clean(line, best) and reads_ordinary(applied(line, best)) else ()


_PARTLY = 0.4  # of the characters beyond ASCII


def _is_partly_utf8(line: str, names: set[str]) -> bool:
    """Whether many characters of a line are UTF-8 in one charset."""
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
    """Whether a line with explanations in the place of parts has no damage left."""
    pieces = applied(line, [each._replace(text=" ") for each in changes])
    if _BESIDE_LOST.search(pieces) or oddities(applied(line, changes)):
        return False
    return not any(readers_of(pieces[at : at + 2]) for at in range(len(pieces) - 1) if pieces[at] > "\x7f")


_BESIDE_LOST = lazy_regex("[^\x00-\x7f][?\ufffd\ue000-\uf8ff]|[?\ufffd\ue000-\uf8ff][^\x00-\x7f]")


def _best(found: list[Explanation], line: str) -> tuple[Explanation, ...]:
    """Those that are ahead of all that overlap them and say something else, in order. None where a part
    cannot be told."""
    found = _without_odd(_without_untold(found), line)
    kept: list[Explanation] = []
    for each in sorted(found, key=lambda each: -each.saved):
        if any(_overlap(one, each) for one in kept):
            continue
        rivals = (other for other in found if other is not each and _overlap(each, other))
        ahead = all(each.saved >= other.saved + _AHEAD or _agree(each, other) for other in rivals)
        kept.append(each if ahead else each._replace(text=""))
    if any(math.isinf(each.saved) for each in kept):
        return ()
    return tuple(sorted((each for each in kept if each.text), key=lambda each: each.start))


def _overlap(one: Explanation, other: Explanation) -> bool:
    return one.start < other.end and other.start < one.end


_USUAL = "utf-8 as windows-1252"


def _without_untold(found: list[Explanation]) -> list[Explanation]:
    """Explanations without those that cannot be told where a certain one can, or one by the usual reader."""
    sure = [
        each for each in found if each.text and (each.certain or (each.channel == _USUAL and each.is_proven))
    ]
    return [each for each in found if each.text or not any(_overlap(one, each) for one in sure)]


def _without_odd(found: list[Explanation], line: str) -> list[Explanation]:
    """Explanations without those that have what no words have (`oddities`) where another one has not."""
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


def _agree(one: Explanation, other: Explanation) -> bool:
    """Whether two explanations that overlap say the same, one of them of more than the other."""
    return bool(other.text and one.text) and (other.text in one.text or one.text in other.text)


def _of_segment(line: str, start: int, segment: str, reader: Reader, may_lack: bool) -> list[Explanation]:
    """The explanations as UTF-8 of a stretch of characters of one charset, all of which take part;
    `may_lack`: bytes may be lost."""
    if segment.isascii():
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


def _of_parts(line: str, reader: Reader) -> list[Explanation]:
    """The explanations of the parts of a line that are UTF-8 in one charset."""
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
                found.append(priced._replace(certain=whole == group.group()))
    return found


_MARK = lazy_regex("[\ufffd\ue000-\uf8ff]")


def _is_marked(segment: str) -> bool:
    return _MARK.search(segment) is not None


def _with_gaps(line: str, start: int, segment: str, reader: Reader) -> list[Explanation]:
    """The explanation of a segment as UTF-8 that lost bytes. One that cannot be told has no text: it keeps
    others away."""
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
    # A rare charset and a guess are two things that have to be explained.
    if filled.certain:
        return [priced]
    return [priced._replace(certain=False, saved=priced.saved - reader.rarity, is_proven=filled.is_proven)]


# Letters whose second byte, a no-break space, became a space: à, and Š, Π, Р and ـ. Behind à a word ends.
_SPACED = lazy_regex(rb"\xc3  ?|[\xc2\xc5\xce\xd0\xd9] ")
_A_BEHIND_CAPITAL = lazy_regex(rb"(?:[A-Z]|[\xc3\xc4\xc5][\x80-\x9f])\xc3\xa0")
_SPACED_A = lazy_regex(rb"\xc3  ?")


# bytes of a charset in which a lead byte before a space has lost a no-break space rather than another byte
_MOST_UNDEFINED = 1


def _with_no_break(match: re.Match[bytes]) -> bytes:
    lead = match.group()[:1]
    return lead + (b"\xa0 " if lead == b"\xc3" else b"\xa0")


def _without_spaces(line: str, start: int, raw: bytes, reader: Reader) -> list[Explanation]:
    """The explanation of bytes that are UTF-8 but for no-break spaces that became spaces."""
    if any(0xA0 < byte <= 0xBF for byte in reader.undefined):
        return []  # a small letter may have lost its byte before a space
    spaced = _SPACED if len(reader.undefined) <= _MOST_UNDEFINED else _SPACED_A
    mended = spaced.sub(_with_no_break, raw)
    if _A_BEHIND_CAPITAL.search(mended):
        return []  # in capitals it is Á, Í or Ý that lost its second byte
    if mended == raw or _HIGH.search(_GROUP.sub(b"", mended)) is not None:
        return []
    priced = _priced(line, start, start + len(raw), mended.decode(), reader, _LEAST_SAVED)
    return [priced._replace(certain=False)] if priced is not None else []


# Bits with which an explanation may put a word of two scripts together, as a name in capitals with an
# ending: `URLны`.
_BEYOND_DOUBT = 100.0


def _priced(line: str, start: int, end: int, text: str, reader: Reader, least: float) -> Explanation | None:
    before, after = line[max(0, start - 20) : start], line[end : end + 20]
    if (
        "\ufffd" in text
        or any(c < " " and c not in "\t" for c in text)
        or _lacks_leads(reader, line[start:end], text)
    ):
        return None
    saved = reading_bits(before + line[start:end] + after) - reading_bits(before + text + after)
    # A rare charset has to save more, and a single letter may be any two of another language.
    least += reader.rarity if len(text) == 1 and text.isalpha() else 0.0
    if saved < least or (saved < _BEYOND_DOUBT and mixes_scripts(before[-1:] + text + after[:1])):
        return None
    extra = reader.rarity + (_OF_TWO_CHARSETS if reader is READERS[0] and _is_of_two(line) else 0.0)
    return Explanation(start, end, text, True, f"utf-8 as {charset_name(reader.name)}", saved - extra)


_OF_TWO_CHARSETS = (
    16.0  # bits of a line with controls that windows-1252 has characters for, and with such characters
)
_WESTERN_SPECIALS = bytes(byte for byte in range(0x80, 0xA0)).decode("cp1252", "ignore")
_SPECIAL = lazy_regex(f"[{re.escape(_WESTERN_SPECIALS)}]")
_CONTROL_OF_SPECIAL = lazy_regex("[\x80\x82-\x8c\x8e\x91-\x9c\x9e\x9f]")


def _is_of_two(line: str) -> bool:
    """Whether a line is neither all windows-1252 nor all latin-1: a third charset shows some bytes as either does."""
    return bool(_SPECIAL.search(line) and _CONTROL_OF_SPECIAL.search(line))


_ARABIC_LEADS = frozenset(range(0xD8, 0xDC))


def _lacks_leads(reader: Reader, found: str, text: str) -> bool:
    """Whether Arabic letters may be missing without a trace: a charset that lacks some of their lead bytes
    dropped them whole."""
    lost = _ARABIC_LEADS & reader.undefined
    return (
        bool(lost)
        and any("\u0600" <= character <= "\u06ff" for character in text)
        and not any(chr(byte) in found for byte in lost)
    )
