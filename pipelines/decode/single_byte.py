"""Text that was read in a single-byte charset, brought back: which explanation of its characters reads best.

A line's characters give the bytes that they stand for in a charset of `READERS`. Each explanation of those bytes (they are UTF-8; they
are UTF-8 of which some were lost; they are of another charset) gives a text, and leaving the line alone gives one too. All of them
are priced in one currency, the bits of a text in the language that it reads best in (`languages.reading_bits`). An explanation
counts where it is far cheaper than the line as it stands and than every other one.
"""

from __future__ import annotations

import math
import re
from functools import lru_cache
from typing import NamedTuple

from newsmill.pipelines.decode.gaps import fill, parse
from newsmill.pipelines.decode.languages import oddities, reading_bits, reads_ordinary

__all__ = ["READERS", "Explanation", "Reader", "explain_line", "explain_multibyte_line", "readers_of"]


class Reader(NamedTuple):
    """A single-byte charset that bytes were read in.

    by_character  the byte that each character stands for; undefined bytes show as C1 controls, as in browsers
    undefined     the bytes that are no character, which other software replaces or drops
    why           where text is read so
    """

    name: str
    by_character: dict[str, int]
    undefined: frozenset[int]
    run: re.Pattern[str]
    leads: frozenset[str]
    continuations: frozenset[str]
    is_latin: bool
    why: str


_CYRILLIC = "".join(map(chr, range(0x410, 0x450)))
# Codec; characters that make up ordinary words of its own languages as first and second of a pair, which say nothing; and why.
_CODECS = (
    ("cp1252", "", "the default of western software and of MySQL's latin1"),
    ("cp1250", "", "Windows in Central Europe"),
    ("cp1251", "іїєґёўјљњћђџѓќѕІЇЄҐЁЎЈЉЊЋЂЏЃЌЅ", "Windows with Cyrillic"),
    ("cp1253", "", "Windows in Greece"),
    ("cp1254", "", "Windows in Turkey, and ISO-8859-9"),
    ("cp1255", "", "Windows in Israel"),
    ("cp1256", "پچژڈٹڑگکںھہ؛،؟", "Windows with Arabic script"),
    ("cp1257", "", "Windows on the Baltic"),
    ("cp1258", "", "Windows in Vietnam"),
    ("cp874", "".join(map(chr, range(0xE01, 0xE20))), "Windows in Thailand, and TIS-620"),
    ("mac_roman", "", "Excel on a Mac"),
    ("mac_cyrillic", _CYRILLIC + "іїєґёўјљњћђџѓќѕІЇЄҐЁЎЈЉЊЋЂЏЃЌЅ", "the same with Cyrillic"),
    ("cp437", "", "the DOS console"),
    ("cp850", "", "the console of Western Europe"),
    ("cp866", _CYRILLIC + "ЁёЄєЇїЎў", "the console of Russia"),
    ("koi8_r", "", "Unix in Russia"),
    ("iso8859_2", "", "older pages of Central Europe"),
    ("iso8859_7", "", "older pages of Greece"),
    ("iso8859_15", "", "the successor of latin-1"),
)

_OTHER_SCRIPTS = frozenset(
    ["cp1251", "cp1253", "cp1255", "cp1256", "cp874", "mac_cyrillic", "koi8_r", "iso8859_7"]
)


def _reader(codec: str, ordinary: str, why: str) -> Reader:
    by_character: dict[str, int] = {}
    undefined = set()
    for byte in range(0x100):
        try:
            by_character[bytes([byte]).decode(codec)] = byte
        except UnicodeDecodeError:
            undefined.add(byte)
    for byte in undefined if codec != "cp1252" else range(0x80, 0x100):
        # What software calls latin-1 mixes its C1 controls with the characters of windows-1252.
        by_character.setdefault(chr(byte), byte)
    if codec.startswith("mac"):
        by_character.setdefault("\xa0", 0xCA)
    characters = "".join(map(re.escape, by_character))
    shown = [character for character, byte in by_character.items() if 0xC2 <= byte <= 0xF4]
    keep_leads = codec == "cp866"
    return Reader(
        codec,
        by_character,
        frozenset(undefined),
        re.compile(f"[{characters}\ufffd\ue000-\uf8ff]+"),
        frozenset(shown) - (frozenset(ordinary) if keep_leads else frozenset()),
        frozenset(c for c, byte in by_character.items() if 0x80 <= byte <= 0xBF)
        - (frozenset() if keep_leads else frozenset(ordinary)),
        codec not in _OTHER_SCRIPTS,
        why,
    )


