"""Facts that several rules for the kind of a page share: dates, links, teasers and entries of a list."""

from __future__ import annotations

import re
from bisect import bisect_left
from collections import Counter
from functools import cached_property
from itertools import accumulate
from typing import NamedTuple

import numpy as np

from newsmill.pipelines.extract.body.assembly import Body
from newsmill.pipelines.extract.body.excluded_structures import end_of_dated_text
from newsmill.pipelines.extract.body.feature_columns import Ints
from newsmill.pipelines.extract.body.features import Features
from newsmill.pipelines.extract.fields.dates import plain_dates
from newsmill.pipelines.extract.fields.person_names import is_person
from newsmill.pipelines.extract.kind.cards import Cards, cards_of
from newsmill.pipelines.extract.kind.entries import Row, entries_filled, is_below_grid, rows_of
from newsmill.pipelines.extract.kind.lines import SHORT_LINE, YEAR, is_as_wide_as, is_read_more
from newsmill.pipelines.extract.lexicon.comment_words import ANSWERS
from newsmill.pipelines.extract.lexicon.rows import pattern_of
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS, ends_sentence
from newsmill.pipelines.extract.page.blocks import Block, Document
from newsmill.pipelines.extract.page.character_classes import has_digit
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.regex import lazy_regex

__all__ = [
    "BLOG_ENTRIES",
    "BRIEF",
    "HEADLINE",
    "PARAGRAPH",
    "TOLD_CONFIDENCE",
    "TOLD_PARAGRAPHS",
    "TOLD_TEXT",
    "Facts",
    "ShortLines",
    "linked_lines",
    "teaser_lengths",
]

# Less text than this (Latin characters) counts as none.
BRIEF = 60


