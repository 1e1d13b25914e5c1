"""The standfirst: the summary paragraph set apart between headline and text.

It is recognised by element, place and form, never by its words. A first paragraph in line with the others
belongs to the body, however well it summarises.
"""

from __future__ import annotations

from collections.abc import Callable, Container, Sequence
from functools import cache
from typing import NamedTuple

from newsmill.pipelines.extract.fields.boilerplate_lines import boilerplate_kind
from newsmill.pipelines.extract.fields.credits import parse_credit_line
from newsmill.pipelines.extract.fields.dates import plain_dates
from newsmill.pipelines.extract.fields.title import fold
from newsmill.pipelines.extract.lexicon.class_hints import Hint, hints_of
from newsmill.pipelines.extract.lexicon.prefilters import needed_words
from newsmill.pipelines.extract.lexicon.rows import pattern_of
from newsmill.pipelines.extract.lexicon.sentence_ends import ends_sentence
from newsmill.pipelines.extract.lexicon.standfirsts import NOTICES, SUMMARY_LABELS
from newsmill.pipelines.extract.lexicon.word_search import WordGroups
from newsmill.pipelines.extract.page.blocks import Block, Document
from newsmill.pipelines.extract.page.blocks import Container as Box
from newsmill.pipelines.extract.page.character_classes import WIDE_CHARACTER, width
from newsmill.pipelines.regex import lazy_regex

__all__ = ["Lead", "find_lead", "reads_as_lead"]


class Lead(NamedTuple):
    """The standfirst, the blocks it was read from, and the rule that found it."""

    text: str | None
    at: tuple[int, ...] = ()
    rule: str = "none"


# How far below the headline it may be, and how many blocks it may have.
_REACH, _MOST_BLOCKS = 14, 3
# Latin characters: below the first it must be named or tagged as one; a wide character counts for two and a half.
_SHORT, _SHORTEST, _LONGEST = 45.0, 20.0, 900.0
_LEAST_WORDS = 4
_NOT_LEAD = int(
    Hint.NAVIGATION | Hint.FOOTER | Hint.SIDEBAR | Hint.RELATED | Hint.COMMENT | Hint.ADVERT | Hint.OVERLAY
    | Hint.ABOUT | Hint.LEGEND | Hint.FIGURE | Hint.SIGNUP | Hint.DISCLAIMER | Hint.TAGS
)  # fmt: skip
# A sentence in a heading is not a caption, whatever surrounds it.
_OF_PICTURES = int(Hint.LEGEND | Hint.FIGURE)
_SUMMARY = int(Hint.SUMMARY)
_NOT_LEAD_TAGS = frozenset(
    ("button", "label", "figcaption", "caption", "legend", "option", "address", "time", "li", "pre")
)
# Prefilter: a row is tried only on a line with a word that its pattern requires; rows without such a word always.
_NOTICE_WORDS = WordGroups(lambda: [needed_words(row.pattern) for row, _ in NOTICES], ignore_case=True)


@cache
def _notices_without_words() -> int:
    return sum(1 << number for number, (row, _) in enumerate(NOTICES) if not needed_words(row.pattern))


def _holds_notice(text: str) -> bool:
    """Whether a row of `NOTICES` matches."""
    rows = _NOTICE_WORDS.of(text) | _notices_without_words()
    return any(rows >> number & 1 and row.search(text) for number, (row, _) in enumerate(NOTICES))


_CASED = lazy_regex(r"[^\W\d_]")
_DASHES = ("——", "—", "--")


def reads_as_lead(text: str) -> bool:
    """Whether a line under the headline summarises the story instead of adding to the headline: it is long,
    or a whole sentence.
    """
    if text.startswith(_DASHES):
        return False
    if WIDE_CHARACTER.search(text):
        return width(text) >= 60 and ends_sentence(text)
    return width(text) >= 50 or (width(text) >= 35 and ends_sentence(text))


