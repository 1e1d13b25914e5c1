"""Evidence for the kinds article, listing and other: rows of the tables that match, the text, and the links."""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import numpy as np

from newsmill.pipelines.extract.kind.facts import (
    BLOG_ENTRIES,
    Facts,
    ShortLines,
    linked_lines,
    teaser_lengths,
)
from newsmill.pipelines.extract.kind.lines import SHORT_LINE, YEAR, is_read_more
from newsmill.pipelines.extract.lexicon.page_kinds import (
    ADDRESS,
    DECLARED,
    GENERATORS,
    HOST,
    LINES,
    STORY_TYPES,
    TEMPLATES,
    TITLES,
    Lines,
    Row,
    Verdict,
)
from newsmill.pipelines.extract.lexicon.prefilters import needed_words
from newsmill.pipelines.extract.lexicon.word_search import WordGroups
from newsmill.pipelines.extract.page.blocks import Block, Document
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.regex import lazy_regex

__all__ = ["NAMED", "Evidence", "Findings", "findings_of"]

_ADDRESS = [(lazy_regex(row.pattern, re.IGNORECASE), row) for row in ADDRESS]
_HOST = [(lazy_regex(row.pattern, re.IGNORECASE), row) for row in HOST]
# Prefilters: a row is tried only on an address with a word that its pattern requires; `/` counts as one.
_ADDRESS_WORDS = WordGroups(lambda: [needed_words(row.pattern) for row in ADDRESS], ignore_case=True)
_HOST_WORDS = WordGroups(lambda: [needed_words(row.pattern) for row in HOST], ignore_case=True)
_DECLARED = [(lazy_regex(row.pattern), row) for row in DECLARED]
_GENERATORS = [(lazy_regex(row.pattern), row) for row in GENERATORS]
_TEMPLATES = [(lazy_regex(row.pattern), row) for row in TEMPLATES]
_TITLES = [(lazy_regex(row.pattern), row) for row in TITLES]
_LINES = [(lazy_regex(row.pattern, re.IGNORECASE), row) for row in LINES]


class Evidence(NamedTuple):
    """Evidence for a kind: its weight, a description, and whether it comes from links alone."""

    kind: Verdict
    weight: float
    what: str
    of_links: bool = False


class Findings(NamedTuple):
    """All evidence (the first item is about the date), and what some of it comes from.

    address, declared  the evidence from the URL, and from declared types and the generator
    lines              the number of short lines of each type, by the names in `LINES`
    """

    evidence: list[Evidence]
    address: list[Evidence]
    declared: list[Evidence]
    lines: dict[str, int]


def findings_of(facts: Facts, url: str | None, mass: float) -> Findings:
    """The evidence for the kind of a page."""
    address, declared = _of_address(url), _of_declared(facts.document, facts.metadata)
    lines = _count_lines(facts)
    return Findings(_evidence_of(facts, [*address, *declared], lines, mass), address, declared, lines)


def _evidence_of(facts: Facts, named: list[Evidence], lines: dict[str, int], mass: float) -> list[Evidence]:
    found = [_of_date(facts, named, mass), *named, *_of_lines(lines), *_of_text(facts, mass)]
    headings = sum(block.heading > 0 and block.link_density < 0.5 for block in facts.body.blocks)
    if not facts.is_dated and headings >= 4 and headings > 0.22 * len(facts.body.blocks):
        found.append(Evidence("other", 1.0, "many headings and no date"))
    if facts.is_dated:
        # Market data, offers and results next to a dated story are not the main content.
        found = [
            Evidence(each.kind, each.weight * _BESIDE_STORY, each.what)
            if each.kind == "listing" and each.weight < _CERTAIN
            else each
            for each in found
        ]
    links = _of_links(facts, mass)
    factor = _factor_of_links(facts, found, links, mass)
    boxes = _of_boxes(facts, named)
    found += _of_entries(facts) + _of_blog(facts) + boxes
    if not facts.is_dated:
        found += _of_grid(facts)
        found += [] if boxes else _of_cards(facts)
        found += _of_column(facts, named, links, mass) + ([] if facts.story else _of_directory(facts))
    return found + [Evidence(each.kind, each.weight * factor, each.what, of_links=True) for each in links]