class Facts:
    """Facts that several rules need, each computed once and only on demand."""

    def __init__(self, document: Document, body: Body, metadata: Metadata) -> None:
        self.document, self.body, self.metadata = document, body, metadata
        self.confidence = body.confidence
        self.story = any("article" in kind or "posting" in kind for kind in metadata.types)

    @cached_property
    def title(self) -> int:
        """Index of the block that shows the headline, -1 if there is none."""
        return self.body.features.title if self.body.features is not None else -1

    @cached_property
    def is_dated(self) -> bool:
        """Whether a date with a year is near the headline, and is not that of the first entry of a list."""
        at = _date_near(self.document.blocks, self.title)
        if at < 0 or self.title < self.first_entry < at or _is_in(at, self.dated_row):
            return False
        between = self.document.blocks[max(self.title, 0) + 1 : at]
        return not any(block.heading for block in between) or len(self.read_on) <= BLOG_ENTRIES

    @cached_property
    def cards(self) -> Cards | None:
        """The boxes of one shape that hold most of the body."""
        features = self.body.features
        return cards_of(self.document, self.body, features.scale) if features is not None else None

    @cached_property
    def rows(self) -> list[Row]:
        """The rows of entries of the page."""
        features = self.body.features
        return rows_of(self.document, features, self.read_on) if features is not None else []

    @cached_property
    def body_before(self) -> list[int]:
        """The characters of the body before each block of the page, and in all of it."""
        sizes = [0] * (len(self.document.blocks) + 1)
        for block in self.body.blocks:
            sizes[block.index + 1] = len(block.text)
        return list(accumulate(sizes))

    @cached_property
    def filled(self) -> float:
        """The share of the entries of a row that the body is spread over; 0 if it is not in a row."""
        return entries_filled(
            self.document,
            self.body,
            self.rows,
            self.body_before,
            self.title,
            has_opening=self.has_opening,
        )

    @cached_property
    def is_below_grid(self) -> bool:
        """Whether a grid of linked things is between the headline and the body."""
        return is_below_grid(self.document, self.body, self.title)

    @cached_property
    def is_contents(self) -> bool:
        """Whether the body is a table of contents: titles and author names, almost no sentences."""
        lines = self.body.texts()
        if len(lines) < _CONTENTS or self.ended_share > 0.05:
            return False
        people = sum(len(line) < SHORT_LINE and all(map(is_person, _NAMES.split(line))) for line in lines)
        return 4 * people > len(lines)

    @cached_property
    def dated_lines(self) -> int:
        """The number of short lines with a year: each entry of a list has one."""
        return len(_LINE_WITH_YEAR.findall(self.short_lines.joined))

    @cached_property
    def dated_row(self) -> Row:
        """The first row below the headline of which most entries have a date; empty if there is none."""
        features, blocks = self.body.features, self.document.blocks
        if features is None:
            return []
        short = features.has_digits & (features.chars <= 2 * SHORT_LINE)
        short[: self.title + 1] = False
        years = [at for at in short.nonzero()[0].tolist() if YEAR.search(blocks[at].text)]
        if len(years) < _FEWEST_DATED:
            return []
        for row in self.rows:
            if row[0][0] <= self.title:
                continue
            dated = sum(bisect_left(years, first) < bisect_left(years, end) for first, end in row)
            if 3 * dated >= 2 * len(row):
                return row
        return []

    @cached_property
    def read_on(self) -> list[int]:
        """The places of the most common short link below or at the end of a paragraph: the `Read more` of
        each entry."""
        features, blocks = self.body.features, self.document.blocks
        if features is None:
            return []
        linked = (features.chars <= _READ_ON_LENGTH) & (10 * features.link_chars > 9 * features.chars)
        prose = np.concatenate((np.zeros(_BELOW, np.bool_), features.good > 0))
        linked &= prose[:-_BELOW] | prose[1 : 1 - _BELOW] | prose[2 : 2 - _BELOW]
        lines = [(at, blocks[at].text) for at in (linked & features.repeated).nonzero()[0].tolist()]
        inside = (features.link_chars > 0) & (features.link_chars <= _READ_ON_LENGTH)
        inside &= 2 * features.link_chars < features.chars
        tails = [
            (at, blocks[at].text[-blocks[at].link_chars :])
            for at in inside.nonzero()[0].tolist()
            if blocks[at].links == 1
        ]
        often = Counter(tail for _, tail in tails)
        reads_on = {tail for tail, times in often.items() if times >= BLOG_ENTRIES and is_read_more(tail)}
        lines += [(at, tail) for at, tail in tails if tail in reads_on]
        lines = [(at, tail) for at, tail in lines if not _ANSWERS.match(tail)]
        text = max(Counter(tail for _, tail in lines).items(), key=lambda item: item[1], default=("", 0))[0]
        return sorted(at for at, tail in lines if tail == text)

    @cached_property
    def first_entry(self) -> int:
        """Index of the first of several linked headlines below the title with a text of their own; -1 if
        there are only a few.
        """
        features = self.body.features
        if features is None:
            return -1
        title = max(self.title, 0)
        linked = linked_lines(features, _ENTRY_WIDTH, title + 1)
        if len(linked) < _FEWEST_ENTRIES:
            return -1
        told = linked[teaser_lengths(features, linked) > 0]
        return int(told[0]) if len(told) >= _FEWEST_ENTRIES else -1

    @cached_property
    def has_opening(self) -> bool:
        """Whether the headline is longer than a name, a date is beside it, and a paragraph of the body
        comes before the first linked headline: an article about other pages, not a list of them."""
        features, blocks = self.body.features, self.document.blocks
        if features is None or self.title < 0 or not self.is_dated:
            return False
        if not is_as_wide_as(blocks[self.title].text, HEADLINE):
            return False
        for block in self.body.blocks:
            if block.link_density > 0.8:
                return False
            if not block.heading and is_as_wide_as(block.text, PARAGRAPH):
                break
        else:
            return False
        return not any(
            _is_linked_headline(other) and other.heading for other in blocks[self.title + 1 : block.index]
        )

    @cached_property
    def shows_story(self) -> bool:
        """Whether the body is the text directly below a dated headline: a few sentences among many links."""
        features, blocks = self.body.features, self.body.blocks
        if features is None or not blocks or self.body.mass < BRIEF or not self.is_dated:
            return False
        return self.title < blocks[0].index and blocks[-1].index <= end_of_dated_text(self.document, features)

    @cached_property
    def teasers(self) -> float:
        """See `_teaser_share`; 0 on a page that declares a story or is clearly one."""
        if self.story or (self.confidence > 0.9 and len(self.body.blocks) <= 3 and self.is_dated):
            return 0.0
        share = _teaser_share(self.document, self.body)
        return 0.0 if share > 0.5 and self.has_opening else share

    @cached_property
    def ended_share(self) -> float:
        """See `_ended_share`."""
        return _ended_share(self.body)

    @cached_property
    def link_lines(self) -> int:
        """The number of lines that are a link."""
        features = self.body.features
        if features is None:
            return 0
        return int(np.count_nonzero((features.link_chars * 10 > 7 * features.chars) & (features.chars >= 9)))

    @cached_property
    def link_share(self) -> float:
        """The share of the page's text inside links."""
        features = self.body.features
        return (
            int(np.add.reduce(features.link_chars)) / max(features.total_chars, 1)
            if features is not None
            else 0.0
        )

    @cached_property
    def short_lines(self) -> ShortLines:
        """The blocks of `SHORT_LINE` characters or less."""
        features, blocks = self.body.features, self.document.blocks
        short = (features.chars <= SHORT_LINE).nonzero()[0].tolist() if features is not None else []
        lines = [blocks[at] for at in short]
        return ShortLines(lines, "\n".join([line.text for line in lines]))


