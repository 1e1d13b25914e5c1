"""The labels of a credit line (`记者`, `责任编辑`, `来源`, `By`, `Автор`), and where their values are in the line.

Word groups derived from the tables of labels and roles rule out most lines before any label is tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import cache
from typing import NamedTuple

from newsmill.pipelines.derived_cache import kept
from newsmill.pipelines.extract.fields.page_cache import remembered
from newsmill.pipelines.extract.fields.spaced_names import is_small
from newsmill.pipelines.extract.lexicon.labels import COLONS, LABELS, SUFFIXES, Label
from newsmill.pipelines.extract.lexicon.prefilters import alternatives, beginnings, first_characters
from newsmill.pipelines.extract.lexicon.word_search import WordGroups
from newsmill.pipelines.extract.page.character_classes import WIDE_CHARACTER
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "LABEL_HINT",
    "PUNCTUATION",
    "SUFFIX_HINT",
    "Segment",
    "end_of_value",
    "has_credit_hint",
    "has_editor_label",
    "hints_of",
    "is_hint",
    "is_label",
    "segments_of",
]

# The separator between a label and its value. Before a colon, any word counts as a label; with a space or
# nothing, names must follow.
_COLON = rf"\s*[{re.escape(COLONS)}]\s?"


def _by_first_character() -> dict[str, dict[int, list[str]]]:
    """For each first character, the alternatives of labels that start with it, by label number, in the
    table's order.
    """
    rows: dict[str, dict[int, list[str]]] = {}
    for number, label in enumerate(LABELS):
        for alternative in alternatives(label.pattern):
            for character in first_characters(alternative):
                # labels match whole words: `Photo` does not match in `Photographs`, which may be a label
                # itself
                whole = alternative if character > "\u2e80" else rf"(?:{alternative})(?!\w)"
                rows.setdefault(character, {}).setdefault(number, []).append(whole)
    return rows


_LABEL_ROWS = kept("labels by first character", "", _by_first_character, dict[str, dict[int, list[str]]])


@cache
def _labels_from(character: str) -> re.Pattern[str]:
    """The pattern of labels that start with a character. Compiled on demand: of hundreds, a run needs a few."""
    rows = _LABEL_ROWS[character].items()
    return lazy_regex("|".join(f"(?P<l{number}>{'|'.join(own)})" for number, own in rows))


# Where a label may start.
_LABEL_STARTS = WordGroups(lambda: [beginnings((label.pattern for label in LABELS), 4)], word_starts=True)
_AFTER_LABEL = lazy_regex(rf"(?P<colon>{_COLON})|\s+")
PUNCTUATION = str.maketrans(
    "：﹕︰（）【】［］〔〕〖〗「」『』／╱∕｜︱│　，；＝\u00a0",
    ":::()[][][][]()()///||| ,;= ",
    "\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069\u200b\ufeff",
)


# `By Jane Doe` starts a line or follows a bar or a date; `Silent Valley by Yang Li` is a caption.
_LATIN_START = lazy_regex(r"^$|[|(\[·•–—;,/]\s*$|(?:^|\|)[^|]{0,40}\d[^|]{0,12}$|[^\W\d_]{2}\s?;\s*$")


class Segment(NamedTuple):
    """A label and the position of its value in the line."""

    label: Label
    printed: str
    start: int
    value_at: int
    colon: bool


def has_credit_hint(text: str) -> bool:
    """Whether the text contains any word of the grammar."""
    return is_hint(hints_of(text))


def is_hint(hints: int) -> bool:
    """Whether the groups of words that a line contains allow a credit."""
    return hints & _FREE_HINT > 0 or hints & _COLON_HINT == _COLON_HINT


# What a credit line needs: a label that works without a colon, or a role after a name; or a colon and a
# label.
_HINTS = WordGroups(
    lambda: [
        beginnings(
            [label.pattern for label in LABELS if not label.colon] + [row.pattern for row in SUFFIXES]
        ),
        beginnings(label.pattern for label in LABELS),
        f"{COLONS}：／｜＝╱",
        beginnings(label.pattern for label in LABELS if label.field == "editor"),
        beginnings((label.pattern for label in LABELS), 4),
        beginnings(row.pattern for row in SUFFIXES),
    ],
    word_starts=True,
)
_FREE_HINT, _COLON_HINT, _EDITOR_HINT, LABEL_HINT, SUFFIX_HINT = 0b001, 0b110, 1 << 3, 1 << 4, 1 << 5


@remembered
def hints_of(text: str) -> int:
    """The groups of words of `_HINTS` that a text contains, one bit each."""
    return _HINTS.of(text)


def has_editor_label(text: str) -> bool:
    """Whether the text contains an editor's label."""
    return hints_of(text) & _EDITOR_HINT > 0


def is_label(text: str) -> bool:
    """Whether a line is only the label of an author, an editor or an outlet, with or without a colon."""
    bare = (text if text.isascii() else text.translate(PUNCTUATION)).strip(" :|")
    match = _labels_from(bare[0]).match(bare) if bare and bare[0] in _LABEL_ROWS else None
    return match is not None and match.end() == len(bare) and _label_of(match).field in _WITH_VALUE


def _label_of(match: re.Match[str]) -> Label:
    return LABELS[int((match.lastgroup or "l0")[1:])]


_WITH_VALUE = frozenset(("author", "editor", "source"))


def _labels(line: str) -> Iterator[re.Match[str]]:
    """Possible labels, left to right, without overlaps."""
    at = _LABEL_STARTS.find(line, 0)
    while at >= 0:
        match = _labels_from(line[at]).match(line, at)
        if match:
            yield match
        at = _LABEL_STARTS.find(line, max(at + 1, match.end()) if match else at + 1)


def segments_of(line: str) -> list[Segment]:
    """The labels of a line, left to right."""
    found = []
    for match in _labels(line):
        label = _label_of(match)
        after = _AFTER_LABEL.match(line, match.end())
        colon = after is not None and after["colon"] is not None
        before = line[match.start() - 1] if match.start() else " "
        wide = WIDE_CHARACTER.match(match.group()) is not None
        if label.colon and not colon:
            continue
        if not wide and (before.isalnum() or (after is None and match.end() < len(line))):
            continue
        small = is_small(match.group())
        if not wide and (small or not colon) and not _LATIN_START.search(line[: match.start()]):
            continue
        if wide and not colon and label.field in ("source", "ignore") and before not in " ([|,;":
            continue
        found.append(
            Segment(label, match.group().strip(), match.start(), after.end() if after else match.end(), colon)
        )
    return found


def end_of_value(line: str, segment: Segment, following: Segment) -> int:
    """Where the value of a segment ends: before the next label, and before an outlet attached to that label
    (`江城编辑`).
    """
    until = following.start
    if following.colon or not until or not WIDE_CHARACTER.match(line[until - 1]):
        return until
    space = max(line.rfind(mark, segment.value_at, until) for mark in " 、,;)")
    if space < 0:
        return segment.value_at if segment.colon else until
    return space
