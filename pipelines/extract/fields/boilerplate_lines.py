"""Boilerplate lines: what pages put around a body and between its paragraphs, recognised from the line alone.

The tables are in `newsmill.pipelines.extract.lexicon.boilerplate_lines`; credits have their own grammar. The whole
line must be a boilerplate line: one that begins like it and continues as prose is text. The caller decides where
a line may be dropped, only near an end of the body or anywhere.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache, lru_cache
from typing import NamedTuple

from newsmill.pipelines.extract.fields.credit_labels import has_credit_hint
from newsmill.pipelines.extract.fields.credits import parse_credit_line
from newsmill.pipelines.extract.fields.page_cache import remembered
from newsmill.pipelines.extract.lexicon.boilerplate_lines import (
    ALSO,
    INSIDE,
    LABELS,
    NARRATIVE,
    PHRASES,
    STARTS,
    SURE,
    WHOLE,
    Boilerplate,
)
from newsmill.pipelines.extract.lexicon.prefilters import needed_words, prefilter
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS, MARKS_ANYWHERE, ends_sentence
from newsmill.pipelines.extract.lexicon.word_search import WordGroups
from newsmill.pipelines.extract.page.character_classes import width
from newsmill.pipelines.regex import lazy_regex

__all__ = ["boilerplate_kind"]

# Punctuation, symbols and digits stripped from both ends of a line.
_PUNCTUATION = (
    " \t0123456789!\"#$%&'()*+,-./:;<=>?@[\\]^_`{|}~¡¿«»‹›“”‘’„…·•●■□▪▶►▷▸◆◇○◎★☆▲△▼▽↑↓→←↗⇒✓✔※—–"
    "　、。，．；：？！（）［］｛｝【】〔〕〈〉《》「」『』〖〗｜／＞＜＋－＝＃＊・ー〜～"
)


def _folded(line: str) -> str:
    return line.casefold().strip(_PUNCTUATION).replace("ı", "i")


_KIND_OF_PHRASE = {
    _folded(phrase): kind for kind, rows in PHRASES.items() for row in rows for phrase in row.split("|")
}
_LONGEST_PHRASE = max(map(len, _KIND_OF_PHRASE)) + 12
# `print(12345)` is a line of code, not a button.
_CALL = lazy_regex(r"[a-z_][\w.]*\(.*\)?;?$")
_OPENING_QUOTES = ("“", '"', "„", "«", "「", "『", "‘", "”")
# Prefilter: every line that matches a row of `INSIDE` matches this.
_INSIDE_PREFILTER = prefilter(pattern for _, pattern, _, _ in INSIDE)


_Search = Callable[[str], "re.Match[str] | None"]


class _Asked(NamedTuple):
    kind: str
    asks: _Search
    longest: int


# All rows in order: patterns for the start of a line, for its inside, and for the whole line.
_FIRST_INSIDE, _FIRST_WHOLE = len(STARTS), len(STARTS) + len(INSIDE)
_ROWS: tuple[Boilerplate, ...] = (*STARTS, *INSIDE, *WHOLE)
_PARTS = (1 << _FIRST_WHOLE) - 1
_LONGEST_INSIDE = max(row.longest for row in INSIDE)
_LONGEST_WHOLE = max(row.longest for row in WHOLE)
_LONGEST_LINE = max(row.longest for row in _ROWS)


@cache
def _words_of_rows() -> list[frozenset[str]]:
    return [needed_words(row.pattern) for row in _ROWS]


# Prefilter: a row is tried only on lines with a word that its pattern requires. Most lines have none.
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
    """The rows whose bits are set in `numbers`, in order."""
    return tuple(_asked(number) for number in range(len(_ROWS)) if numbers >> number & 1)


# A longer line is parsed for credits only if its beginning has a credit label.
_SHORT_LINE = 60
_EMPTY_EDITOR = lazy_regex(r"[（(\[【]?(?:(?:责任|責任)?[编編][辑輯]|责编)\s?[：:]")
_EMPTY_SOURCE = lazy_regex(r"[（(\[【]?(?:本文|文章)?[来來]源\s?[：:]")


@remembered
def boilerplate_kind(text: str, *, credits: bool = True, linked: bool = False) -> str | None:
    """The kind of boilerplate line, or None for running text.

    `byline`, `editors`, `source` for a line that consists of credits; else a kind from the tables:
    `original-title`, `disclaimer`, `comments`, `copyright`, `follow`, `counts`, `buttons`, `crumbs`,
    `related`, `contact`, `picture`, `tags`, `paging`, `correction`, `date`, `end`, `wall`.

    credits  if False, credits are not recognized
    linked   most of the line is a link: it is not prose even if it ends like a sentence
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
    """The kind of a line whose beginning or inside matches one of the given rows (bits of `rows`)."""
    length = len(text)
    if rows >= 1 << _FIRST_INSIDE and not (length <= _LONGEST_INSIDE and _INSIDE_PREFILTER.search(text)):
        rows &= (1 << _FIRST_INSIDE) - 1
    for kind, asks, longest in _rows_of(rows):
        if length <= longest and (found := asks(text)) and (linked or not _is_prose(text, found, kind)):
            return kind
    return None


def _phrase_kind(text: str) -> str | None:
    """The kind of a line that is exactly one of `PHRASES`; quotations and function calls do not count."""
    kind = _KIND_OF_PHRASE.get(_folded(text))
    return None if kind is None or text.startswith(_OPENING_QUOTES) or _CALL.match(text) else kind


# A line with less text than this (Latin characters) may be a button even if it ends like a sentence.
_PROSE = 20.0
_STORY = lazy_regex(NARRATIVE)
_SURE = {kind: lazy_regex(pattern, re.IGNORECASE) for kind, pattern in SURE.items()}
_ALSO = {kind: lazy_regex(pattern, re.IGNORECASE) for kind, pattern in ALSO.items()}


def _is_prose(text: str, found: re.Match[str], kind: str) -> bool:
    """Whether a line that matches a row of the tables is prose nevertheless.

    Prose ends a sentence, and has none of the other words typical of this kind, or has words found only in
    stories.
    """
    if not (text.endswith(ENDINGS) or ends_sentence(text)):
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


# The maximum length of `Follow us` and similar openings, in characters.
_OPENING = 10


def _has_also(text: str, found: re.Match[str], kind: str) -> bool:
    """Whether a line has one of the words of `ALSO`. `Follow us` at its start does not count as its own
    confirmation."""
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