def find_lead(
    document: Document,
    body: Sequence[int],
    title: tuple[int, int],
    taken: Container[int],
    description: str | None = None,
) -> Lead:
    """The standfirst of a page.

    body         indices of the body's blocks, in order
    title        first and last block of the headline
    taken        blocks that other fields were read from
    description  the summary that the page declares, which distinguishes a standfirst from other lines
    """
    if title[0] < 0 or len(body) < 2 or body[0] <= title[1]:
        return Lead(None)
    prose = [body[0], *(at for at in body[1:] if at not in taken)]  # without a date that seems to be text
    place = _Place(document, prose if len(prose) > 1 else body, title, taken, fold(description or "")[:_SAME])
    between = range(title[1] + 1, min(body[0], title[1] + _REACH))
    for at in between:
        block = document.blocks[at]
        if place.is_eligible(block) and (width(block.text) >= _SHORT or place.is_marked(block)):
            found = _with_following(place, at, between.stop)
            text = "\n".join(document.blocks[one].text for one in found)
            return Lead(_LABEL.sub("", text, count=1), found, "between-title-and-text")
    first = document.blocks[body[0]]
    if body[0] - title[1] <= _REACH and place.is_eligible(first):
        for fits, rule, _ in _APART:
            if fits(place, first):
                return Lead(_LABEL.sub("", first.text, count=1), (first.index,), rule)
    return Lead(None)


_LABEL = lazy_regex(
    r"^[\[【〖（(]?\s?(?:" + pattern_of(SUMMARY_LABELS) + r")\s?(?:[\]】〗）)]\s?[:：]?|[:：])\s*"
)

# How much of a description the line must begin with.
_SAME = 50


