"""Standing lines: what pages put around a body and between its paragraphs, told by the line alone.

The tables are in `newsmill.pipelines.extract.lexicon.standing`; beside them counts the credits' own
grammar. A standing line must be one as a whole: what begins like one and goes on as prose is text. Where a
line may be dropped, only near an end of the body or anywhere, is up to whoever asks.
"""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache
from typing import NamedTuple

from newsmill.pipelines.extract.fields.credits import has_credit_hint, parse_credit_line
from newsmill.pipelines.extract.lexicon.patterns import openings, prefilter
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS, ENDS_SENTENCE, MARKS_ANYWHERE
from newsmill.pipelines.extract.lexicon.standing import (
    ALSO,
    INSIDE,
    LABELS,
    LINE_START,
    NARRATIVE,
    PHRASES,
    STARTS,
    SURE,
    WHOLE,
)
from newsmill.pipelines.extract.page.characters import WIDE_WEIGHT
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


def _at_start(pattern: re.Pattern[str]) -> _Search:
    """`pattern.match`, without asking for the method, which would compile the pattern."""
    return lambda text: pattern.match(text)


def _anywhere(pattern: re.Pattern[str]) -> _Search:
    return lambda text: pattern.search(text)


def _by_first_character() -> tuple[dict[str, list[_Asked]], list[_Asked]]:
    """The rows of `STARTS` by the characters that may follow the marks at the start of their lines, and
    those that any may follow, in order."""
    rows: dict[str, list[_Asked]] = {}
    open_to_all: list[_Asked] = []
    firsts = [openings(pattern.removeprefix(LINE_START), 1) for _, pattern, _, _ in STARTS]
    for character in {each.lower() for own in firsts for each in own if each}:
        rows[character] = []
    for (kind, pattern, longest, _), own in zip(STARTS, firsts, strict=True):
        asked = _Asked(kind, _at_start(lazy_regex(pattern, re.IGNORECASE)), longest)
        anything = not pattern.startswith(LINE_START) or "" in own
        lowered = {each.lower() for each in own}
        for character, its in rows.items():
            if anything or character in lowered:
                its.append(asked)
        if anything:
            open_to_all.append(asked)
    return rows, open_to_all


# Most lines begin with a character that no row begins with.
_STARTS_BY_CHARACTER, _OPEN_TO_ALL = _by_first_character()
_MARKS = " \t\n\x0b\x0c\r\x1c\x1d\x1e\x1f\x85\xa0\u3000（([【〔*●■▲◆※#—-–·•|>《"
_ANYWHERE: list[_Asked] = [
    _Asked(kind, _anywhere(lazy_regex(pattern)), longest) for kind, pattern, longest, _ in INSIDE
]
_LONGEST_INSIDE = max(longest for _, _, longest in _ANYWHERE)
_LONGEST_WHOLE = max(longest for _, _, longest, _ in WHOLE)
_LONGEST_LINE = max(_LONGEST_INSIDE, _LONGEST_WHOLE, *(longest for _, _, longest, _ in STARTS))


def _any_of(patterns: list[str]) -> re.Pattern[str]:
    """A pattern for all of them, which reads the marks that lines begin with once."""
    marked = [pattern.removeprefix(LINE_START) for pattern in patterns if pattern.startswith(LINE_START)]
    others = [pattern for pattern in patterns if not pattern.startswith(LINE_START)]
    return lazy_regex("|".join([f"{LINE_START}(?:{'|'.join(marked)})", *others]), re.IGNORECASE)


# Most lines are none of `WHOLE`, which one question to all its rows tells in half the time of a question to each.
_ANY_WHOLE = _any_of([pattern for _, pattern, _, _ in WHOLE])


@cache
def _rows_of_whole() -> list[_Asked]:
    """The rows of `WHOLE`, compiled when a line is one of them."""
    return [
        _Asked(kind, _at_start(lazy_regex(pattern, re.IGNORECASE)), longest)
        for kind, pattern, longest, _ in WHOLE
    ]