# A table of contents has at least this many lines.
_CONTENTS = 10
# Two thirds of the entries of a row have a date, and a row has three at least.
_FEWEST_DATED = 2
_NAMES = lazy_regex(r"[;；、,，]\s*")
# The rest of a line from its first year on, so that each line counts once.
_LINE_WITH_YEAR = lazy_regex(r"(?:19|20)\d\d.*")

_ANSWERS = lazy_regex("(?:" + pattern_of(ANSWERS) + r")(?!\w)", re.IGNORECASE)


class ShortLines(NamedTuple):
    """Short lines, and their texts joined by newlines so that one search can rule out all of them."""

    blocks: list[Block]
    joined: str


# The minimum width of an article paragraph and of an article (Latin characters). Teasers are shorter.
PARAGRAPH, TOLD_TEXT = 120.0, 200.0
# The minimum width of a headline (a section name is shorter), and the minimum number of paragraphs below it.
HEADLINE, TOLD_PARAGRAPHS = 24.0, 2
# The body of an article is found with at least this confidence.
TOLD_CONFIDENCE = 0.6


# Linked headlines are entries of a list if there are this many, each of at least this width.
_FEWEST_ENTRIES, _ENTRY_WIDTH = 6, 20


# A list of stories in full or in part: this many headings, each with a date right below it, and as many times
# the same link (`Read more`) below a paragraph.
BLOG_ENTRIES, _READ_ON_LENGTH = 3, 40
# The link is at most this many lines below its text: a date and a place may come between.
_BELOW = 3


def linked_lines(features: Features, width: float, first: int) -> Ints:
    """The lines from `first` on that consist of a link of at least this width (Latin characters)."""
    chars, link_chars = features.chars[first:], features.link_chars[first:]
    is_linked = (chars * features.scale >= width) & (link_chars > 0.8 * chars) & ~features.hidden[first:]
    found: Ints = is_linked.nonzero()[0] + first
    return found


def teaser_lengths(features: Features, linked: Ints) -> Ints:
    """Length of the unlinked text within two blocks after each linked line, in characters, or 0."""
    chars = features.chars
    texts = np.zeros(len(chars) + 2, np.int64)
    np.multiply(chars, (2 * features.link_chars < chars) & (chars * features.scale >= 50), out=texts[:-2])
    return np.where(texts[linked + 1] > 0, texts[linked + 1], texts[linked + 2])


def _is_in(at: int, row: Row) -> bool:
    return any(first <= at < end for first, end in row)


