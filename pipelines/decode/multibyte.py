"""Restore UTF-8 that was decoded in a multi-byte charset without losing a byte: `caf茅` is café read as GBK,
`caf챕` is café read as EUC-KR."""

from __future__ import annotations

from functools import lru_cache

from newsmill.pipelines.decode.languages import (
    letter_shares,
    may_lack,
    mixes_scripts,
    oddities,
    reading_bits,
    reads_ordinary,
    voices_of,
)
from newsmill.pipelines.decode.single_byte_tables import Explanation
from newsmill.pipelines.regex import lazy_regex

__all__ = ["READ_AS_MULTIBYTE", "explain_multibyte_line"]

# Codec, channel name, and a penalty in bits for how rarely text is misread in this charset.
READ_AS_MULTIBYTE = (
    ("gb18030", "utf-8 as gb18030", 0.0),
    ("cp932", "utf-8 as shift_jis", 2.0),
    ("cp949", "utf-8 as euc-kr", 2.0),
    ("big5", "utf-8 as big5", 2.0),
    ("euc_jp", "utf-8 as euc-jp", 6.0),
)
# A dot between letters that are not l, where only Catalan has one; or the Greek dot.
_DOT_INSIDE = lazy_regex("[a-km-zà-ÿ]·[a-zà-ÿ]|[a-zà-ÿ]·[a-km-zà-ÿ]|[a-zà-ÿ]\u0387|\u0387[a-zà-ÿ]")
# Software that drops bytes drops the pairs missing from the charset, or from the older GB2312.
_NARROWEST = {"gb18030": "gb2312"}

_PRIVATE = lazy_regex("([\uf780-\uf7ff])")
_QUESTION_INSIDE = lazy_regex(r"\?\w")  # a lost byte
_LEAST_SAVED, _AHEAD = 11.0, 12.0  # bits, against the unchanged line and against other charsets
_MOST_SHOWN = 0.5  # non-ASCII letters per ASCII letter in Western words
# After a full stop, a lowercase letter shows that a capital was dropped. A single consonant between words
# shows that a vowel was dropped, except in Slavic languages, which have such words.
_SMALL_AFTER_STOP = lazy_regex(r"(?:[^\W\d_]{4}|[\"'’”“«»)])[.!?…] [a-zß-öø-ÿ]")
_LONE_CONSONANT = lazy_regex(r"(?<=[^\W\d_] )[b-df-hj-np-tv-xz](?= [^\W\d_])")
# Where something was dropped between spaces, brackets or after an apostrophe: `similar  sua`, `jusqu' 7`.
_EMPTY_PLACE = lazy_regex(r"\S  \S|[(\[] |[^\W\d_]' [^\W_]")
# A sentence that begins with a small letter.
_SMALL_SENTENCE = lazy_regex(r"[a-zß-öø-ÿ][^\n]*[^.]\.\Z")
_WITH_LONE_CONSONANTS = frozenset(("cs", "sk", "pl", "sl", "sh", "bs"))


@lru_cache(maxsize=128)
def explain_multibyte_line(line: str) -> Explanation | None:
    """Explain a whole line as UTF-8 that was read in a multi-byte charset without losing a byte, or return
    None."""
    if "\ufffd" in line or _QUESTION_INSIDE.search(line) or "??" in line:
        return None
    found = []
    for codec, channel, rarity in READ_AS_MULTIBYTE:
        text = _as_utf8(line, codec)
        if text is not None and text != line:
            found.append((reading_bits(text) + rarity, text, channel, codec))
    if not found:
        return None
    bits, text, channel, codec = min(found)
    if any(other != text and others - bits < _AHEAD for others, other, *_ in found):
        return None
    saved = reading_bits(line) - bits
    if saved < _LEAST_SAVED or not _is_text(text):
        return None
    narrowest = _NARROWEST.get(codec, codec)
    is_whole = not _fits(line, narrowest)  # read with a larger table, which has every pair
    if not is_whole and (_may_lack_letters(text, narrowest) or _may_lack_marks(line, text, codec)):
        return None
    # Two-byte letters may have been dropped without a trace.
    certain = is_whole or min(character for character in text if character > "\x7f") >= "\u0800"
    return Explanation(0, len(line), text, certain, channel, saved)