def _of_date(facts: Facts, named: list[Evidence], mass: float) -> Evidence:
    """Evidence from the date beside the headline, or from its absence."""
    if not facts.is_dated:
        return Evidence("other", 0.0 if facts.metadata.published else 1.2 * min(mass / 600, 1.0), "no date")
    # In a list of dated entries, the date near the headline may be that of the first entry.
    weight = 1.2 if facts.dated_lines >= _ENTRIES else 2.0
    if any(each.kind == "other" and each.weight >= _BY_NAME for each in named):
        # Threads and products have dates as well.
        weight /= 2
    return Evidence("article", weight, "a date beside the headline")


def _factor_of_links(facts: Facts, found: list[Evidence], links: list[Evidence], mass: float) -> float:
    """Factor for the evidence from links. Every article is surrounded by links, so they count less if the
    page has a date or clearly has a body."""
    factor = _doubt(facts, mass)
    of_list = sum(each.weight for each in found if each.kind == "listing")
    if of_list < NAMED and facts.confidence > 0.75 and mass > 200:
        factor /= 3
    total = sum(each.weight for each in links)
    return min(factor, _MOST_LINKS / total) if total else factor


# Each entry of a list has a date.
_ENTRIES = 8
# Evidence of this weight for `other` from the URL or metadata identifies a thread, a product or a manual.
_BY_NAME = 2.5
_MOST_LINKS = 4.0
_BESIDE_STORY = 0.4
# An address that names a board or a category of an encyclopaedia does so whatever dates the page has.
_CERTAIN = 4.0
# Links are discounted only if the other evidence for a listing is below this.
NAMED = 1.4


def _doubt(facts: Facts, mass: float) -> float:
    """Factor for the evidence from links by the confidence of the body and whether it has a date, 0 to 1."""
    if facts.confidence < 0.5:
        return 1.0
    sure = facts.confidence > 0.75
    if facts.is_dated:
        return 0.3 if sure else 0.5
    return 0.75 if sure and mass > 300 and facts.ended_share > 0.5 else 1.0


def _of_address(url: str | None) -> list[Evidence]:
    if url is None:
        return []
    parts = urlsplit(url)
    address = unquote(parts.path + (f"?{parts.query}" if parts.query else ""))
    return [*_rows_in(address, _ADDRESS, _ADDRESS_WORDS), *_rows_in(parts.hostname or "", _HOST, _HOST_WORDS)]


def _rows_in(text: str, rows: list[tuple[re.Pattern[str], Row]], words: WordGroups) -> Iterator[Evidence]:
    """The evidence of the rows that match. `words`: those that each row requires."""
    may_match = words.of(text)
    for number, (pattern, row) in enumerate(rows):
        if may_match >> number & 1 and pattern.search(text):
            yield _from(row)


def _from(row: Row) -> Evidence:
    return Evidence(row.kind, row.weight, row.why)


def _of_declared(document: Document, metadata: Metadata) -> list[Evidence]:
    types = {kind.strip() for each in metadata.types for kind in each.split("|")}
    found: list[Evidence] = []
    stories = bool(types & STORY_TYPES)
    declared = [
        (_rows_declared if len(kind) <= _LONGEST_TYPE else _rows_declared.__wrapped__)(kind) for kind in types
    ]
    for _, row in _DECLARED:
        if any(each.kind == row.kind for each in found) and row.kind == "article":
            continue
        if stories and row.pattern in ("itemlist", "website"):
            continue
        if any(row in rows for rows in declared):
            found.append(_from(row))
    return (
        found
        + _of_generator(metadata.generator)
        + _of_template(document)
        + _of_title_text(metadata.document_title.lower())
    )


# Templates of single pages also carry the class of their category.
_SINGLE = frozenset(("single", "single-post", "single-product", "page"))
_LONGEST_NAMES = 1000


def _of_template(document: Document) -> list[Evidence]:
    """Evidence from the template that the classes of `<body>` name: the strongest for each kind."""
    body = next(document.root.iter("body"), None)
    names = (body.get("class") or "").lower()[:_LONGEST_NAMES].split() if body is not None else []
    rows = {row for name in names for row in _rows_of_template(name)}
    if not _SINGLE.isdisjoint(names):
        rows = {row for row in rows if row.kind != "listing"}
    return _strongest_of(rows)


