"""Quantities of a whole page that tell one text from a collection of things, for the model in `model`.

An article is one text under one headline: a long run of sentences that no headings or links interrupt, most of
the page's text, under a headline that is a sentence of its own. A listing is spread over boxes of one shape,
each with a link, below the name of a section that is also in the menu. Every quantity is a number between 0 and
about 1, and none depends on a site.
"""

from __future__ import annotations

import math
from typing import NamedTuple
from urllib.parse import unquote, urlsplit

import numpy as np

from newsmill.pipelines.extract.body.feature_columns import Floats, Ints
from newsmill.pipelines.extract.body.features import Features
from newsmill.pipelines.extract.kind.evidence import Evidence, Findings
from newsmill.pipelines.extract.kind.facts import HEADLINE, Facts
from newsmill.pipelines.extract.page.character_classes import width
from newsmill.pipelines.regex import lazy_regex

__all__ = ["quantities_of"]

# A longer headline says as much as one of this width (Latin characters); the same for paragraphs.
_WIDE_HEADLINE, _WIDE_PARAGRAPH = 80.0, 300.0
# What counts as the address of one story: a segment of several words, or a long number.
_WORDS, _NUMBER = lazy_regex(r"[-_][^/]*[-_][^/]*[-_][^/]*/?$"), lazy_regex(r"\d{4}")
# Evidence of this weight is certain.
_SURE = 4.0
_DEEPEST = 6


class _Page(NamedTuple):
    """Arrays that several groups of quantities need.

    features  of the page
    inside    the indices of the body's blocks; `sizes` are their lengths in characters, `total` the sum
    stops     for each block of the page, whether it is a heading or a link and so ends a run of text
    """

    features: Features
    inside: Ints
    sizes: Ints
    total: int
    stops: np.ndarray[tuple[int], np.dtype[np.bool_]]


def quantities_of(
    facts: Facts, findings: Findings, url: str | None, mass: float, *, told: bool, lists: bool
) -> dict[str, float]:
    """The quantities of a page with at least one block, by name.

    mass   running text in the body, in Latin characters
    told   whether the page shows a story whatever surrounds it
    lists  whether its text looks like a list of links
    """
    features = facts.body.features
    assert features is not None
    inside = np.array([block.index for block in facts.body.blocks], np.int64)
    sizes = features.chars[inside]
    stops = features.heading | (5 * features.link_chars > 4 * features.chars)
    page = _Page(features, inside, sizes, max(int(np.add.reduce(sizes)), 1), stops)
    return {
        "told": float(told),
        "lists": float(lists),
        **_of_body(facts, page, mass),
        **_of_run(facts, page),
        **_of_tags(facts, page),
        **_of_headline(facts, page),
        **_of_boxes(facts, page),
        **_of_links(facts, page),
        **_of_url(url),
        **_of_findings(findings),
    }


def _log(value: float, most: float) -> float:
    return math.log1p(max(value, 0.0)) / most


def _of_body(facts: Facts, page: _Page, mass: float) -> dict[str, float]:
    """The text as a whole, and its date."""
    good = page.features.total_good
    return {
        "running text": _log(mass, 8),
        "confidence": facts.confidence,
        "sentences ended": facts.ended_share,
        "share of the page's text": min(mass / (good + 50), 1.2),
        "dated": float(facts.is_dated),
        "declared date": float(bool(facts.metadata.published)),
        "declared story": float(facts.story),
        "opening": float(facts.has_opening),
        "contents": float(facts.is_contents),
    }


def _of_run(facts: Facts, page: _Page) -> dict[str, float]:
    """The longest run of paragraphs that no heading and no link interrupts, and how the text is parted."""
    headings = page.features.heading[page.inside]
    paragraphs = page.inside[~page.stops[page.inside]]
    widths: Floats = page.features.chars[paragraphs] * page.features.scale
    runs = np.bincount(page.stops.cumsum()[paragraphs], weights=widths) if len(paragraphs) else widths
    run, total = float(runs.max(initial=0.0)), float(np.add.reduce(widths))
    parts, count = int(np.count_nonzero(headings)), max(len(headings), 1)
    unheaded = len(headings) - parts
    size = int(np.add.reduce(page.sizes[~headings]))
    mean = size / unheaded * page.features.scale if unheaded else 0.0
    return {
        "longest run": _log(run, 8),
        "share of the longest run": run / max(total, 1.0),
        "share in one column": _share_in_column(facts, page),
        "paragraphs": _log(unheaded, 4),
        "paragraph width": min(mean, _WIDE_PARAGRAPH) / _WIDE_PARAGRAPH,
        "headings in the text": parts / count,
        "many headings": float(not facts.is_dated and parts >= 4 and parts > 0.22 * count),
    }


def _share_in_column(facts: Facts, page: _Page) -> float:
    """The share of the body in unlinked paragraphs of one element."""
    columns: dict[int, int] = {}
    containers = facts.document.containers
    for block in facts.body.blocks:
        around = containers[block.container]
        if not block.links and not block.heading and around.end - around.first == 1:
            columns[around.parent] = columns.get(around.parent, 0) + len(block.text)
    return max(columns.values(), default=0) / page.total