def _as_utf8(line: str, codec: str) -> str | None:
    """Decode the bytes of a line in a charset as UTF-8; private-use characters stand for single bytes, beside others:
    by themselves, they are icons."""
    if _PRIVATE.sub("", line).isascii():
        return None
    pieces = _PRIVATE.split(line) if _PRIVATE.search(line) else [line]
    try:
        raw = b"".join(
            bytes([ord(piece) - 0xF700]) if at % 2 else piece.encode(codec) for at, piece in enumerate(pieces)
        )
        return raw.decode()
    except UnicodeError:
        return None


_AFTER_LATIN = "\u0250"
_PHONETIC = lazy_regex(
    "[\u0250-\u0252\u0255\u0258\u025a\u025c-\u0268\u026a-\u02b0]"
)  # no language writes them


def _is_text(text: str) -> bool:
    """Whether the result reads like text: the bytes of real Chinese may be valid UTF-8 by chance."""
    if "\ufffd" in text or _DOT_INSIDE.search(text) or not reads_ordinary(text) or mixes_scripts(text):
        return False
    if max(text) >= _AFTER_LATIN and not _PHONETIC.search(text):
        return True
    # Western words are mostly ASCII.
    shown = sum(character > "\x7f" for character in text)
    if _PHONETIC.search(text):
        return False
    return shown <= _MOST_SHOWN * sum(c.isalpha() and c.isascii() for c in text) and not oddities(text)


def _fits(line: str, codec: str) -> bool:
    """Whether a charset has all characters of a line."""
    try:
        line.encode(codec)
    except UnicodeEncodeError:
        return False
    return True


def _may_lack_letters(text: str, codec: str) -> bool:
    """Whether a charset may have dropped letters of a text, because it lacks their two bytes."""
    if _SMALL_AFTER_STOP.search(text) or _EMPTY_PLACE.search(text) or _SMALL_SENTENCE.match(text):
        return True
    if _LONE_CONSONANT.search(text) and voices_of(text)[0].language not in _WITH_LONE_CONSONANTS:
        return True
    if not any(_has_two_bytes(letter) for letter, _ in letter_shares(text)):
        return True  # of no known language
    shows_most = codec == _SHOWS_MOST
    if not shows_most and _lacks("’", codec) and _may_lack_elisions(text):
        return True
    near = 0.0 if shows_most else _NEAR
    return may_lack(text, lambda letter: _lacks(letter, codec), _has_two_bytes, near)


_NEAR = 0.6  # `languages.may_lack`
_SHOWS_MOST = "cp932"  # single bytes, too: a text that lost some usually contains marks of the loss

# Languages that join articles and prepositions to words by an apostrophe, and the ASCII letters of a text among which
# there is one in most texts.
_ELIDING = frozenset(("fr", "it"))
_LETTERS_BEFORE_ELISION = 60
_APOSTROPHE = lazy_regex("['’]")
_ASCII_LETTER = lazy_regex("[A-Za-z]")


def _may_lack_elisions(text: str) -> bool:
    """Whether a text is long enough that its apostrophes were probably dropped: `Supprimer lobjet`."""
    if _APOSTROPHE.search(text) or len(_ASCII_LETTER.findall(text)) < _LETTERS_BEFORE_ELISION:
        return False
    return voices_of(text)[0].language in _ELIDING


def _has_two_bytes(letter: str) -> bool:
    return "\x80" <= letter < "\u0800"


# Charsets that lack the bytes of quotation marks. Not GB2312, which software reads as GBK, and not EUC-KR, which is
# misread often enough, mostly by software that marks lost bytes.
_WITHOUT_QUOTES = ("big5", "euc_jp")
_SHORT = 20  # characters, among which a quotation mark is unlikely
_KEPT_QUOTE = lazy_regex("[\"'«»]")


def _may_lack_marks(line: str, text: str, codec: str) -> bool:
    """Whether a charset may have dropped quotation marks or apostrophes of a text: all their bytes at once, so that
    nothing shows it. One line in eight has some. A line with lost bytes that show, or with other quotes, lacks none.
    """
    if codec not in _WITHOUT_QUOTES or len(text) <= _SHORT:
        return False
    return not (_PRIVATE.search(line) or _KEPT_QUOTE.search(text))


@lru_cache(maxsize=2048)
def _lacks(letter: str, codec: str) -> bool:
    return "\ufffd" in letter.encode().decode(codec, "replace")