@lru_cache(maxsize=1024)
def _rows_of_template(name: str) -> list[Row]:
    return [row for pattern, row in _TEMPLATES if pattern.fullmatch(name)]


def _of_title_text(title: str) -> list[Evidence]:
    """Evidence from words that software puts into `<title>`, which is in lower case here."""
    return _strongest_of({row for pattern, row in _TITLES if pattern.search(title)}) if title else []


def _strongest_of(rows: set[Row]) -> list[Evidence]:
    best: dict[Verdict, Row] = {}
    for row in sorted(rows, key=lambda row: (-row.weight, row.why)):
        best.setdefault(row.kind, row)
    return [_from(row) for row in best.values()]


def _of_generator(made_by: str) -> list[Evidence]:
    """Evidence from the software that the page names as its generator."""
    return [_from(row) for pattern, row in _GENERATORS if made_by and pattern.search(made_by)]


# Longer types are not kept.
_LONGEST_TYPE = 60


@lru_cache(maxsize=1024)
def _rows_declared(kind: str) -> list[Row]:
    """The rows that match a declared type. Pages of all sites declare the same few types."""
    return [row for pattern, row in _DECLARED if pattern.fullmatch(kind)]


_PRICES = "prices"
# Prefilter: a row is tried only on lines with a word that its pattern requires.
_LINE_WORDS = WordGroups(lambda: [needed_words(row.pattern) for row in LINES], ignore_case=True)


def _may_be_of_lines(lines: ShortLines) -> Iterator[tuple[Block, int]]:
    """The lines that may match `LINES`, each with its candidate rows as bits."""
    joined, find = lines.joined, _LINE_WORDS.find
    number, counted, at = 0, 0, find(joined, 0)
    while at >= 0:
        # The line of this place: one more for each newline since the last one.
        number += joined.count("\n", counted, at)
        end = joined.find("\n", at)
        counted = end if end >= 0 else len(joined)
        block = lines.blocks[number]
        if rows := _LINE_WORDS.of(block.text):
            yield block, rows
        at = find(joined, counted)


def _count_lines(facts: Facts) -> dict[str, int]:
    counts: dict[str, int] = {row.name: 0 for _, row in _LINES}
    inside = {block.index for block in facts.body.blocks}
    for block, rows in _may_be_of_lines(facts.short_lines):
        if block.tag in ("td", "th"):
            continue
        for pattern, row in _lines_of(rows):
            if pattern.match(block.text) and not (row.name == _PRICES and block.index in inside):
                counts[row.name] += 1
    return counts


def _of_lines(counts: dict[str, int]) -> list[Evidence]:
    return [
        Evidence(row.kind, row.weight * min(counts[row.name], row.most), row.why)
        for _, row in _LINES
        if counts[row.name] >= row.least
    ]


@lru_cache(maxsize=256)
def _lines_of(numbers: int) -> tuple[tuple[re.Pattern[str], Lines], ...]:
    """The rows of `LINES` whose bits are set in `numbers`, in order."""
    return tuple(row for number, row in enumerate(_LINES) if numbers >> number & 1)


def _of_text(facts: Facts, mass: float) -> list[Evidence]:
    """Evidence from the text: its length, the confidence of the body, and the share of sentences."""
    found = [Evidence("article", 0.5 + min(mass, 2400) / 800, "running text")]
    if facts.body.mass >= mass:  # else the text is in a script
        found += [
            Evidence("article", facts.confidence - 0.5, "how sure the body is"),
            Evidence("article", 1.5 * (facts.ended_share - 0.5), "lines that end a sentence"),
        ]
    if mass < 300:
        found.append(Evidence("article", -1.5 * (1 - mass / 300), "little text"))
    if facts.metadata.published:
        found.append(Evidence("article", 0.5, "a declared date"))
    if facts.is_contents:
        found.append(Evidence("listing", 5.0, "titles and names without a sentence"))
    return found