_TAGS = {
    "text in code": ("pre", "code"),
    "text in cells": ("td", "th", "dd", "dt"),
    "text in list items": ("li",),
}


def _of_tags(facts: Facts, page: _Page) -> dict[str, float]:
    sizes: dict[str, int] = {}
    for block in facts.body.blocks:
        sizes[block.tag] = sizes.get(block.tag, 0) + len(block.text)
    return {name: sum(sizes.get(tag, 0) for tag in tags) / page.total for name, tags in _TAGS.items()}


def _of_headline(facts: Facts, page: _Page) -> dict[str, float]:
    """The headline: a sentence, or the name of a section that a link elsewhere repeats."""
    if facts.title < 0:
        return {"headline": 0.0, "headline width": 0.0, "headline is a name": 0.0, "headline in a link": 0.0}
    text = facts.document.blocks[facts.title].text
    wide = width(text)
    features, blocks = page.features, facts.document.blocks
    alike = ((features.chars == len(text)) & (features.link_chars > 0)).nonzero()[0].tolist()
    return {
        "headline": 1.0,
        "headline width": min(wide, _WIDE_HEADLINE) / _WIDE_HEADLINE,
        "headline is a name": float(wide < HEADLINE),
        "headline in a link": float(any(at != facts.title and blocks[at].text == text for at in alike)),
    }


def _of_boxes(facts: Facts, page: _Page) -> dict[str, float]:
    """Boxes of one shape with a link each, and how much of the text is in them. A declared story with a date
    has them too, below its text, and they say nothing about it."""
    if facts.story and facts.metadata.published:
        return {}
    body, text = facts.body_before, [0.0, *page.features.good.cumsum().tolist()]
    longest, in_row, text_in_row = 0, 0, 0.0
    for row in facts.rows:
        longest = max(longest, len(row))
        in_row = max(in_row, sum(body[end] - body[first] for first, end in row))
        text_in_row = max(text_in_row, sum(text[end] - text[first] for first, end in row))
    cards = facts.cards if not facts.is_dated else None
    return {
        "longest row": _log(longest, 4),
        "body in a row": min(in_row / page.total, 1.0),
        "page's text in a row": min(text_in_row / (text[-1] + 50), 1.0),
        "dates in a row": float(bool(facts.dated_row)),
        "entries filled": min(facts.filled, 1.0),
        "cards": float(cards is not None),
        "linked cards": float(cards is not None and cards.linked),
        "read more": min(len(facts.read_on), 10) / 10,
        "grid above the text": float(not facts.is_dated and facts.is_below_grid),
        "teasers": facts.teasers,
        "dated lines": _log(facts.dated_lines, 4),
    }


def _of_links(facts: Facts, page: _Page) -> dict[str, float]:
    """Links: how many, where they are, and what they are."""
    features, blocks = page.features, facts.document.blocks
    links = int(np.add.reduce(features.links))
    linked = features.heading & page.stops & (features.link_chars > 0)
    first = int(page.inside[0]) if len(page.inside) else -1
    before = features.link_chars[max(facts.title, 0) + 1 : first].sum() if first > facts.title else 0
    short = (features.chars <= 3) & (features.link_chars > 0)
    numbers = sum(blocks[at].text.isdecimal() for at in short.nonzero()[0].tolist())
    pictures = sum(picture.in_link for picture in facts.document.pictures if picture.tag == "img")
    headings = linked & ~features.hidden & (5 * features.link_chars > 4 * features.chars)
    return {
        "share of links": facts.link_share,
        "linked lines": _log(facts.link_lines, 6),
        "links": _log(links, 7),
        "text for each link": min(_log(features.total_good, 1) / (1 + _log(links, 1)), 3.0),
        "linked headings": _log(int(np.count_nonzero(headings)), 3),
        "linked headings in the text": int(np.count_nonzero(headings[page.inside]))
        / max(len(page.inside), 1),
        "linked pictures": _log(pictures, 5),
        "links above the text": _log(int(before), 8),
        "numbered pages": float(numbers >= 2),
    }


def _of_url(url: str | None) -> dict[str, float]:
    path = unquote(urlsplit(url).path) if url else ""
    depth = len([part for part in path.split("/") if part])
    return {
        "several words in the address": float(_WORDS.search(path) is not None),
        "a number in the address": float(_NUMBER.search(path) is not None),
        "the root of a site": float(bool(url) and not depth),
        "depth of the address": min(depth, _DEEPEST) / _DEEPEST,
        "no address": float(not url),
    }


def _of_findings(findings: Findings) -> dict[str, float]:
    """What the tables of `lexicon.page_kinds` know: addresses, declared types, short lines; and their sums."""
    found = {f"lines: {name}": _log(count, 3) for name, count in findings.lines.items()}
    for kind in ("article", "listing", "other"):
        found[f"address: {kind}"] = _strongest(findings.address, kind)
        found[f"declared: {kind}"] = _strongest(findings.declared, kind)
        found[f"evidence: {kind}"] = sum(each.weight for each in findings.evidence if each.kind == kind) / 5
    return found


def _strongest(evidence: list[Evidence], kind: str) -> float:
    return min(max([each.weight for each in evidence if each.kind == kind], default=0.0), _SURE) / _SURE