# A longer line is asked for credits only where it begins with a label of theirs.
_SHORT_LINE = 60
_EMPTY_EDITOR = lazy_regex(r"[（(\[【]?(?:(?:责任|責任)?[编編][辑輯]|责编)\s?[：:]")
_EMPTY_SOURCE = lazy_regex(r"[（(\[【]?(?:本文|文章)?[来來]源\s?[：:]")


def standing_line_kind(text: str, *, credits: bool = True, linked: bool = False) -> str | None:
    """What kind of standing line this is, or None for running text.

    `byline`, `editors`, `source` for a line that holds nothing but credits; else a kind of the tables:
    `original-title`, `disclaimer`, `comments`, `copyright`, `follow`, `counts`, `buttons`, `crumbs`,
    `related`, `contact`, `picture`, `tags`, `paging`, `correction`, `date`, `end`.

    credits  False: no line of credits is looked for
    linked   most of the line is a link: it may end like a sentence and is no prose
    """
    length = len(text)
    if length > _LONGEST_LINE:
        return None
    if length <= _LONGEST_PHRASE and (phrase := _phrase_kind(text)):
        return phrase
    if kind := _kind_of_part(text, linked=linked):
        return kind
    if length <= _LONGEST_WHOLE and text[-1:] not in MARKS_ANYWHERE and _ANY_WHOLE.match(text):
        for kind, asks, longest in _rows_of_whole():
            if length <= longest and asks(text):
                return kind
    if not credits or length > _LONGEST_CREDITS:
        return None
    return _kind_of_credits(text) if length <= _SHORT_LINE or has_credit_hint(text[:_SHORT_LINE]) else None


def _kind_of_part(text: str, *, linked: bool) -> str | None:
    """The kind of a line that begins with, or holds, what a row of the tables says."""
    length = len(text)
    rows = _STARTS_BY_CHARACTER.get(text.lstrip(_MARKS)[:1].lower(), _OPEN_TO_ALL)
    if length <= _LONGEST_INSIDE and _INSIDE_SIGN.search(text):
        rows = [*rows, *_ANYWHERE]
    for kind, asks, longest in rows:
        if length <= longest and (found := asks(text)) and (linked or not _is_prose(text, found, kind)):
            return kind
    return None


def _phrase_kind(text: str) -> str | None:
    """The kind of a line that is one of `PHRASES` to the letter; what is quoted or called is none."""
    if text.startswith(_OPENING_QUOTES) or _CALL.match(text):
        return None
    return _KIND_OF_PHRASE.get(_folded(text))


# A line that ends a sentence and has less text than this (Latin characters) may be any button.
_PROSE = 20.0
_WIDE = lazy_regex(r"[\u3040-\u9fff\uac00-\ud7af]")
_STORY = lazy_regex(NARRATIVE)
_SURE = {kind: lazy_regex(pattern, re.IGNORECASE) for kind, pattern in SURE.items()}
_ALSO = {kind: lazy_regex(pattern, re.IGNORECASE) for kind, pattern in ALSO.items()}


def _is_prose(text: str, found: re.Match[str], kind: str) -> bool:
    """Whether a line that a row of the tables is found in is prose all the same.

    It ends a sentence, and holds none of the words that such furniture has besides, or words that only a story has.
    """
    if not (text.endswith(ENDINGS) or ENDS_SENTENCE.search(text)):
        return False
    if len(text) + (WIDE_WEIGHT - 1) * len(_WIDE.findall(text)) < _PROSE:
        return False
    if kind in LABELS and (
        found.group().rstrip()[-1:] in ":：" or text[found.end() :].lstrip()[:1] in (":", "：")
    ):
        return False
    if kind in _SURE and _SURE[kind].search(text):
        return False
    return kind not in _ALSO or not _ALSO[kind].search(text) or _STORY.search(text) is not None


_LONGEST_CREDITS = 120


def _kind_of_credits(text: str) -> str | None:
    credits = parse_credit_line(text.lstrip("■●▲◆□○*—-· "))
    if credits.share < 0.5:
        return None
    if credits.editors or _EMPTY_EDITOR.match(text):
        return "editors"
    if credits.source or _EMPTY_SOURCE.match(text):
        return "source"
    return "byline" if credits.authors or credits.others else None