def _of_links(facts: Facts, mass: float) -> list[Evidence]:
    """Evidence from links: their share of the page, rows of linked headlines and pictures, teasers with more
    text than the body."""
    features = facts.body.features
    if features is None:
        return []
    linked = linked_lines(features, 12, max(features.title, 0))
    pictures = sum(picture.in_link for picture in facts.document.pictures if picture.tag == "img")
    found = []
    share = facts.link_share
    if share > 0.4:
        found.append(Evidence("listing", 5 * (share - 0.4), "the share of links"))
    if mass < 500 and len(linked) >= 30:
        found.append(Evidence("listing", 1.0, "many linked lines"))
    if pictures >= 40:
        found.append(Evidence("listing", 2.0 if pictures >= 80 else 1.0, _LINKED_PICTURES))
    good = features.total_good
    if good > 400 and mass < 0.35 * (good + 50):
        found.append(
            Evidence("listing", 8 * (0.35 - mass / (good + 50)), "most text stands outside the body")
        )
    teasers = teaser_lengths(features, linked) if len(linked) >= _FEW_TEASERS else linked[:0]
    if np.count_nonzero(teasers) >= _FEW_TEASERS and int(teasers.sum()) > 1.5 * mass:
        found.append(Evidence("listing", 1.5, "linked headlines with text of their own"))
    return found


_FEW_TEASERS = 4
# A list of stories has at least this many entries. Each has a linked headline of at least `_ENTRY_HEAD` Latin
# characters, followed within this many lines by a date and a text of at least this length.
_DATED_ENTRIES, _ENTRY_LINES, _ENTRY_TEXT, _ENTRY_HEAD = 6, 4, 50, 12


def _of_entries(facts: Facts) -> list[Evidence]:
    """Evidence from a body made of entries: linked headlines, each followed by a date and a few sentences."""
    features, blocks = facts.body.features, facts.document.blocks
    inside = {block.index for block in facts.body.blocks}
    if features is None or len(inside) < _DATED_ENTRIES:
        return []
    heads = (
        (features.chars * features.scale >= _ENTRY_HEAD) & (5 * features.link_chars > 4 * features.chars)
    ).nonzero()[0]
    if len(heads) < _DATED_ENTRIES:
        return []
    told = np.zeros(len(blocks) + _ENTRY_LINES + 2, np.int64)
    for index in inside:
        length = len(blocks[index].text)
        told[index + 1] = length if length * features.scale >= _ENTRY_TEXT else 0
    sums = told.cumsum()
    texts = sums[heads + 1 + _ENTRY_LINES] - sums[heads + 1]
    if np.count_nonzero(texts) < _DATED_ENTRIES:
        return []
    entries = [
        int(text)
        for head, text in zip(heads.tolist(), texts, strict=True)
        if text
        and any(
            len(block.text) <= SHORT_LINE and YEAR.search(block.text)
            for block in blocks[head + 1 : head + 1 + _ENTRY_LINES]
        )
    ]
    total = sum(len(block.text) for block in facts.body.blocks)
    if len(entries) < _DATED_ENTRIES or 2 * sum(entries) < total:
        return []
    return [Evidence("listing", 5.0, "dated entries under linked headlines")]


def _of_blog(facts: Facts) -> list[Evidence]:
    """Evidence from entries that end with the same short link."""
    ends = facts.read_on
    if len(ends) < BLOG_ENTRIES:
        return []
    sizes = {block.index: len(block.text) for block in facts.body.blocks}
    heads = _heads_of_entries(facts)
    if len(heads) < BLOG_ENTRIES:
        return []
    told = [
        sum(sizes.get(at, 0) for at in range(head, end))
        for head, end in zip(heads, [*heads[1:], len(facts.document.blocks)], strict=True)
        if any(head <= at < end for at in ends)
    ]
    if len(told) < BLOG_ENTRIES or 4 * sum(told) < 3 * sum(sizes.values()):
        return []
    return [Evidence("listing", 5.0, "the same link below the text of each entry")]


