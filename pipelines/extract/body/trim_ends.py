"""Trim both ends of a body: the title and what is above it, boilerplate lines, last headings and last links."""

from __future__ import annotations

from collections import Counter

from newsmill.pipelines.extract.body.complete_structures import is_code
from newsmill.pipelines.extract.body.features import Features
from newsmill.pipelines.extract.body.thresholds import (
    CELL_TAGS,
    HEADLINE_CHARS,
    MOSTLY_LINKED,
    PROSE_CHARS,
    WHOLE_ARTICLE_CHARS,
)
from newsmill.pipelines.extract.fields.boilerplate_lines import boilerplate_kind
from newsmill.pipelines.extract.fields.credit_names import is_line_of_names
from newsmill.pipelines.extract.fields.person_names import is_person
from newsmill.pipelines.extract.lexicon.class_hints import Hint
from newsmill.pipelines.extract.lexicon.insertions import REGISTERS, SUMMARY_LABELS
from newsmill.pipelines.extract.lexicon.rows import pattern_of
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS
from newsmill.pipelines.extract.page.blocks import Block, Container, Document
from newsmill.pipelines.extract.page.character_classes import width
from newsmill.pipelines.regex import lazy_regex

__all__ = ["trim", "without_last_headings", "without_last_links", "without_numbers"]