READERS = tuple(_reader(*row) for row in _CODECS)
_LATIN_1 = READERS[0]


@lru_cache(maxsize=8192)
def readers_of(pair: str) -> tuple[Reader, ...]:
    """The charsets in which two characters can be the beginning of a character of UTF-8."""
    if len(pair) < 2:
        return ()
    return tuple(r for r in READERS if pair[0] in r.leads and pair[1] in r.continuations)


class Explanation(NamedTuple):
    """What a part of a line was: `start` and `end` (characters in the line), its text, whether no byte had to be guessed, the name
    of the channel, and the bits that it saves. One without a text is known to be right, but its lost bytes are not."""

    start: int
    end: int
    text: str
    certain: bool
    channel: str
    saved: float


_SEQUENCE = (
    rb"(?:[\xc2-\xdf][\x80-\xbf]|\xe0[\xa0-\xbf][\x80-\xbf]|[\xe1-\xec\xee\xef][\x80-\xbf]{2}|\xed[\x80-\x9f][\x80-\xbf]"
    rb"|\xf0[\x90-\xbf][\x80-\xbf]{2}|[\xf1-\xf3][\x80-\xbf]{3}|\xf4[\x80-\x8f][\x80-\xbf]{2})"
)
# Sequences with nothing but ASCII between them, from the first to the last.
_GROUP = re.compile(_SEQUENCE + rb"+(?:[\x00-\x7f]*" + _SEQUENCE + rb"+)*")
_HIGH = re.compile(rb"[\x80-\xff]")

# Bits that an explanation has to save: of a line whose bytes beyond ASCII all take part, and of a part of one.
_LEAST_SAVED, _LEAST_SAVED_BY_PART = 8.0, 11.0
# And be better by than any other that gives another text.
_AHEAD = 12.0
_NAMES = {
    "cp437": "cp437",
    "cp850": "cp850",
    "cp866": "cp866",
    "cp874": "windows-874",
    "mac_roman": "macintosh",
    "mac_cyrillic": "x-mac-cyrillic",
    "koi8_r": "koi8-r",
}


def _name(codec: str) -> str:
    return _NAMES.get(codec) or codec.replace("iso8859_", "iso-8859-").replace("cp125", "windows-125")


@lru_cache(maxsize=128)
def explain_line(line: str) -> tuple[Explanation, ...]:
    """The parts of a line (at most some hundred characters) that were read wrongly, in order; they do not overlap.

    Parts are brought back only where the line that comes out reads like text: parts of something else fit by chance.
    """
    names = {
        reader.name
        for at in range(len(line) - 1)
        if line[at] > "\x7f"
        for reader in readers_of(line[at : at + 2])
    }
    readers = [reader for reader in READERS if reader.name in names]
    found = [
        each
        for reader in READERS
        if _covers(reader, line)
        for match in reader.run.finditer(line)
        for each in _of_segment(line, match.start(), match.group(), reader, reader.name in names)
    ]
    if not found and _covers(_LATIN_1, line):
        found += _of_other_charsets(line)
    if found:
        return tuple(_best(found))
    best = _best([each for reader in readers for each in _of_parts(line, reader)])
    return tuple(best) if best and _is_clean(line, best) and reads_ordinary(_applied(line, best)) else ()


def _covers(reader: Reader, line: str) -> bool:
    """Whether all characters of a line are of a charset, Chinese, Japanese and Korean ones aside."""
    return _NARROW.search(reader.run.sub("", line)) is None


_NARROW = re.compile("[^\u2e80-\U0010ffff]")


def _is_clean(line: str, changes: list[Explanation]) -> bool:
    """Whether a line with explanations in the place of parts has no damage left."""
    pieces = _applied(line, [each._replace(text=" ") for each in changes])
    pairs = (pieces[at : at + 2] for at in range(len(pieces) - 1) if pieces[at] > "\x7f")
    return not any(readers_of(pair) or _LOST_BEHIND.fullmatch(pair) for pair in pairs) and not oddities(
        _applied(line, changes)
    )


_LOST_BEHIND = re.compile("[^\x00-\x7f][?\ufffd\ue000-\uf8ff]")


def _applied(line: str, changes: list[Explanation]) -> str:
    """A line with explanations in the place of what they explain."""
    pieces, at = [], 0
    for each in changes:
        pieces += [line[at : each.start], each.text]
        at = each.end
    return "".join([*pieces, line[at:]])


