"""Complete rows of similar boxes that are only partly in the body: numbered steps, paragraphs in a box each.

The networks see a short sentence in its own box in isolation. If its neighbours in the row are text, so is
it.
"""

from __future__ import annotations

import re
from collections import defaultdict

from newsmill.pipelines.extract.body.features import Features
from newsmill.pipelines.extract.fields.dates import plain_dates
from newsmill.pipelines.extract.lexicon.class_hints import Hint
from newsmill.pipelines.extract.lexicon.insertions import STEPS
from newsmill.pipelines.extract.lexicon.rows import pattern_of
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS
from newsmill.pipelines.extract.page.blocks import Container, Document
from newsmill.pipelines.regex import lazy_regex

__all__ = ["dated_entries", "missing_in_column", "numbered_steps"]

_STEP = lazy_regex("(?:(?:" + pattern_of(STEPS) + r")\s?)?(\d{1,2})\s?[.)．、步]?", re.IGNORECASE)
_STEP_LENGTH, _STEPS = 12, 3
# A block with a higher link density is not a sentence.
_LINKED = 0.3
# A column has at least this many boxes in the body, and they are at least this share of the blocks from the
# first of them to the last.
_COLUMN, _COLUMN_SHARE = 3, 0.5


def numbered_steps(document: Document, features: Features, inside: set[int]) -> list[int]:
    """The missing sentences of numbered steps in boxes, in order, if the steps contain body text or the next
    block after them is in the body.

    inside  indices of the body's blocks
    """
    boxes = document.containers
    found: list[int] = []
    for run in _runs_of_numbers(document, features):
        if len(run) < _STEPS:
            continue
        first, end = boxes[run[0]].first, boxes[run[-1]].end
        # Footnotes are numbered too, but no body text follows them.
        if end in inside or any(at in inside for at in range(first, end)):
            for item in run:
                found += _missing_sentences(document, features, boxes[item], inside)
    return found


def _runs_of_numbers(document: Document, features: Features) -> list[list[int]]:
    """Runs of boxes of one tag and parent that each hold a number (1, 2, 3 …) and something else."""
    blocks, boxes = document.blocks, document.containers
    runs: dict[tuple[int, str], list[int]] = defaultdict(list)
    for at in (
        ((features.chars <= _STEP_LENGTH) & features.has_digits & ~features.hidden).nonzero()[0].tolist()
    ):
        if (number := _STEP.fullmatch(blocks[at].text)) is None:
            continue
        item = boxes[blocks[at].container]
        while item.parent >= 0 and item.end - item.first < 2:
            item = boxes[item.parent]
        run = runs[item.parent, item.tag]
        if int(number[1]) == len(run) + 1 and item.index not in run[-1:]:
            run.append(item.index)
    return list(runs.values())


# An entry of a chronicle begins with a year, a day or a time of day, at most this long, and has at most so many lines.
_STAMP_LENGTH, _ENTRY_LINES, _ENTRIES = 24, 4, 3
_YEAR_OR_CLOCK = lazy_regex(
    r"(?:1\d|20)\d\d(?:\s?[-–—/]\s?\d{2,4})?\s?年?|\d{1,2}[:.]\d\d(?:\s?[ap]\.?m\.?)?|\d{1,3}\s?['’′]"
)
_OUTSIDE = int(Hint.COMMENT | Hint.FOOTER | Hint.NAVIGATION | Hint.RELATED | Hint.SIDEBAR | Hint.OVERLAY)


def dated_entries(document: Document, features: Features, inside: set[int]) -> list[int]:
    """The entries of a chronicle directly below or above body text: boxes side by side that each begin with a year,
    a day or a time and go on with sentences that are no links."""
    blocks, boxes = document.blocks, document.containers
    runs: dict[tuple[int, str, str], list[Container]] = defaultdict(list)
    short = (
        (features.chars <= _STAMP_LENGTH)
        & features.has_digits
        & ~features.hidden
        & (features.link_chars == 0)
    )
    for at in short.nonzero()[0].tolist():
        if at in inside or at <= features.title or not _is_stamp(blocks[at].text):
            continue
        item = boxes[blocks[at].container]
        while item.parent >= 0 and item.end - item.first < 2:
            item = boxes[item.parent]
        if (
            item.first == at
            and item.end - at <= _ENTRY_LINES
            and not item.chain & _OUTSIDE
            and item.tag != "tr"
        ):
            runs[item.parent, item.tag, item.element.get("class") or ""].append(item)
    found: list[int] = []
    for run in runs.values():
        if len(run) < _ENTRIES or not (run[0].first - 1 in inside or run[-1].end in inside):
            continue
        lines = [at for item in run for at in range(item.first, item.end) if not features.hidden[at]]
        told = sum(any(_is_sentence(document, features, at) for at in range(i.first, i.end)) for i in run)
        if told == len(run) and not any(blocks[at].links for at in lines):
            found += lines
    return found


def _is_stamp(text: str) -> bool:
    """Whether a short line is a year, a time of day, or a date."""
    if _YEAR_OR_CLOCK.fullmatch(text):
        return True
    dates = plain_dates(text)
    return bool(dates) and dates[-1].end - dates[0].start >= len(text) - 1


def missing_in_column(document: Document, features: Features, inside: set[int]) -> list[int]:
    """The missing sentences of columns (boxes of one tag and class with a paragraph each): those between two
    boxes in the body, directly before the first and directly after the last.
    """
    columns: dict[tuple[int, str, str], list[int]] = defaultdict(list)
    for at in sorted(inside):
        if (column := _column_of(document, at)) is not None:
            columns[column].append(at)
    found: list[int] = []
    for column, members in columns.items():
        first, last = members[0], members[-1]
        if len(members) < _COLUMN or len(members) < _COLUMN_SHARE * (last - first + 1):
            continue
        found += [
            at
            for at in range(max(first - 1, 0), min(last + 2, len(document.blocks)))
            if at not in inside
            and _column_of(document, at) == column
            and _is_sentence(document, features, at)
        ]
    return found


def _column_of(document: Document, at: int) -> tuple[int, str, str] | None:
    """Parent, tag and first class of the outermost box that holds only this block: the key of its column."""
    boxes = document.containers
    box = boxes[document.blocks[at].container]
    while box.parent >= 0 and boxes[box.parent].end - boxes[box.parent].first == 1:
        box = boxes[box.parent]
    if box.end - box.first > 1 or box.parent < 0 or box.tag in ("li", "td", "th", "p"):
        return None
    return box.parent, box.tag, (box.element.get("class") or "").partition(" ")[0]


def _missing_sentences(document: Document, features: Features, box: Container, inside: set[int]) -> list[int]:
    return [
        at for at in range(box.first, box.end) if at not in inside and _is_sentence(document, features, at)
    ]


def _is_sentence(document: Document, features: Features, at: int) -> bool:
    """Whether a block is a visible sentence with few links."""
    block = document.blocks[at]
    return (
        features.good[at] > 0
        and not block.hidden
        and block.link_density < _LINKED
        and block.text.endswith((*ENDINGS, "]"))
    )
