"""Detect readers' comments by structure, without relying on class names: similar boxes or rows below the
text, each with a name, a time of day and a text.

A log of events has times but no names, a list of stories has linked headlines, and a forum has no text above
its first post.
"""

from __future__ import annotations

import re
from collections import defaultdict
from typing import NamedTuple

from newsmill.pipelines.extract.body.features import Features
from newsmill.pipelines.extract.fields.boilerplate_lines import boilerplate_kind
from newsmill.pipelines.extract.fields.dates import plain_dates
from newsmill.pipelines.extract.lexicon.class_hints import Hint
from newsmill.pipelines.extract.lexicon.comment_words import ANSWER_BUTTONS
from newsmill.pipelines.extract.lexicon.rows import pattern_of
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS
from newsmill.pipelines.extract.page.blocks import Block, Container, Document
from newsmill.pipelines.regex import lazy_regex

__all__ = ["Remark", "remarks_of"]

# The maximum length of a line with date and time, and of a name, in characters.
_STAMP_LENGTH, _NAME = 70, 40
_TIME = lazy_regex(r"(?<![\d:.])\d{1,2}[:：]\d\d(?!\d)")
_DAY = lazy_regex(r"\d{1,4}\s?[-./年月]\s?\d{1,2}|(?:19|20)\d\d")
_FEWEST, _BY_NAMES = 2, 3
_PARAGRAPH = 60.0
# A linked line of at least this length is the headline of another story.
_HEADLINE, _LINKED = 25, 0.8
_NAMED = int(Hint.COMMENT)
_VOTES = lazy_regex(
    r"(?:[+\-−–▲▼👍👎]?\s?[(（]?\d{1,5}[)）]?\W*){1,3}|(?:"
    + pattern_of(ANSWER_BUTTONS)
    + r")\b.{0,30}|.{0,30}(?:回复|回覆|赞\s?[(（])",
    re.IGNORECASE,
)
_VOTE_LENGTH = 40


class Remark(NamedTuple):
    """A comment: `blocks[first:end]`."""

    first: int
    end: int


def remarks_of(document: Document, features: Features) -> list[Remark]:
    """The comments below an article, in reading order; empty for most pages. Linear in the page."""
    title = features.title
    if title < 0:
        return []
    stamps = [
        at
        for at in (
            (features.chars <= _STAMP_LENGTH) & features.has_digits & ~features.hidden & ~features.heading
        )
        .nonzero()[0]
        .tolist()
        if at > title and _is_stamp(document.blocks[at])
    ]
    if len(stamps) < _FEWEST:
        return []
    found: list[Remark] = []
    for group in _groups(document, stamps):
        if len(group) >= _FEWEST and (remarks := _read(document, features, group)):
            found += remarks
    return sorted(found)


def _is_stamp(block: Block) -> bool:
    text = block.text
    return (
        (":" in text or "：" in text)
        and _TIME.search(text) is not None
        and _DAY.search(text) is not None
        and not text.endswith(ENDINGS)
        and (block.link_density <= _LINKED or len(text) < _HEADLINE)
    )


def _groups(document: Document, stamps: list[int]) -> list[list[int]]:
    """Date lines grouped by tag, class and depth of their element."""
    boxes = document.containers
    groups: dict[tuple[str, str, int], list[int]] = defaultdict(list)
    for at in stamps:
        box = boxes[document.blocks[at].container]
        groups[
            document.blocks[at].tag, (box.element.get("class") or "").partition(" ")[0], _depth(boxes, box)
        ].append(at)
    return list(groups.values())


def _depth(boxes: list[Container], box: Container) -> int:
    depth = 0
    while box.parent >= 0:
        box, depth = boxes[box.parent], depth + 1
    return depth


def _read(document: Document, features: Features, stamps: list[int]) -> list[Remark]:
    """The comments with these date lines; empty if they are not comments."""
    around = _box_around(document, stamps)
    if around.first <= features.title or not _has_text_above(features, around):
        return []
    remarks = _units(document, around, stamps)
    if not all(_tells(document, remark) for remark in remarks):
        return []
    names = [_name(document, remark, at) for remark, at in zip(remarks, stamps, strict=True)]
    named, known = sum(map(bool, names)), len({*names} - {""})
    if 5 * named < 4 * len(names) or 2 * known < len(names):
        return []
    return remarks if known >= _BY_NAMES or _is_for_readers(document, around, remarks, known) else []


def _box_around(document: Document, stamps: list[int]) -> Container:
    """The smallest box that holds all the given blocks, which are in order."""
    boxes = document.containers
    around = boxes[document.blocks[stamps[0]].container]
    while around.parent >= 0 and not (around.first <= stamps[0] and stamps[-1] < around.end):
        around = boxes[around.parent]
    return around


def _is_for_readers(document: Document, around: Container, remarks: list[Remark], known: int) -> bool:
    """Whether a class, a heading, or vote and reply buttons mark these as comments."""
    blocks = document.blocks
    if around.chain & _NAMED or _is_announced(blocks, around.first):
        return True
    voted = sum(any(_is_vote(block) for block in blocks[remark.first : remark.end]) for remark in remarks)
    return known > 1 and 2 * voted >= len(remarks)


def _has_text_above(features: Features, around: Container) -> bool:
    return bool((features.good[features.title + 1 : around.first] >= _PARAGRAPH).any())


def _units(document: Document, around: Container, stamps: list[int]) -> list[Remark]:
    """The boxes that hold one date line each, or else the rows from one date line to the next."""
    boxes = document.containers
    items = []
    for at in stamps:
        item = boxes[document.blocks[at].container]
        while item.parent not in (around.index, -1):
            item = boxes[item.parent]
        items.append(item)
    if len({item.index for item in items}) == len(items) and all(item.end - item.first > 1 for item in items):
        return [Remark(item.first, item.end) for item in items]
    ends = [*stamps[1:], around.end]
    return [Remark(at, end) for at, end in zip(stamps, ends, strict=True)]


def _tells(document: Document, remark: Remark) -> bool:
    """Whether a comment has text and no link to another story."""
    its = document.blocks[remark.first : remark.end]
    if any(block.link_density > _LINKED and len(block.text) >= _HEADLINE for block in its):
        return False
    return any(
        not _is_stamp(block) and not _is_vote(block) and 2 * block.link_chars < len(block.text)
        for block in its
    )


def _name(document: Document, remark: Remark, stamp: int) -> str:
    """The author of a comment: the text before the date, else a short first line."""
    text = document.blocks[stamp].text
    dates = plain_dates(text)
    if dates and (beside := text[: dates[0].start].strip(" ,|·•-—–:（([")) and any(map(str.isalpha, beside)):
        return beside if len(beside) <= _NAME else ""
    first = document.blocks[remark.first]
    if first.index != stamp and len(first.text) <= _NAME and not first.text.endswith(ENDINGS):
        return first.text
    return ""


def _is_vote(block: Block) -> bool:
    """Whether a line holds the vote or reply buttons below a comment."""
    return len(block.text) <= _VOTE_LENGTH and _VOTES.fullmatch(block.text) is not None


def _is_announced(blocks: list[Block], first: int) -> bool:
    """Whether the line above, or the first line, is a heading for comments."""
    return any(
        boilerplate_kind(block.text, credits=False) == "comments"
        for block in blocks[max(first - 1, 0) : first + 1]
    )
