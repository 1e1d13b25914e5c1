"""Decide a page's charset from the available evidence.

`EVIDENCE` lists the kinds of evidence in order of trust. Each is a function that returns a decoding or None,
and the first decoding wins. Declarations come after what the bytes prove: portals copy them from template to
template, and browsers guess, so a wrong one goes unnoticed.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import lru_cache
from typing import NamedTuple

import numpy as np

from newsmill.pipelines.decode import mixed_encodings as runs
from newsmill.pipelines.decode.charset_labels import Charset, by_name, resolve
from newsmill.pipelines.decode.escape_charsets import (
    escape_charset,
    nul_charset,
    read_iso_2022_cn,
    wide_charset,
)
from newsmill.pipelines.decode.languages import reading_bits
from newsmill.pipelines.decode.latin_words import is_latin
from newsmill.pipelines.decode.legacy_as_latin import is_in_words
from newsmill.pipelines.decode.plausibility import cost
from newsmill.pipelines.record import Span
from newsmill.pipelines.regex import lazy_regex

__all__ = ["EVIDENCE", "Evidence", "Hints", "Reading", "decide", "hints_of"]


class Hints(NamedTuple):
    """What is known about a page besides its bytes.

    labels         the declared charset labels, most trusted first
    text           the bytes decoded as UTF-8, or None if they are invalid
    first_invalid  index of the first byte that is not valid UTF-8, or -1
    has_nuls       whether the bytes contain a NUL
    """

    labels: tuple[str, ...]
    text: str | None
    first_invalid: int
    has_nuls: bool

    def charsets(self) -> list[Charset]:
        """The charsets the labels name; unknown labels are left out."""
        return [charset for label in self.labels if (charset := resolve(label)) is not None]


class Reading(NamedTuple):
    """A decoding: the text, the charset of most non-ASCII bytes, and the charset of each span of bytes."""

    text: str
    used: str
    spans: list[Span]


class Evidence(NamedTuple):
    """One row of `EVIDENCE`."""

    name: str
    ask: Callable[[bytes, Hints], Reading | None]
    why: str


# Maximum bits per character of plausible text in a multi-byte charset. Chinese news measures 7 to 8, rare
# names and poetry up to 10, any of these decoded in the wrong multi-byte charset 12 and more.
_LIKELY = 10.5
_SAMPLE = 1024
_FIRST_SAMPLE = 320  # bytes; enough if one reading is good and no other is close
_GOOD_BITS_A_BYTE, _CLEAR_BITS = 4.6, 1.0
_DECLARED_BONUS = 0.25
_BY_CHANCE = 12  # continuation bytes; with fewer, a page may be valid UTF-8 by chance


def hints_of(raw: bytes, labels: tuple[str, ...]) -> Hints:
    """The hints for a page that declares `labels`."""
    has_nuls = b"\0" in raw
    try:
        return Hints(labels, raw.decode(), -1, has_nuls)
    except UnicodeDecodeError as error:
        return Hints(labels, None, error.start, has_nuls)


def _whole(raw: bytes, charset: Charset) -> Reading:
    return Reading(runs.read(raw, charset), charset.name, [Span(0, len(raw), charset.name)])


_MARKS = (
    (b"\xef\xbb\xbf", "utf-8"),
    (b"\xff\xfe\0\0", "utf-32le"),  # before UTF-16, because it begins with the UTF-16 mark
    (b"\0\0\xfe\xff", "utf-32be"),
    (b"\xff\xfe", "utf-16le"),
    (b"\xfe\xff", "utf-16be"),
)
_ANY_MARK = tuple(mark for mark, _ in _MARKS)


def _by_mark(raw: bytes, hints: Hints) -> Reading | None:
    if not raw.startswith(_ANY_MARK):
        return None
    name = next(name for mark, name in _MARKS if raw.startswith(mark))
    charset = by_name(name)
    assert charset is not None
    if name == "utf-8" and hints.text is None:
        # A template saved with a mark around other content: the mark says nothing about the rest.
        reading = decide(raw[3:], hints_of(raw[3:], hints.labels), EVIDENCE[1:])
        shifted = [Span(span.start + 3, span.end + 3, span.charset) for span in reading.spans]
        return Reading(reading.text, reading.used, [Span(0, shifted[0].start, "utf-8"), *shifted])
    return Reading(runs.read(raw, charset).lstrip("\ufeff"), name, [Span(0, len(raw), name)])


def _by_nuls(raw: bytes, hints: Hints) -> Reading | None:
    if not hints.has_nuls:
        return None
    charset = by_name(nul_charset(raw) or "")
    return _whole(raw, charset) if charset else None


def _by_width(raw: bytes, hints: Hints) -> Reading | None:
    """UTF-16 or UTF-32 without a byte order mark and without NULs, as Chinese text can be."""
    declared = _wide_charsets(hints.labels)
    if not declared and _MARKUP.search(raw, 0, _HEAD):
        return None  # single bytes, as `wide_charset` would find: most pages are decided here
    charset = by_name(wide_charset(raw, declared) or "")
    return _whole(raw, charset) if charset else None


_MARKUP = lazy_regex(rb"<[A-Za-z!/?]")
_HEAD = 1024


@lru_cache(maxsize=256)
def _wide_charsets(labels: tuple[str, ...]) -> tuple[str, ...]:
    """The declared charsets of two or four bytes a character."""
    names = (charset.name for label in labels if (charset := resolve(label)) is not None)
    return tuple(name for name in names if name.startswith(("utf-16", "utf-32")))


def _by_escapes(raw: bytes, hints: Hints) -> Reading | None:
    if not raw.isascii() or (b"\x1b$" not in raw and b"~" not in raw):
        return None
    charset = escape_charset(raw, next(iter(hints.charsets()), None))
    if charset is None:
        return None
    if charset.name == "iso-2022-cn":
        return Reading(read_iso_2022_cn(raw), charset.name, [Span(0, len(raw), charset.name)])
    return _whole(raw, charset)


def _by_validity(raw: bytes, hints: Hints) -> Reading | None:
    text = hints.text
    if text is None:
        return None
    gained = len(raw) - len(text)
    if gained >= _BY_CHANCE:
        return Reading(text, "utf-8", [Span(0, len(raw), "utf-8")])
    charsets = hints.charsets()
    if gained == 0:
        name = next(
            (c.name for c in charsets if not c.name.startswith(("utf-16", "iso-2022", "hz"))), "utf-8"
        )
        return Reading(text, name, [Span(0, len(raw), name)])
    # A few bytes can be UTF-8 by chance ("联通" in GBK nearly is): prefer the declaration if it is likelier.
    for charset in charsets:
        own = _strictly(raw, charset)
        if charset.name != "utf-8" and own is not None and cost(own) < cost(text):
            return Reading(own, charset.name, [Span(0, len(raw), charset.name)])
    return Reading(text, "utf-8", [Span(0, len(raw), "utf-8")])


def _by_declaration(raw: bytes, hints: Hints) -> Reading | None:
    """A declared charset in which all bytes are valid and read as plausible text, with little or no UTF-8."""
    for charset in hints.charsets():
        if charset.name.startswith("utf-"):
            continue
        if not _likely(_around_the_first(raw, hints.first_invalid), charset):
            continue
        text = _strictly(raw, charset)
        if text is None:
            continue
        whole = Reading(text, charset.name, [Span(0, len(raw), charset.name)])
        if not _multibyte(charset):
            if _rather_multibyte(raw, charset) or _reads_better_in_another(raw, charset):
                continue
            return whole
        found = runs.runs_in_legacy(raw, charset)
        if not found:
            return whole
        if sum(end - start for start, end, _ in found) < len(raw) // 16:
            return Reading(*_mostly(raw, charset, found))
    return None


def _by_parts(raw: bytes, hints: Hints) -> Reading | None:
    """Mostly UTF-8, with runs in another charset or stray bytes."""
    valid = _valid_share(raw)
    if valid < 0.5 or (valid < _CLEARLY_UTF8 and _is_all_in_pairs(raw)):
        return None
    other = next((charset for charset in hints.charsets() if not charset.name.startswith("utf-")), None)
    found = runs.runs_in_utf8(raw, other)
    return Reading(*_mostly(raw, runs.UTF_8, found[1] if found is not None else []))


def _is_all_in_pairs(raw: bytes) -> bool:
    """Whether a page is valid in a multi-byte charset, and likelier than as UTF-8: kana in EUC-JP are half UTF-8."""
    alone = cost(raw[:_SAMPLED_PAIRS].decode("utf-8", "replace"))
    texts = (_strictly(raw, charset) for charset in _MULTIBYTE)
    return any(
        text is not None and cost(text[: len(raw[:_SAMPLED_PAIRS].decode(charset.codec, "ignore"))]) < alone
        for text, charset in zip(texts, _MULTIBYTE, strict=True)
    )


_CLEARLY_UTF8, _SAMPLED_PAIRS = 0.9, 4096  # share of the bytes; bytes


def _by_statistics(raw: bytes, hints: Hints) -> Reading | None:
    """The charset in which a sample of the page is likeliest, with embedded runs of UTF-8."""
    candidates = [charset for charset in hints.charsets() if not charset.name.startswith("utf-")]
    declared = len(candidates)
    rare = (_JOHAB,) if _is_hangul(raw) else ()
    candidates += [charset for charset in (*_MULTIBYTE, *rare) if charset not in candidates]
    at, least = _likeliest(raw, candidates, declared)
    winner = candidates[at]
    worst = _WORST_BITS_A_BYTE - (_DECLARED_BONUS if at < declared else 0)
    if at >= declared and _multibyte(winner) and _reads_better_in_one_byte(raw, winner):
        winner = _single_byte(raw)
    elif least > worst or not _multibyte(winner) or _is_rather_latin(raw, least):
        named = next(iter(candidates[:declared]), None)
        single = named if named is not None and not _multibyte(named) else None
        is_kept = single is not None and not _reads_better_in_another(raw, single)
        winner = single if single is not None and is_kept else _single_byte(raw)
    found = runs.runs_in_legacy(raw, winner) if _multibyte(winner) else []
    return Reading(*_mostly(raw, winner, found))


def _is_hangul(raw: bytes) -> bool:
    """Whether a sample read as Johab is nearly all Hangul. Johab uses almost every byte value, so validity
    proves nothing."""
    sample = _sample(raw, _FIRST_SAMPLE)
    shown = [character for character in sample.decode("johab", "replace") if character > "\x7f"]
    hangul = sum("\uac00" <= character <= "\ud7a3" for character in shown)
    return len(shown) >= _FEWEST and hangul >= _HANGUL_SHARE * len(shown)


_HANGUL_SHARE = 0.9


def _is_rather_latin(raw: bytes, least: float) -> bool:
    """Whether bytes that read badly in pairs, or are too few to judge, are accented letters inside words."""
    return (least > _GOOD_BITS_A_BYTE or len(_sample(raw, _FIRST_SAMPLE)) < _FEWEST) and is_latin(raw)


_FEWEST = 12  # minimum to tell Chinese (bytes) or Johab (characters) from a few accented letters


def _likeliest(raw: bytes, candidates: list[Charset], declared: int) -> tuple[int, float]:
    """Index and bits per byte of the likeliest candidate; the first `declared` candidates are declared."""
    for size in (_FIRST_SAMPLE, _SAMPLE):
        sample = runs.without_utf8(_sample(raw, size))
        # A declared charset wins if it is nearly the likeliest.
        bits = [
            _bits_a_byte(sample, charset) - (_DECLARED_BONUS if i < declared else 0)
            for i, charset in enumerate(candidates)
        ]
        least, second = sorted(bits)[:2]
        if least <= _GOOD_BITS_A_BYTE and second - least >= _CLEAR_BITS and len(sample) >= size // 2:
            break
    at = bits.index(least)
    japanese = candidates.index(_EUC_JP)
    is_chinese = candidates[at].codec in ("gb18030", "big5hkscs")
    if is_chinese and bits[japanese] - least <= _NEAR_JAPANESE and _has_kana(sample):
        return japanese, bits[japanese]
    return at, least


# GB2312 and EUC-JP have kana at the same bytes, but Chinese text hardly ever contains many. Big5 has frequent
# characters there.
_EUC_JP, _NEAR_JAPANESE, _KANA_SHARE = Charset("euc-jp", "euc_jp"), 0.35, 0.25


def _has_kana(sample: bytes) -> bool:
    text = sample.decode("euc_jp", "replace")
    kana = sum("\u3041" <= character <= "\u30ff" for character in text)
    return kana >= _KANA_SHARE * len(text) and "\ufffd" not in text[:-1]


EVIDENCE: tuple[Evidence, ...] = (
    Evidence(
        "mark",
        _by_mark,
        "A byte order mark is written by an encoder, never by a template; browsers trust it too.",
    ),
    Evidence(
        "nuls",
        _by_nuls,
        "NULs in every other byte are UTF-16, in every character UTF-32: no other charset of pages uses NUL at all.",
    ),
    Evidence(
        "width",
        _by_width,
        "Chinese in UTF-16 has no NULs. It is likely text in pairs of bytes, and nothing else is; a declaration "
        "counts if the pairs read better than the bytes.",
    ),
    Evidence(
        "escapes",
        _by_escapes,
        "HZ and ISO-2022 announce themselves; as ASCII or UTF-8 they would be valid and unreadable.",
    ),
    Evidence(
        "validity",
        _by_validity,
        "More than a few non-ASCII characters that are all valid UTF-8 are UTF-8: by chance that happens once in "
        "thousands of pages, while a wrong declaration is on one page in twenty.",
    ),
    Evidence(
        "declaration",
        _by_declaration,
        "HTTP before <meta> (a server that transcodes knows, the page does not), if all bytes are valid "
        "in it, read like "
        "text, and hold no UTF-8. One that the bytes contradict loses.",
    ),
    Evidence(
        "parts",
        _by_parts,
        "Where most non-ASCII bytes are UTF-8 characters the page is UTF-8 with something included; the "
        "invalid runs are "
        "read in the charset that makes text of them.",
    ),
    Evidence(
        "statistics",
        _by_statistics,
        "What is left says nothing true about itself: the likeliest reading wins, multi-byte charsets by "
        "the cost of their "
        "characters, single-byte ones by how their words read in their language, near ties by "
        "charset-normalizer; a declaration "
        "breaks near ties of all.",
    ),
)


def decide(raw: bytes, hints: Hints, table: tuple[Evidence, ...] = EVIDENCE) -> Reading:
    """Return the reading of the first evidence that has one; the last always has."""
    readings = (evidence.ask(raw, hints) for evidence in table)
    return next(reading for reading in readings if reading is not None)


_MULTIBYTE = (
    Charset("gb18030", "gb18030"),
    Charset("big5", "big5hkscs"),
    Charset("shift_jis", "cp932"),
    Charset("euc-jp", "euc_jp"),
    Charset("euc-kr", "cp949"),
)
_JOHAB = Charset("johab", "johab")  # used by old Korean texts, not by pages
_MULTIBYTE_CODECS = frozenset(charset.codec for charset in (*_MULTIBYTE, _JOHAB))
# Correct readings measure 3.2 to 4.6 bits per byte (two bytes per character); single-byte text read as
# multi-byte contains errors.
_WORST_BITS_A_BYTE = 6.0
_INVALID_COST = 40


def _multibyte(charset: Charset) -> bool:
    return charset.codec in _MULTIBYTE_CODECS


def _strictly(raw: bytes, charset: Charset) -> str | None:
    try:
        return raw.decode(charset.codec)
    except (UnicodeError, LookupError):
        return None


def _around_the_first(raw: bytes, place: int) -> bytes:
    """The bytes around the first that is not valid UTF-8, usually the title."""
    head = raw[max(0, place - 64) : place]
    return raw[place - (len(head) - len(head.rstrip(runs.HIGH))) : place + 64]


def _likely(sample: bytes, charset: Charset) -> bool:
    """Whether a sample of the page is plausible text in a charset; it may end inside a character."""
    text = sample.decode(charset.codec, "ignore")
    shown = [character for character in text if character > "\x7f"]
    return not shown or cost("".join(shown)) <= (_LIKELY if _multibyte(charset) else 14) * len(shown)


def _sample(raw: bytes, most: int) -> bytes:
    """Non-ASCII runs of the page, each with the byte after it, joined by spaces and cut at `most` bytes."""
    pieces, size = [], 0
    for match in runs.SAMPLE_RUN.finditer(raw):
        pieces.append(match.group())
        size += len(pieces[-1]) + 1
        if size >= most:
            break
    return b" ".join(pieces)[:most]


def _bits_a_byte(sample: bytes, charset: Charset) -> float:
    """Cost of a sample in bits per byte; each invalid sequence costs `_INVALID_COST` more."""
    text = sample.decode(charset.codec, "replace")
    bits = cost(text) + _INVALID_COST * text.count("\ufffd")
    if charset.codec == "cp932":
        bits -= _half_width_bits(text)
    return bits / max(1, len(sample))


def _half_width_bits(text: str) -> int:
    """What half-width kana cost too much in Japanese text. Elsewhere they are letters of another charset."""
    half, small = len(_HALF_WIDTH.findall(text)), len(_HIRAGANA.findall(text))
    return _HALF_WIDTH_TOO_MUCH * half if small and half <= _MOST_HALF_WIDTH * (len(text) - half) else 0


_HALF_WIDTH, _HIRAGANA = lazy_regex("[\uff61-\uff9f]"), lazy_regex("[\u3041-\u3096]")
_HALF_WIDTH_TOO_MUCH, _MOST_HALF_WIDTH = 14, 1.5


def _rather_multibyte(raw: bytes, charset: Charset) -> bool:
    """Whether a page that declares a single-byte charset (where every byte is valid) is really multi-byte."""
    if _valid_share(raw) > 0.5:
        return True
    if is_latin(raw):
        return False
    sample = runs.without_utf8(_sample(raw, _SAMPLE))
    mine = _bits_a_byte(sample, charset)
    return any(
        _bits_a_byte(sample, other) + 2 < mine
        and not is_in_words(_words_around_high_bytes(raw).decode(other.codec, "replace"))
        for other in _MULTIBYTE
    )


def _valid_share(raw: bytes) -> float:
    """The share of non-ASCII bytes that belong to valid UTF-8 characters."""
    high = int((np.frombuffer(raw, np.int8) < 0).sum())
    valid = len(raw.decode("utf-8", "ignore").encode()) - (len(raw) - high)
    return valid / max(1, high)


def _single_byte(raw: bytes) -> Charset:
    """The single-byte charset of a page: the one whose text costs least in its own best language.

    Near ties go to charset-normalizer, which compares character counts of whole alphabets.
    """
    sample = _words_around_high_bytes(raw)
    bits = {codec: _single_byte_bits(sample, codec) for codec in _SINGLE}
    codec = min(bits, key=bits.__getitem__)
    text = sample.decode(codec, "replace")
    rivals = [
        other
        for other in _SINGLE
        if bits[other] <= _AS_GOOD * bits[codec] and sample.decode(other, "replace") != text
    ]
    if rivals and sample:
        from charset_normalizer import from_bytes  # few pages need it

        best = from_bytes(sample, steps=1, chunk_size=len(sample), cp_isolation=[codec, *rivals]).best()
        codec = best.encoding if best is not None and best.encoding in bits else codec
    return _charset_of(codec)


def _charset_of(codec: str) -> Charset:
    return _NAMED.get(codec) or resolve(codec.replace("iso8859_", "iso-8859-").replace("_", "-")) or _WESTERN


def _single_byte_bits(sample: bytes, codec: str) -> float:
    """The cost in bits of words in a single-byte charset; more if they are few for the charset, or odd in it."""
    text = sample.decode(codec, "replace")
    bits = reading_bits(text) + _RARE_PAGES.get(codec, 0.0) + _MIDDLE_DOT * len(_DOT_INSIDE.findall(text))
    own = _OWN_LETTERS.get(codec)
    if own is not None and len(own.findall(text)) < len(_LATIN_LETTER.findall(text)):
        bits += _FEW_OWN
    return bits


# Bits that charsets of few pages have to save: they share most letters with a usual one.
_RARE_PAGES = {
    "iso8859_3": 6.0, "iso8859_4": 6.0, "iso8859_13": 1.0, "iso8859_15": 3.0, "koi8_u": 1.0,
    "mac_roman": 3.0, "mac_cyrillic": 1.0, "cp855": 1.0, "cp866": 1.0, "cp1258": 2.0,
}  # fmt: skip
# Only Catalan has a middle dot inside words, between two l.
_MIDDLE_DOT, _DOT_INSIDE = 9.0, lazy_regex(r"(?<=[^\W\d_])·(?=[^\W\d_])(?<!l·(?=l))")
# The letters that the charsets of other scripts are for. If most words with bytes beyond ASCII have none of them, the
# words are Latin, and the letters are their accented ones.
_FEW_OWN = 12.0
_LATIN_LETTER = lazy_regex("[a-zA-Z\xc0-\u024f]")
_CYRILLIC, _GREEK, _HEBREW, _ARABIC, _THAI = (
    lazy_regex(f"[{first}-{last}]")
    for first, last in ("\u0400\u04ff", "\u0370\u03ff", "\u0590\u05ff", "\u0600\u06ff", "\u0e00\u0e7f")
)
_OWN_LETTERS: dict[str, re.Pattern[str]] = {
    **dict.fromkeys(("cp1251", "koi8_r", "koi8_u", "iso8859_5", "cp866", "cp855", "mac_cyrillic"), _CYRILLIC),
    **dict.fromkeys(("cp1253", "iso8859_7"), _GREEK),
    **dict.fromkeys(("cp1255", "iso8859_8"), _HEBREW),
    **dict.fromkeys(("cp1256", "iso8859_6"), _ARABIC),
    "cp874": _THAI,
}


def _reads_better_in_another(raw: bytes, declared: Charset) -> bool:
    """Whether the words of a page read much better in another single-byte charset than in the declared one: templates
    and servers say latin-1 of everything."""
    # Most declarations are right, which a few words show.
    few = _words_around_high_bytes(raw, _FEW_WORDS)
    if len(few.decode(declared.codec, "replace")) != len(few):
        return False  # UTF-7 and similar
    if _cheapest(few, declared)[0] >= _single_byte_bits(few, declared.codec):
        return False
    sample = _words_around_high_bytes(raw)
    mine, (bits, codec) = _single_byte_bits(sample, declared.codec), _cheapest(sample, declared)
    if bits < _MUCH_BETTER * mine - _CLEAR_SAVING:
        return True
    # Hungarian differs from latin-1 in two letters of thirty.
    ours, theirs = (sample.decode(each, "replace") for each in (declared.codec, codec))
    changed = sum(one != other for one, other in zip(ours, theirs, strict=True))
    return bits < mine - max(_CLEAR_SAVING, _SAVED_A_LETTER * changed)


def _cheapest(sample: bytes, declared: Charset) -> tuple[float, str]:
    """The fewest bits of some words in another single-byte charset than the declared one, and its codec."""
    return min((_single_byte_bits(sample, codec), codec) for codec in _SINGLE if codec != declared.codec)


_CLEAR_SAVING, _SAVED_A_LETTER = 12.0, 4.0  # bits


def _words_around_high_bytes(raw: bytes, most: int = 1500) -> bytes:
    """About `most` bytes of words with non-ASCII bytes, long ones cut around the first such byte."""
    words, size, at = [], 0, 0
    text = _TAG.sub(b" ", raw[:_MOST_OF_PAGE])
    while size < most and (found := _HIGH_BYTE.search(text, at)):
        head = _WORD_END.match(text[max(at, found.start() - _WORD_BEFORE) : found.start()])
        start = found.start() - (len(head.group(1)) if head else 0)
        tail = _WORD_TAIL.match(text, found.start())
        at = tail.end() if tail else found.end()
        words.append(text[start:at])
        size += at - start + 1
    return b" ".join(words)


_TAG = lazy_regex(rb"<[^<>]{0,2000}>")
_HIGH_BYTE = lazy_regex(rb"[\x80-\xff]")
_WORD_END = lazy_regex(rb".*?([^\x00-\x20]*)\Z", re.DOTALL)
_WORD_TAIL = lazy_regex(rb"[^\x00-\x20]{1,300}")
_FEW_WORDS, _WORD_BEFORE, _MOST_OF_PAGE = 300, 30, 1 << 18
_WESTERN = Charset("windows-1252", "cp1252")
_AS_GOOD = 1.005  # times the bits of the best reading: a tie for the letter models
# Most common first: if several give the same text, the first wins.
_SINGLE = (
    "cp1252", "cp1251", "cp1250", "cp1253", "cp1254", "cp1255", "cp1256", "cp1257", "cp1258", "cp874", "koi8_r",
    "iso8859_2", "iso8859_5", "iso8859_6", "iso8859_7", "cp866", "cp855", "mac_roman", "mac_cyrillic", "koi8_u",
    "iso8859_15", "iso8859_13", "iso8859_4", "iso8859_3",
)  # fmt: skip
_NAMED = {
    "cp866": Charset("ibm866", "cp866"),
    "cp855": Charset("ibm855", "cp855"),
    "cp874": Charset("windows-874", "cp874"),
    "mac_roman": Charset("macintosh", "mac_roman"),
    "mac_cyrillic": Charset("x-mac-cyrillic", "mac_cyrillic"),
}


def _reads_better_in_one_byte(raw: bytes, winner: Charset) -> bool:
    """Whether some single-byte charset fits the words of a page better than a multi-byte one."""
    sample = _words_around_high_bytes(raw)
    text = sample.decode(winner.codec, "replace")
    if is_in_words(text):
        return True
    mine = reading_bits(text) - (_half_width_bits(text) if winner.codec == "cp932" else 0)
    return _single_byte_bits(sample, _single_byte(raw).codec) < _AS_GOOD_IN_ONE * mine


# Words of a single-byte charset cost at most as much as the same bytes in pairs; Chinese, Japanese and Korean read
# byte by byte cost twice as much.
_AS_GOOD_IN_ONE = 1.1
_MUCH_BETTER = 0.93


def _mostly(raw: bytes, base: Charset, found: list[runs.Run]) -> tuple[str, str, list[Span]]:
    """Decode run by run, and name the charset of most of the non-ASCII bytes."""
    text, spans = runs.decode_pieces(raw, base, found)
    if len(spans) == 1:
        return text, spans[0].charset, spans
    sizes: dict[str, int] = {}
    for span in spans:
        piece = np.frombuffer(raw, np.int8, span.end - span.start, span.start)
        sizes[span.charset] = sizes.get(span.charset, 0) + int((piece < 0).sum())
    used = max(sizes, key=lambda name: (sizes[name], name == base.name))
    return text, used, spans