class _Place(NamedTuple):
    document: Document
    body: Sequence[int]
    title: tuple[int, int]
    taken: Container[int]
    description: str

    @property
    def shared(self) -> int:
        """The class hints of the containers around headline and text."""
        containers, blocks = self.document.containers, self.document.blocks
        own = (self.title[0], self.body[len(self.body) // 2])
        return containers[blocks[own[0]].container].chain | containers[blocks[own[1]].container].chain

    def is_described(self, block: Block) -> bool:
        """Whether it begins like the declared description."""
        return len(self.description) >= 20 and fold(block.text)[: len(self.description)] == self.description

    def is_marked(self, block: Block) -> bool:
        """Whether its element is named a summary, or the page declares it as one."""
        own = self.document.containers[block.container].own
        return bool(own & _SUMMARY) or block.heading >= 2 or self.is_described(block)

    def is_eligible(self, block: Block) -> bool:
        """Whether it may be a standfirst: running text that is not another part of an article's head."""
        if block.hidden or block.index in self.taken or not _SHORTEST <= width(block.text) <= _LONGEST:
            return False
        if block.link_density > 0.3 or block.tag in _NOT_LEAD_TAGS or block.heading == 1:
            return False
        chain = self.document.containers[block.container].chain
        excluded = _NOT_LEAD & ~_OF_PICTURES if block.heading >= 2 else _NOT_LEAD
        if "teaser" in (block.element.get("class") or ""):  # of this story, between its headline and its text
            chain &= ~self.document.containers[block.container].own
        if chain & excluded & ~self.shared and not self.is_described(block):
            return False
        return self._is_prose(block.text) and fold(block.text) != fold(
            self.document.blocks[self.title[0]].text
        )

    def _is_prose(self, text: str) -> bool:
        words = text.split()
        if WIDE_CHARACTER.search(text) and not ends_sentence(text):
            return False
        if (
            not WIDE_CHARACTER.search(text)
            and sum(word[0].islower() or not _is_cased(word[0]) for word in words) < _LEAST_WORDS
        ):
            return False
        if _holds_notice(text) or boilerplate_kind(text):
            return False
        if len(text) < 200 and (parse_credit_line(text).share > 0.3 or text.endswith(":")):
            return False
        return not (
            len(text) < 80 and any(date.end - date.start > 0.25 * len(text) for date in plain_dates(text))
        )


def _is_cased(letter: str) -> bool:
    return letter.lower() != letter.upper()


def _with_following(place: _Place, at: int, stop: int) -> tuple[int, ...]:
    """The block, and those right below it in the same element and of the same kind."""
    blocks, containers = place.document.blocks, place.document.containers
    found = [at]
    parent = containers[blocks[at].container].parent
    for following in blocks[at + 1 : min(stop, at + _MOST_BLOCKS)]:
        same = containers[following.container].parent == parent and following.tag == blocks[at].tag
        if not same or not place.is_eligible(following) or width(following.text) < _SHORT:
            break
        found.append(following.index)
    return tuple(found)


def _is_heading(place: _Place, block: Block) -> bool:
    return block.heading >= 2 and width(block.text) >= 60 and not place.document.blocks[place.body[1]].heading


def _is_named(place: _Place, block: Block) -> bool:
    containers, blocks = place.document.containers, place.document.blocks
    own = containers[block.container]
    around = containers[own.parent] if own.parent >= 0 else own
    alone = around.end - around.first == 1
    named = own.own & _SUMMARY or (alone and (around.own & _SUMMARY or _is_called_summary(around)))
    following = containers[blocks[place.body[1]].container]
    in_a_row = following.parent == own.parent and following.tag == own.tag
    if not named or in_a_row or following.own & _SUMMARY:
        return False
    above_paragraphs = own.own & _SUMMARY and following.parent == own.parent and following.tag == "p"
    return bool(above_paragraphs) or not _is_in_column(place)


# Drupal's class for the text itself, `field--type-text-with-summary`: two boxes then seem to be named alike, and
# the walk clears what both are called.
_WITH_SUMMARY = "text-with-summary"


def _is_called_summary(box: Box) -> bool:
    """Whether the class of a box names a summary, even if the text's box is called something like it."""
    name = box.element.get("class") or ""
    return bool(hints_of(name.replace(_WITH_SUMMARY, "")) & _SUMMARY)


def _is_in_column(place: _Place) -> bool:
    """Whether the text is a column of boxes with a paragraph each, below the headline's box, and the first
    is one of them.
    """
    containers, blocks = place.document.containers, place.document.blocks
    first, second = place.body[:2]

    def box_of(at: int) -> int:
        """The outermost box around a block that does not hold the other one."""
        box = blocks[at].container
        while (around := containers[box].parent) >= 0 and not (
            containers[around].first <= first and second < containers[around].end
        ):
            box = around
        return box

    boxes = [containers[box_of(at)] for at in (first, second)]
    column = boxes[0].parent
    if column < 0 or column != boxes[1].parent or containers[column].first <= place.title[0]:
        return False
    return all(box.end - box.first == 1 for box in boxes)


def _is_in_head(place: _Place, block: Block) -> bool:
    """Whether it is in the headline's box, with hardly anything else of the body."""
    containers, blocks = place.document.containers, place.document.blocks
    box = containers[containers[blocks[place.title[0]].container].parent]
    inside = sum(box.first <= at < box.end for at in place.body)
    return box.first <= block.index < box.end and inside <= 2 and inside < 0.5 * len(place.body)


def _is_above_credits(place: _Place, block: Block) -> bool:
    """Whether the date or the byline is between it and the rest of the text."""
    return ends_sentence(block.text) and any(
        at in place.taken for at in range(block.index + 1, place.body[1])
    )


# What distinguishes the first block of the body from the others; any one is enough.
_APART: tuple[tuple[Callable[[_Place, Block], bool], str, str], ...] = (
    (_is_heading, "heading-over-text", "a sentence in a heading that heads no section"),
    (
        _is_named,
        "named-summary",
        "its element is called a summary and does not stand in one row with the next paragraph",
    ),
    (_is_in_head, "in-headline-box", "it is in one box with the headline, the text is not"),
    (_is_above_credits, "above-credits", "date or byline part it from the text"),
)