def _of_boxes(facts: Facts, named: list[Evidence]) -> list[Evidence]:
    """Evidence from a body that is spread over boxes with a linked heading each. Manuals and shops, which
    their addresses name, have them too."""
    if facts.story and facts.metadata.published:
        return []
    if not facts.is_dated and any(each.kind == "other" and each.weight >= _BY_NAME for each in named):
        return []
    filled = facts.filled
    if not filled:
        return []
    if not facts.dated_row and not any(each.kind == "listing" and each.weight >= 1.0 for each in named):
        return [Evidence("listing", _UNDATED_ENTRIES, "boxes that each lead to another page")]
    weight = 3.0 if facts.is_dated else 8.0 if filled >= _MOST_ENTRIES else 5.0
    return [Evidence("listing", weight, "boxes that each begin with a link to a story")]


# A body over this share of the entries of a row outweighs much running text and the date of the first entry.
_MOST_ENTRIES = 0.6
# Boxes without dates are as likely to be about products, services or chapters.
_UNDATED_ENTRIES = 2.5


def _of_grid(facts: Facts) -> list[Evidence]:
    """Evidence from a grid of things between the headline and the text of an undated page."""
    if facts.metadata.published or not facts.is_below_grid:
        return []
    return [Evidence("listing", 6.0, "a grid of linked things above the text")]


def _heads_of_entries(facts: Facts) -> list[int]:
    """Where the entries of a list begin. If the page itself may be a story, these are the headings with a
    date below; else all headings or, if the common link says `Read more`, the line after each such link.
    """
    blocks, ends = facts.document.blocks, facts.read_on
    headings = [block.index for block in blocks[:-1] if block.heading > 1 and not block.hidden]
    last = blocks[ends[-1]]
    if (
        facts.story
        or facts.is_dated
        or len(ends) <= BLOG_ENTRIES
        or not is_read_more(last.text[-last.link_chars :])
    ):
        return [
            at
            for at in headings
            if len(blocks[at + 1].text) <= 2 * SHORT_LINE and YEAR.search(blocks[at + 1].text)
        ]
    return headings if len(headings) >= len(ends) else [max(facts.title, 0), *(at + 1 for at in ends[:-1])]


# A directory has at least this many items, each with one link and what it leads to.
_DIRECTORY = 8


def _of_directory(facts: Facts) -> list[Evidence]:
    """Evidence from a body of list items with one link each, and text beside it."""
    blocks = facts.body.blocks
    items = [
        block
        for block in blocks
        if block.tag == "li" and block.links == 1 and block.link_chars >= _ENTRY_HEAD
    ]
    terms = [block for block in blocks if block.tag == "dt" and block.link_density > 0.8]
    notes = [block for block in blocks if block.tag == "dd"] if len(terms) >= _DIRECTORY else []
    total = sum(len(block.text) for block in blocks)
    told = sum(len(block.text) for block in (*items, *terms, *notes))
    if max(len(items), len(terms)) < _DIRECTORY or 4 * told < 3 * total:
        return []
    return [Evidence("listing", 4.0, "items of one link and a note each")]


def _of_cards(facts: Facts) -> list[Evidence]:
    """Evidence from a body of cards: boxes of one shape with a title each, which need not be a link."""
    cards = facts.cards
    if cards is None or (facts.story and facts.metadata.published):
        return []
    if cards.linked:
        return [Evidence("listing", 4.0, "boxes of one shape, each with a title and an address")]
    return [Evidence("listing", 3.0, "boxes of one shape with a title and notes")] if cards.clipped else []


# The page of a section has at least this many linked headings, and less text than this (Latin characters).
_LINKED_HEADINGS, _COLUMN_TEXT = 5, 300.0


def _of_column(facts: Facts, named: list[Evidence], links: list[Evidence], mass: float) -> list[Evidence]:
    """Further evidence on an undated page if its URL or metadata suggest a listing."""
    listed = max([each.weight for each in named if each.kind == "listing"], default=0.0)
    features = facts.body.features
    found = []
    if listed >= 2.0 and any(each.what == _LINKED_PICTURES for each in links):
        found.append(Evidence("listing", 1.0, "a category of things with pictures"))
    if listed and mass < _COLUMN_TEXT and features is not None:
        linked = features.heading & (5 * features.link_chars > 4 * features.chars)
        if np.count_nonzero(linked) >= _LINKED_HEADINGS:
            found.append(Evidence("listing", 1.5, "linked headings below a few sentences"))
    return found


_LINKED_PICTURES = "many linked pictures"