def _best(found: list[Explanation]) -> list[Explanation]:
    """Those that are ahead of all that overlap them and say something else, in order."""
    kept: list[Explanation] = []
    sure = [each for each in found if each.text and each.certain]
    found = [
        each
        for each in found
        if each.text or not any(one.start < each.end and each.start < one.end for one in sure)
    ]
    for each in sorted(found, key=lambda each: -each.saved):
        if any(one.start < each.end and each.start < one.end for one in kept):
            continue
        rivals = (other for other in found if other.start < each.end and each.start < other.end)
        ahead = all(
            each.saved >= other.saved + _AHEAD or _agree(each, other) or _is_odder(other, each)
            for other in rivals
            if other is not each
        )
        kept.append(each if ahead else each._replace(text=""))
    return sorted((each for each in kept if each.text), key=lambda each: each.start)


def _is_odder(other: Explanation, one: Explanation) -> bool:
    """Whether an explanation has what no words have (`oddities`), and another one has not."""
    return bool(other.text) and oddities(other.text) > 0 and not oddities(one.text)


def _agree(one: Explanation, other: Explanation) -> bool:
    """Whether two explanations that overlap say the same, one of them of more than the other."""
    return bool(other.text and one.text) and (other.text in one.text or one.text in other.text)


def _of_segment(line: str, start: int, segment: str, reader: Reader, may_lack: bool) -> list[Explanation]:
    """The explanations as UTF-8 of a stretch of characters of one charset, all of which take part; `may_lack`: bytes may be lost."""
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
        if _is_marked(segment):
            return []
        raw = bytes(map(reader.by_character.__getitem__, segment))
        for group in _GROUP.finditer(raw):
            start, end = match.start() + group.start(), match.start() + group.end()
            priced = _priced(line, start, end, group.group().decode(), reader, _LEAST_SAVED_BY_PART)
            if priced is not None:
                found.append(priced)
    return found


_MARK = re.compile("[\ufffd\ue000-\uf8ff]")


def _is_marked(segment: str) -> bool:
    return _MARK.search(segment) is not None


def _with_gaps(line: str, start: int, segment: str, reader: Reader) -> list[Explanation]:
    """The explanation of a segment as UTF-8 that lost bytes. One that cannot be told has no text: it keeps others away."""
    gapped = parse(segment, reader)
    if gapped is None:
        return []
    first, last = start + gapped.start, start + gapped.end
    filled = fill(gapped, reader)
    if filled is None:
        return [Explanation(first, last, "", False, "", math.inf)]
    priced = _priced(line, first, last, filled.text, reader, _LEAST_SAVED)
    return [priced._replace(certain=filled.certain)] if priced is not None else []


# Letters whose second byte, a no-break space, became a space: à, and Š, Π, Р and ـ. Behind à a word ends.
_SPACED = re.compile(rb"\xc3  ?|[\xc2\xc5\xce\xd0\xd9] ")
_SPACED_A = re.compile(rb"\xc3  ?")


_MOST_UNDEFINED = 1  # bytes of a charset in which a lead byte before a space has lost a no-break space rather than another byte


def _with_no_break(match: re.Match[bytes]) -> bytes:
    lead = match.group()[:1]
    return lead + (b"\xa0 " if lead == b"\xc3" else b"\xa0")


def _without_spaces(line: str, start: int, raw: bytes, reader: Reader) -> list[Explanation]:
    """The explanation of bytes that are UTF-8 but for no-break spaces that became spaces."""
    if any(0xA0 < byte <= 0xBF for byte in reader.undefined):
        return []  # a small letter may have lost its byte before a space
    spaced = _SPACED if len(reader.undefined) <= _MOST_UNDEFINED else _SPACED_A
    mended = spaced.sub(_with_no_break, raw)
    if mended == raw or _HIGH.search(_GROUP.sub(b"", mended)) is not None:
        return []
    priced = _priced(line, start, start + len(raw), mended.decode(), reader, _LEAST_SAVED)
    return [priced._replace(certain=False)] if priced is not None else []


# A Latin letter beside a Cyrillic or Greek one: no word of any language is written so.
_MIXED_WORD = re.compile(
    r"[A-Za-z\u00c0-\u024f][\u0370-\u03ff\u0400-\u052f]|[\u0370-\u03ff\u0400-\u052f][A-Za-z\u00c0-\u024f]"
)


