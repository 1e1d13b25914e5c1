"""Punctuation rules beyond neighbouring characters: which marks pair, which end a line, which sentences end
with a question mark.
"""

from __future__ import annotations

import math

from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "CLOSING_BITS",
    "CLOSING_OF",
    "COUNTING",
    "LONGEST_DATELINE",
    "NUMERALS",
    "OPENING_OF",
    "PAIRED",
    "SOON",
    "UNCLOSED_BITS",
    "UNPAIRED_BITS",
    "closes",
    "counting_bits",
    "last_mark_bits",
    "paired",
]

OPENING_OF = dict(zip("”’）》】〕〉」』", "“‘（《【〔〈「『", strict=True))
CLOSING_OF = {opening: closing for closing, opening in OPENING_OF.items()}
_OPENING = frozenset(OPENING_OF.values())
PAIRED = _OPENING | OPENING_OF.keys()  # the marks that come in pairs

# Bits of a mark that opens twice or closes what is not open, and of one left open: fewer, as the stretch may
# end before the closing one.
UNPAIRED_BITS = 7.0
UNCLOSED_BITS = 8.0
# Maximum bits of a closing mark soon after the opening one: the preceding characters do not predict it.
CLOSING_BITS = 5.5
SOON = 30  # characters

_LAST_BITS = {
    **dict.fromkeys("。", 0.0),
    **dict.fromkeys("！？：；…”’）》】〕」』", 1.0),
    **dict.fromkeys("，、", 6.0),
    **dict.fromkeys("“‘（《【〔「『—·", 8.0),
}
# A sentence with one of these characters is probably a question.
_ASKING = frozenset("吗嗎呢么麼谁誰哪啥何怎几幾")
_ASKING_BITS = 3.5
_SENTENCE_END = lazy_regex("[。？！；]")


def paired(open_marks: str, character: str) -> tuple[str, float]:
    """Update the open marks for a character, and return them with the bits of a mark that does not pair."""
    if character in _OPENING:
        return (open_marks, UNPAIRED_BITS) if character in open_marks else (open_marks + character, 0.0)
    opening = OPENING_OF.get(character)
    if opening is None:
        return open_marks, 0.0
    return (open_marks.replace(opening, ""), 0.0) if opening in open_marks else (open_marks, UNPAIRED_BITS)


def closes(text: str, character: str) -> bool:
    """Whether a character closes a mark opened shortly before the end of `text`."""
    opening, recent = OPENING_OF.get(character), text[-SOON:]
    return opening is not None and recent.rfind(opening) > recent.rfind(character)


NUMERALS = "〇零一二三四五六七八九十百千"
_ORDINAL = lazy_regex(rf"第[{NUMERALS}\d]{{1,7}}\Z")
_ITEM = lazy_regex(rf"[{NUMERALS}]{{1,3}}\Z")
# Cost in bits of what an ordinal counts: 第四十六条, 第三届.
_COUNTED = {**dict.fromkeys("条條章", 2.5), **dict.fromkeys("届屆次名位个個期季集轮輪批项項款节節", 4.5)}
_ITEM_BITS = 1.5
# A report begins with its source and its means of transmission: 本报讯, 新浪体育讯, 新华社北京3月2日电.
_DATELINE = lazy_regex(r"[报報网網社育乐樂经經](?:记者.{2,8})?\Z|\d日\Z")
_CAME_BY, _CAME_BY_BITS = "讯訊电電", 3.0
LONGEST_DATELINE = 24  # characters
COUNTING = frozenset([*_COUNTED, *_CAME_BY, "、"])


def counting_bits(text: str, character: str) -> float:
    """Maximum bits of a character of `COUNTING` after an ordinal, after the number of a list's item that begins the
    text, or in a dateline; infinite elsewhere."""
    if character in _CAME_BY:
        is_dateline = len(text) <= LONGEST_DATELINE and _DATELINE.search(text) is not None
        return _CAME_BY_BITS if is_dateline else math.inf
    if character == "、":
        return _ITEM_BITS if len(text) <= 3 and _ITEM.match(text) else math.inf
    # An ordinal ends with a numeral, and has at most eight characters.
    return _COUNTED[character] if _ORDINAL.search(text, len(text) - 8) else math.inf


def last_mark_bits(text: str) -> float | None:
    """Bits of a line to end with the text's last mark: rarely a comma, often a full stop. None if it is not a
    mark.
    """
    last = text[-1:]
    bits = _LAST_BITS.get(last)
    if last == "？" and bits is not None and not _ASKING.isdisjoint(_SENTENCE_END.split(text[:-1])[-1]):
        return bits - _ASKING_BITS
    return bits