_ABOVE_TITLE = 0.15
# How far from either end a boilerplate line may be, in blocks. The kinds in `_ANYWHERE` are removed everywhere.
_END_REACH = 12
_START_REACH = 5
_TITLE = int(Hint.TITLE)
_SENTENCE = 24
_SUMMARY = lazy_regex(r"[【\[]?(?:" + pattern_of(SUMMARY_LABELS) + r")(?:[】\]]?\s?[:：]|[】\]])")
_REGISTER = lazy_regex(pattern_of(REGISTERS))
_LINE_LENGTH = 160
_DATE_LINE = lazy_regex(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?\s{0,3}\d{1,2}:\d\d")
_ANYWHERE = frozenset(("follow", "related", "tags", "paging", "correction", "counts", "buttons", "picture"))


def trim(document: Document, features: Features, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Drop the headline and the boilerplate lines before, after and inside the text."""
    blocks, last = document.blocks, len(kept) - 1
    result = []
    heading = _headline_above(document, features, kept)
    speakers = _speakers(blocks, kept)
    for place, index in enumerate(kept):
        near_end = place > last - _END_REACH
        near_start = place < _START_REACH
        if index == heading or (near_start and index < heading):
            rules[index] = "title"
            continue
        text = blocks[index].text
        if (not (near_start or near_end) and len(text) > _LINE_LENGTH) or is_code(document, blocks[index]):
            result.append(index)
            continue
        kind = _boilerplate_line(document, blocks[index], near_start)
        if kind is None and not result and place < last and is_line_of_names(text):
            kind = "byline"
        if kind is None and not result and place < last and _is_named_byline(document, blocks[index]):
            kind = "byline"
        if kind == "byline" and _speaker(text) in speakers:
            kind = None
        if kind is not None and (near_start or near_end or kind in _ANYWHERE):
            rules[index] = f"line: {kind}"
            continue
        result.append(index)
    return result


# A byline without a word before the name, in an element that is named so.
_BYLINE, _NAME_LENGTH = int(Hint.BYLINE), 40


def _is_named_byline(document: Document, block: Block) -> bool:
    """Whether a line above the text is a person's name in an element that is named a byline."""
    return (
        len(block.text) <= _NAME_LENGTH
        and document.containers[block.container].own & _BYLINE > 0
        and not block.text.endswith(ENDINGS)
        and is_person(block.text)
    )


# In an interview, a name or `记者` before a colon opens at least this many lines; it is at most this long.
_TURNS, _SPEAKER_LENGTH = 2, 12


def _speaker(text: str) -> str:
    """What stands before the first colon of a line, if it is short; else an empty string."""
    at = max(text.find(colon, 0, _SPEAKER_LENGTH) for colon in ("：", ":"))
    return text[:at] if at > 0 else ""


def _speakers(blocks: list[Block], kept: list[int]) -> set[str]:
    """Who speaks in an interview: what several lines begin with that end like a sentence."""
    turns = Counter(_speaker(blocks[index].text) for index in kept if blocks[index].text.endswith(ENDINGS))
    return {speaker for speaker, count in turns.items() if speaker and count >= _TURNS}


def _headline_above(document: Document, features: Features, kept: list[int]) -> int:
    """Index of the headline if almost no text is above it; -1 if it is in the middle of the text."""
    above = [index for index in kept if index < features.title]
    if not above and kept and features.weight[kept[0]] > 0:  # most pages; sums take longer
        return features.title
    if features.mass(above) >= _ABOVE_TITLE * features.mass(kept):
        return -1
    return -1 if _heads_a_section(document, features, above) else features.title


def _heads_a_section(document: Document, features: Features, above: list[int]) -> bool:
    """Whether the line that repeats the title is the heading of a section: the headline is an `h1` above, and
    paragraphs of the text are between the two, in one container with the heading.
    """
    blocks, boxes = document.blocks, document.containers
    if not above or blocks[features.title].heading < 2:
        return False
    own = boxes[boxes[blocks[features.title].container].parent]
    prose = [index for index in above if index >= own.first and features.good[index] >= PROSE_CHARS]
    return bool(prose) and any(
        block.heading == 1 and not block.hidden
        for block in blocks[max(0, prose[0] - _HEADLINE_REACH) : prose[0]]
    )


# How many lines above the first paragraph the headline may be.
_HEADLINE_REACH = 40


def _boilerplate_line(document: Document, block: Block, near_start: bool) -> str | None:
    """The kind of a line that is not part of the text, or None for running text."""
    text = block.text
    ends = text.endswith(ENDINGS)
    if near_start and _is_date_line(text):
        return "date"
    if len(text) < _LINE_LENGTH and not ends and _REGISTER.search(text):
        return "copyright"
    if near_start and _SUMMARY.match(text):
        return "summary"
    if near_start and not block.heading and not ends and document.containers[block.container].own & _TITLE:
        return "subtitle"
    # 记者昨天见到他时，他正在补网。 is a sentence, although it begins like a credit.
    linked = block.link_density > MOSTLY_LINKED
    return boilerplate_kind(text, credits=not ends or len(text) < _SENTENCE, linked=linked)


def _is_date_line(text: str) -> bool:
    """Whether a short line before the text only gives date and time: `http://… 2005-03-14 16:40 …`."""
    return len(text) < 80 and _DATE_LINE.search(text) is not None and not text.endswith(ENDINGS)


_NUMBER = lazy_regex(r"#?\d{1,2}[.)．]?")


def without_numbers(document: Document, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Drop lines that only number a list item. Outside lists a number may be the heading of a chapter."""
    blocks, boxes = document.blocks, document.containers

    def numbers_an_item(index: int) -> bool:
        item = boxes[max(boxes[blocks[index].container].parent, 0)]
        if item.tag == "li":
            return item.first == index and item.end > index + 1
        return blocks[index].tag not in ("p", *CELL_TAGS) and _is_in_numbered_row(document, index)

    dropped = {
        index
        for index in kept
        if len(blocks[index].text) <= 4 and _NUMBER.fullmatch(blocks[index].text) and numbers_an_item(index)
    }
    if not dropped:
        return kept
    rules.update(dict.fromkeys(dropped, "number"))
    return [index for index in kept if index not in dropped]


# At least this many boxes side by side begin with numbers in order: steps.
_NUMBERED_BOXES = 3


def _is_in_numbered_row(document: Document, index: int) -> bool:
    """Whether a number opens one of several boxes side by side that are numbered 1, 2, 3 …"""
    blocks, boxes = document.blocks, document.containers

    def box_of(at: int) -> Container:
        box = boxes[blocks[at].container]
        while box.parent >= 0 and box.end - box.first == 1:
            box = boxes[box.parent]
        return box

    row = boxes[max(box_of(index).parent, 0)]
    numbers = [
        int(_NOT_DIGIT.sub("", blocks[at].text))
        for at in range(row.first, row.end)
        if len(blocks[at].text) <= 4
        and _NUMBER.fullmatch(blocks[at].text)
        and not blocks[at].heading
        and (box := box_of(at)).first == at
        and box.parent == row.index
    ]
    return len(numbers) >= _NUMBERED_BOXES and numbers == list(range(1, len(numbers) + 1))


_NOT_DIGIT = lazy_regex(r"\D")

# Links at the end of a text lead to other pages if they are at most this many and at most this share of it.
_LAST_LINKS, _LAST_SHARE = 12, 0.25


def without_last_links(
    document: Document, features: Features, kept: list[int], rules: dict[int, str]
) -> list[int]:
    """Drop list items at the end of an article that consist of a link and do not end a sentence."""
    blocks, end = document.blocks, len(kept)
    while end and _is_link_alone(blocks[kept[end - 1]]):
        end -= 1
    size = sum(len(blocks[index].text) for index in kept[end:])
    if (
        not 0 < len(kept) - end <= _LAST_LINKS
        or features.mass(kept[:end]) < WHOLE_ARTICLE_CHARS
        or size > _LAST_SHARE * sum(len(blocks[index].text) for index in kept)
    ):
        return kept
    rules.update(dict.fromkeys(kept[end:], "related list"))
    return kept[:end]


def _is_link_alone(block: Block) -> bool:
    return (
        block.tag == "li"
        and block.link_density > 0.9
        and len(block.text) >= HEADLINE_CHARS
        and not block.text.startswith("http")
        and not block.text.endswith(ENDINGS)
    )


def without_last_headings(document: Document, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Drop headings at the end of the text if nothing is left below them and what followed were links, and
    lines anywhere that only introduce links to other pages.
    """
    blocks, inside = document.blocks, set(kept)
    end = len(kept)
    while end > 1 and blocks[kept[end - 1]].heading and _leads_to_links(blocks, inside, kept[end - 1]):
        end -= 1
    rules.update(dict.fromkeys(kept[end:], "empty heading"))
    inside = set(kept[:end])
    labels = [
        index for index in kept[:end] if index + 1 not in inside and _labels_links(blocks, inside, index)
    ]
    if not labels:
        return kept[:end]
    rules.update(dict.fromkeys(labels, "empty heading"))
    return [index for index in kept[:end] if index not in labels]


# A line above links to other pages is at most this wide (Latin characters); at least so many links follow.
_LABEL_WIDTH, _LABELLED = 30.0, 2


def _labels_links(blocks: list[Block], inside: set[int], index: int) -> bool:
    """Whether a line outside heading elements introduces linked headlines, none of which is text."""
    block = blocks[index]
    below = blocks[index + 1 : index + 1 + _LABELLED]
    return (
        block.tag in ("p", "div")
        and not (block.heading or block.links)
        and len(below) == _LABELLED
        and all(
            link.index not in inside
            and link.link_density > MOSTLY_LINKED
            and len(link.text) >= HEADLINE_CHARS
            for link in below
        )
        and not block.text.endswith((*ENDINGS, ":", "："))
        and width(block.text) <= _LABEL_WIDTH
    )


# How many lines below a heading are checked.
_LED = 4


def _leads_to_links(blocks: list[Block], inside: set[int], heading: int) -> bool:
    """Whether the lines between a heading and the next line of the body are mostly links."""
    if blocks[heading].text.endswith(ENDINGS):
        return False
    below = []
    for block in blocks[heading + 1 : heading + 1 + _LED]:
        if block.index in inside:
            break
        below.append(block)
    linked = sum(2 * block.link_chars > len(block.text) or _offers(block.text) for block in below)
    return 2 * linked >= len(below) > 0


def _offers(text: str) -> bool:
    """Whether a line below a heading sells a subscription or a newsletter, or asks who may read on."""
    return boilerplate_kind(text, credits=False) in ("wall", "follow")