def _priced(line: str, start: int, end: int, text: str, reader: Reader, least: float) -> Explanation | None:
    if _MIXED_WORD.search(text):
        return None
    before, after = line[max(0, start - 20) : start], line[end : end + 20]
    if _lacks_leads(reader, line[start:end], text):
        return None
    saved = reading_bits(before + line[start:end] + after) - reading_bits(before + text + after)
    if saved < least or "\ufffd" in text or any(c < " " and c not in "\t" for c in text):
        return None
    return Explanation(start, end, text, True, f"utf-8 as {_name(reader.name)}", saved)


_ARABIC_LEADS = frozenset(range(0xD8, 0xDC))


def _lacks_leads(reader: Reader, found: str, text: str) -> bool:
    """Whether Arabic letters may be missing without a trace: a charset that lacks some of their lead bytes dropped them whole."""
    lost = _ARABIC_LEADS & reader.undefined
    return (
        bool(lost)
        and any("\u0600" <= character <= "\u06ff" for character in text)
        and not any(chr(byte) in found for byte in lost)
    )


# --- UTF-8 read in a multi-byte charset ---

# Big5 and EUC-JP lose both bytes of many pairs at once: what is left can be UTF-8, and have lost whole characters.
_READ_AS_MULTIBYTE = (
    ("gb18030", "gb18030", "utf-8 as gb18030"),
    ("cp932", "cp932", "utf-8 as shift_jis"),
    ("cp949", "cp949", "utf-8 as euc-kr"),
)


@lru_cache(maxsize=128)
def explain_multibyte_line(line: str) -> Explanation | None:
    """The explanation of a whole line as UTF-8 that was read in a multi-byte charset without losing a byte; None for none."""
    found = []
    if "\ufffd" in line or _QUESTION_INSIDE.search(line) or "??" in line:
        return None
    for name, codec, channel in _READ_AS_MULTIBYTE:
        try:
            text = line.encode(codec).decode()
        except UnicodeError:
            continue
        if text != line:
            found.append((reading_bits(text), text, channel, name))
    if not found:
        return None
    found.sort()
    bits, text, channel, _ = found[0]
    if any(other != text and others - bits < _AHEAD for others, other, *_ in found[1:]):
        return None
    saved = reading_bits(line) - bits
    if saved < _LEAST_SAVED_BY_PART or "\ufffd" in text or not reads_ordinary(text):
        return None
    if max(text) < "\u0100" and sum(c > "\x7f" for c in text) > 0.5 * sum(
        c.isalpha() and c.isascii() for c in text
    ):
        return None  # Western words are mostly ASCII: these are Chinese characters that happen to be letters
    return Explanation(0, len(line), text, not _may_have_dropped(line, text), channel, saved)


def _may_have_dropped(line: str, text: str) -> bool:
    """Whether letters may be missing without a trace: one of two bytes is one character in GB2312, or none where its table ends."""
    if max(text) >= "\u0800":
        return False
    try:
        line.encode("gb2312")
    except UnicodeEncodeError:
        return False  # read with a larger table, which has all pairs
    return True


# --- Other charsets read as windows-1252 or latin-1 ---

_HIDDEN = (
    *("gb18030", "big5", "euc_jp", "cp932", "cp949", "cp1251", "koi8_r", "cp866", "iso8859_5", "mac_cyrillic", "cp1250"),
    *("iso8859_2", "cp1253", "iso8859_7", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "mac_roman", "cp437"),
)  # fmt: skip
_MULTIBYTE = frozenset(("gb18030", "big5", "euc_jp", "cp932", "cp949"))
# Those that have letters at the bytes that windows-1252 lacks.
_ALL_BYTES = frozenset(_HIDDEN) - {
    "gb18030",
    "big5",
    "cp949",
    "euc_jp",
    "iso8859_2",
    "iso8859_5",
    "iso8859_7",
    "cp1253",
    "cp1254",
    "cp1255",
    "cp874",
}
# Bits that reading in another charset has to save: at least, and for each character that becomes another.
_LEAST_SAVED_BY_CHARSET, _SAVED_A_CHARACTER = 24.0, 1.5
_MOST_USUAL = 3.0  # bits that GBK is ahead of the others by itself
# Those that have capitals or half of all characters where windows-1252 has nothing: without a C1 control bytes were dropped.
_NEEDS_CONTROLS = frozenset(("cp866", "mac_cyrillic", "mac_roman", "cp437", "cp932"))


_QUESTION_INSIDE = re.compile(r"\?\w")  # a byte that was lost


