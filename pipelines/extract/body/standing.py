"""Standing lines: what pages put around a body and between its paragraphs, told by the line alone.

The tables are in `newsmill.pipelines.extract.lexicon.standing`; beside them counts the credits' own
grammar. A standing line must be one as a whole: what begins like one and goes on as prose is text. Where a
line may be dropped, only near an end of the body or anywhere, is up to whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

from newsmill.pipelines.extract.fields.credits import has_credit_hint, parse_credit_line
from newsmill.pipelines.extract.lexicon.patterns import needed_words, prefilter
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS, ENDS_SENTENCE, MARKS_ANYWHERE
from newsmill.pipelines.extract.lexicon.standing import (
    ALSO,
    INSIDE,
    LABELS,
    NARRATIVE,
    PHRASES,
    STARTS,
    SURE,
    WHOLE,
    Standing,
)
from newsmill.pipelines.extract.lexicon.words import WordGroups
from newsmill.pipelines.extract.page.characters import width
from newsmill.pipelines.regex import lazy_regex

__all__ = ["standing_line_kind"]

# Signs and numbers at either end of a line.
_SIGNS = (
    " \t0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~¡¿«»‹›“”‘’„…·•●■□▪▶►▷▸◆◇○◎★☆▲△▼▽↑↓→←↗⇒✓✔※—–"
    "　、。，．；：？！（）［］｛｝【】〔〕〈〉《》「」『』〖〗｜／＞＜＋－＝＃＊・ー〜～"
)


def _folded(line: str) -> str:
    return line.casefold().strip(_SIGNS).replace("ı", "i")


_KIND_OF_PHRASE = {
    _folded(phrase): kind for kind, rows in PHRASES.items() for row in rows for phrase in row.split("|")
}
_LONGEST_PHRASE = max(map(len, _KIND_OF_PHRASE)) + 12
# `print(12345)` is a line of a program and no button.
_CALL = lazy_regex(r"[a-z_][\w.]*\(.*\)?;?$")
_OPENING_QUOTES = ("“", '"', "„", "«", "「", "『", "‘", "”")
# Every line that a row of `INSIDE` is found in has this.
_INSIDE_SIGN = prefilter(pattern for _, pattern, _, _ in INSIDE)


_Search = Callable[[str], "re.Match[str] | None"]


class _Asked(NamedTuple):
    kind: str
    asks: _Search
    longest: int


# The rows that say what a line begins with, those that say what it holds, and those of whole lines.
_FIRST_INSIDE, _FIRST_WHOLE = len(STARTS), len(STARTS) + len(INSIDE)
_ROWS: tuple[Standing, ...] = (*STARTS, *INSIDE, *WHOLE)
_PARTS = (1 << _FIRST_WHOLE) - 1
_LONGEST_INSIDE = max(row.longest for row in INSIDE)
_LONGEST_WHOLE = max(row.longest for row in WHOLE)
_LONGEST_LINE = max(row.longest for row in _ROWS)


@cache
def _words_of_rows() -> list[frozenset[str]]:
    return [needed_words(row.pattern) for row in _ROWS]


# A line is asked for a row only where it holds a word that the row cannot match without: most hold none.
_ROW_WORDS = WordGroups(_words_of_rows, ignore_case=True)


@cache
def _rows_without_words() -> int:
    return sum(1 << number for number, words in enumerate(_words_of_rows()) if not words)


@cache
def _asked(number: int) -> _Asked:
    row = _ROWS[number]
    if _FIRST_INSIDE <= number < _FIRST_WHOLE:
        return _Asked(row.kind, lazy_regex(row.pattern).search, row.longest)
    return _Asked(row.kind, lazy_regex(row.pattern, re.IGNORECASE).match, row.longest)


@lru_cache(maxsize=1024)
def _rows_of(numbers: int) -> tuple[_Asked, ...]:
    """The rows of some numbers, which are bits, in order."""
    return tuple(_asked(number) for number in range(len(_ROWS)) if numbers >> number & 1)


# A longer line is asked for credits only where it begins with a label of theirs.
_SHORT_LINE = 60
_EMPTY_EDITOR = lazy_regex(r"[（(\[【]?(?:(?:责任|責任)?[编編][辑輯]|责编)\s?[：:]")
_EMPTY_SOURCE = lazy_regex(r"[（(\[【]?(?:本文|文章)?[来來]源\s?[：:]")


def standing_line_kind(text: str, *, credits: bool = True, linked: bool = False) -> str | None:
    """What kind of standing line this is, or None for running text.

    `byline`, `editors`, `source` for a line that holds nothing but credits; else a kind of the tables:
    `original-title`, `disclaimer`, `comments`, `copyright`, `follow`, `counts`, `buttons`, `crumbs`,
    `related`, `contact`, `picture`, `tags`, `paging`, `correction`, `date`, `end`, `wall`.

    credits  False: no line of credits is looked for
    linked   most of the line is a link: it may end like a sentence and is no prose
    """
    length = len(text)
    if length > _LONGEST_LINE:
        return None
    if length <= _LONGEST_PHRASE and (phrase := _phrase_kind(text)):
        return phrase
    rows = _ROW_WORDS.of(text) | _rows_without_words()
    if rows & _PARTS and (kind := _kind_of_part(text, rows & _PARTS, linked=linked)):
        return kind
    if length <= _LONGEST_WHOLE and text[-1:] not in MARKS_ANYWHERE:
        for kind, asks, longest in _rows_of(rows & ~_PARTS):
            if length <= longest and asks(text):
                return kind
    if not credits or length > _LONGEST_CREDITS:
        return None
    return _kind_of_credits(text) if length <= _SHORT_LINE or has_credit_hint(text[:_SHORT_LINE]) else None


def _kind_of_part(text: str, rows: int, *, linked: bool) -> str | None:
    """The kind of a line that begins with, or holds, what one of some rows of the tables says."""
    length = len(text)
    if rows >= 1 << _FIRST_INSIDE and not (length <= _LONGEST_INSIDE and _INSIDE_SIGN.search(text)):
        rows &= (1 << _FIRST_INSIDE) - 1
    for kind, asks, longest in _rows_of(rows):
        if length <= longest and (found := asks(text)) and (linked or not _is_prose(text, found, kind)):
            return kind
    return None


def _phrase_kind(text: str) -> str | None:
    """The kind of a line that is one of `PHRASES` to the letter; what is quoted or called is none."""
    kind = _KIND_OF_PHRASE.get(_folded(text))
    return None if kind is None or text.startswith(_OPENING_QUOTES) or _CALL.match(text) else kind


# A line that ends a sentence and has less text than this (Latin characters) may be any button.
_PROSE = 20.0
_STORY = lazy_regex(NARRATIVE)
_SURE = {kind: lazy_regex(pattern, re.IGNORECASE) for kind, pattern in SURE.items()}
_ALSO = {kind: lazy_regex(pattern, re.IGNORECASE) for kind, pattern in ALSO.items()}


def _is_prose(text: str, found: re.Match[str], kind: str) -> bool:
    """Whether a line that a row of the tables is found in is prose all the same.

    It ends a sentence, and holds none of the words that such furniture has besides, or words that only a story has.
    """
    if not (text.endswith(ENDINGS) or ENDS_SENTENCE.search(text)):
        return False
    if width(text) < _PROSE:
        return False
    if kind in LABELS and (
        found.group().rstrip()[-1:] in ":：" or text[found.end() :].lstrip()[:1] in (":", "：")
    ):
        return False
    if kind in _SURE and _SURE[kind].search(text):
        return False
    return kind not in _ALSO or not _has_also(text, found, kind) or _STORY.search(text) is not None


# `Follow us` and its like are so long at most.
_OPENING = 10


def _has_also(text: str, found: re.Match[str], kind: str) -> bool:
    """Whether a line has one of the words of `ALSO`; `Follow us` at its start is no second sign beside itself."""
    start = found.end() if kind == "follow" and found.end() <= _OPENING else 0
    return _ALSO[kind].search(text, start) is not None


_LONGEST_CREDITS = 120


def _kind_of_credits(text: str) -> str | None:
    line = text.lstrip("■●▲◆□○*—-· ")
    if not has_credit_hint(line):
        return None
    credits = parse_credit_line(line)
    if credits.share < 0.5:
        return None
    if credits.editors or _EMPTY_EDITOR.match(text):
        return "editors"
    if credits.source or _EMPTY_SOURCE.match(text):
        return "source"
    return "byline" if credits.authors or credits.others else None