def _date_near(blocks: list[Block], title: int) -> int:
    """Index of the block near the headline with a date and its year; -1 if there is none."""
    if title < 0:
        title = next((block.index for block in blocks if block.heading == 1), -1)
    if title < 0:
        return -1
    below = blocks[title + 1 : title + 9]
    # A date below a linked headline is that of another story.
    other = next((at for at, block in enumerate(below) if block.heading and block.link_density > 0.8), 9)
    near = (*blocks[max(0, title - 4) : title + 1], *below[:other])
    for block in near:
        if len(block.text) < 120 and any(date.stamp.year for date in plain_dates(block.text)):
            return -1 if _is_dated_entry(block) else block.index
    return -1


# `12.03.2024 The market has reopened after the repair`: a linked headline is at least this wide.
_LINKED_HEADLINE = 30.0


def _is_dated_entry(block: Block) -> bool:
    """Whether a line is a date and the linked headline of another story, and nothing else."""
    if not block.links or not is_as_wide_as(block.text[-block.link_chars :], _LINKED_HEADLINE):
        return False
    dates = plain_dates(block.text)
    return len(block.text) - block.link_chars <= dates[0].end - dates[0].start + 2


def _ended_share(body: Body) -> float:
    """The share of the body's paragraphs that end a sentence."""
    paragraphs = [block.text for block in body.blocks if not block.heading]
    ended = sum(map(_ends_sentence, paragraphs))
    return ended / len(paragraphs) if paragraphs else 0.0


# Thai and Lao write no full stops: there, a line longer than a heading is a sentence.
_WITHOUT_MARKS = lazy_regex(r"[\u0e01-\u0eff]{4}")


def _ends_sentence(text: str) -> bool:
    if ends_sentence(text):
        return True
    return len(text) > 2 * SHORT_LINE and _WITHOUT_MARKS.search(text) is not None


def _teaser_share(document: Document, body: Body) -> float:
    """The share of the body's paragraphs that are linked headlines, or that follow one which is a heading or
    in the same small box."""
    paragraphs = [block for block in body.blocks if not block.heading]
    if not paragraphs or body.features is None:
        return 0.0
    title = body.features.title
    under = 0
    for block in paragraphs:
        if len(block.text) >= 400:
            continue
        if block.links and block.index != title and (_is_linked_headline(block) or _is_entry(block)):
            under += 1
            continue
        box = document.containers[max(document.containers[block.container].parent, 0)]
        small = box.end - box.first <= 6
        before = document.blocks[max(0, block.index - 2) : block.index]
        under += any(
            (other.heading or (small and other.index >= box.first)) and _is_linked_headline(other)
            for other in before
            if other.links and other.index != title
        )
    return under / len(paragraphs) if len(paragraphs) > 3 or under == len(paragraphs) else 0.0


# `市图书馆新馆下月开馆 2019-04-11`: the date beside a linked headline.
_DATE_BESIDE = lazy_regex(
    r"[\[(（]?\s?(?:(?:19|20)?\d\d[-/.年]\s?)?\d{1,2}[-/.月]\s?\d{1,2}日?(?:\s?\d{1,2}:\d\d(?::\d\d)?)?\s?[\])）]?"
)


def _is_linked_headline(block: Block) -> bool:
    """Whether a line is a headline inside a link, apart from a date."""
    if not _is_headline(block):
        return False
    text = block.text
    if block.link_density <= 0.8 and len(text) < 160 and has_digit(text):
        text = _DATE_BESIDE.sub("", text).strip()
    return block.link_chars > 0.8 * len(text)


def _is_entry(block: Block) -> bool:
    """Whether a line is mostly link and not a sentence: `1 April: Bus routes to change (Jane Doe)`."""
    return block.link_density > 0.6 and len(block.text) < 160 and not block.text.endswith(ENDINGS)


def _is_headline(block: Block) -> bool:
    long = len(block.text) >= 9 or is_as_wide_as(block.text, 15.0)
    return long and not block.hidden and not block.text.startswith("http")