def _of_other_charsets(line: str) -> list[Explanation]:
    """The explanations of a line in windows-1252 by a charset that is not UTF-8; the best one, where it is far ahead."""
    found = _as_controls(line)
    for match in _LATIN_1.run.finditer(line):
        segment = match.group()
        if segment.isascii() or _is_marked(segment) or _QUESTION_INSIDE.search(segment):
            continue
        if reads_ordinary(segment, slack=0.0) or "ï¿½" in segment:
            continue
        as_it_is = reading_bits(segment)
        raw = bytes(map(_LATIN_1.by_character.__getitem__, segment))
        found += _of_bytes(segment, raw, as_it_is, match.start())
    return found


def _ahead_of(codec: str, shown: int) -> float:
    """Bits that a charset has to be ahead of any other, for a number of characters beyond ASCII."""
    return 2.0 + 0.25 * shown if codec in _MULTIBYTE else 5.0 + 0.25 * shown


def _has_stray_joiners(text: str) -> bool:
    """Whether a text has the invisible characters of Arabic and Hebrew script without a letter of them."""
    return bool(_JOINERS.search(text)) and not any("\u0590" <= character <= "\u06ff" for character in text)


def _is_no_chinese(text: str) -> bool:
    """Whether most Chinese characters of a text stand inside words of Latin letters."""
    ideographs = _IDEOGRAPH.findall(text)
    return 2 * len(_INSIDE_LATIN.findall(text)) > len(ideographs) > 0


_IDEOGRAPH = re.compile("[\u4e00-\u9fff\uac00-\ud7a3]")
_INSIDE_LATIN = re.compile("[a-z][\u4e00-\u9fff\uac00-\ud7a3]")
_KANA = re.compile("[\u3041-\u30ff]")
_MOST_KANA = 0.2  # of what is Chinese: Japanese has kana
_JOINERS = re.compile("[\u200c-\u200f]")
_CONTROL = re.compile("[\x80-\x9f]")
_SHOWN = {
    byte: bytes([byte]).decode("cp1252") for byte in range(0x80, 0xA0) if byte not in _LATIN_1.undefined
}


def _as_controls(line: str) -> list[Explanation]:
    """The explanation of C1 controls as the quotation marks and dashes of windows-1252, read as latin-1."""
    if not _CONTROL.search(line):
        return []
    text = line.translate(_SHOWN)
    saved = reading_bits(line) - reading_bits(text)
    if _CONTROL.search(text) or oddities(text) or not reads_ordinary(text, slack=0.0):
        return []
    try:
        raw = bytes(map(_LATIN_1.by_character.__getitem__, line))
    except KeyError:
        return []
    others = (_strictly(raw, codec) for codec in _HIDDEN)
    if any(
        other != text and reading_bits(other) < reading_bits(text) for other in others if other is not None
    ):
        return []
    return [Explanation(0, len(line), text, True, "windows-1252 as iso-8859-1", saved)]


def _of_bytes(segment: str, raw: bytes, as_it_is: float, start: int) -> list[Explanation]:
    readings: list[tuple[float, str, str]] = []
    for codec in _HIDDEN:
        text = _strictly(raw, codec)
        if text is not None and text != segment:
            readings.append((reading_bits(text) - (_MOST_USUAL if codec == "gb18030" else 0), text, codec))
    if not readings:
        return []
    readings.sort()
    bits, text, codec = readings[0]
    shown = [character for character in text if character > "\x7f"]
    saved = as_it_is - bits
    if saved < _LEAST_SAVED_BY_CHARSET + _SAVED_A_CHARACTER * len(shown) or not reads_ordinary(text):
        return []
    for others, other, rival in readings[1:]:
        if (
            other != text
            and others - bits < _ahead_of(codec, len(shown))
            and (rival in _MULTIBYTE or not oddities(other))
        ):
            return []
    has_controls = any("\x80" <= character <= "\x9f" for character in segment)
    if codec in _NEEDS_CONTROLS and not has_controls:
        return []
    if _is_no_chinese(text) if codec in _MULTIBYTE else oddities(text) or _has_stray_joiners(text):
        return []
    if codec in ("gb18030", "big5") and len(_KANA.findall(text)) > _MOST_KANA * len(shown):
        return []
    # Without one C1 control, bytes that windows-1252 lacks may have been dropped.
    certain = codec not in _ALL_BYTES or has_controls
    return [Explanation(start, start + len(segment), text, certain, f"{_name(codec)} as windows-1252", saved)]


def _strictly(raw: bytes, codec: str) -> str | None:
    try:
        return raw.decode(codec)
    except UnicodeDecodeError:
        return None
