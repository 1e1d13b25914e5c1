"""Classify a page as article, gallery, video, listing, home, error or other.

Error pages and front pages are decided first, because the rules for them are reliable. For the rest, evidence
from the tables in `newsmill.pipelines.extract.lexicon.page_kinds` and from the page's text and links is
summed up for three kinds: article, listing and other.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from functools import cached_property, lru_cache
from typing import NamedTuple
from urllib.parse import urlsplit

import numpy as np

from newsmill.pipelines.extract.body.apart import consent_share, end_of_dated_text
from newsmill.pipelines.extract.body.assembly import Body
from newsmill.pipelines.extract.body.features import Features, Ints
from newsmill.pipelines.extract.body.standing import standing_line_kind
from newsmill.pipelines.extract.fields.dates import plain_dates
from newsmill.pipelines.extract.fields.names import is_person
from newsmill.pipelines.extract.lexicon.page_kinds import (
    ADDRESS,
    DECLARED,
    ERROR_SENTENCES,
    GENERATORS,
    HOST,
    LINES,
    LOG_IN,
    STORY_TYPES,
    Row,
    Verdict,
)
from newsmill.pipelines.extract.lexicon.patterns import needed_words
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS
from newsmill.pipelines.extract.lexicon.words import WordGroups
from newsmill.pipelines.extract.page.blocks import Block, Document
from newsmill.pipelines.extract.page.metadata import Metadata
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.record import Kind
from newsmill.pipelines.regex import lazy_regex

__all__ = ["BODILESS", "is_error_sentence", "page_kind"]

# Kinds that never yield a body.
BODILESS: frozenset[Kind] = frozenset(("listing", "home", "error"))

_ERROR = lazy_regex("|".join(pattern for pattern, _ in ERROR_SENTENCES), re.IGNORECASE)
_DEFAULT_PAGE = lazy_regex(r"/(?:(?:index|default|home)(?:\.\w{2,5})?/?)?", re.IGNORECASE)
_PLAYER = lazy_regex(r"video|player|youtu|vimeo|embed|vod|\bv\.", re.IGNORECASE)
_ADDRESS = [(lazy_regex(row.pattern, re.IGNORECASE), row) for row in ADDRESS]
_HOST = [(lazy_regex(row.pattern, re.IGNORECASE), row) for row in HOST]
_DECLARED = [(lazy_regex(row.pattern), row) for row in DECLARED]
_GENERATORS = [(lazy_regex(row.pattern), row) for row in GENERATORS]
_LINES = [(lazy_regex(row.pattern, re.IGNORECASE), row) for row in LINES]

# Lengths in Latin characters of running text (a wide character counts as two and a half).
_ERROR_TEXT = 900
_ERROR_UNLINKED = 600
_THIN = 250
_BRIEF = 60
_HOME_TEXT = 1500
_UNSURE = 350
_LINK_LINES = 12
_FEW_LINK_LINES = 8
_SHORT_LINE = 40


class Evidence(NamedTuple):
    """Evidence for a kind: its weight, a description, and whether it comes from links alone."""

    kind: Verdict
    weight: float
    what: str
    of_links: bool = False


def page_kind(
    document: Document, body: Body, metadata: Metadata, *, url: str | None, embedded: float = 0.0
) -> tuple[Kind, str]:
    """The kind of a page, and the rule that decided.

    embedded  running text found in a script because the page shows too little, in Latin characters
    """
    facts = _Facts(document, body, metadata)
    mass = max(body.mass, embedded)
    if not embedded and _is_error(document.blocks, body, metadata.document_title) and not _tells(facts):
        return "error", "error sentence in the headline or first lines, little text"
    lists = not embedded and (facts.teasers > _MOSTLY_TEASERS or _is_mostly_links(facts))
    if _is_root(url) and (lists or mass < _HOME_TEXT) and facts.link_lines >= _LINK_LINES:
        return "home", "the root of a site, and links rather than text"
    if _is_log_in(facts):
        return "home", "a form to log in and a few hints"
    if not embedded and _is_consent_wall(facts):
        return "error", "a consent notice instead of a page"
    return _by_evidence(facts, _evidence(facts, url, mass), mass, lists)


def _by_evidence(facts: _Facts, evidence: list[Evidence], mass: float, lists: bool) -> tuple[Kind, str]:
    """The kind of a page that is neither an error nor a front page. `lists` says that its text looks like a
    list of links."""
    sums: dict[str, float] = dict.fromkeys(("article", "listing", "other"), 0.0)
    for each in evidence:
        sums[each.kind] += each.weight
    told = _is_told(facts, evidence)
    # Photo news also has little text among many links, but it has a date.
    listed = sums["listing"] > sums["article"] + _LISTING_LEAD and evidence[0].kind == "other"
    if sums["other"] < max(_PRODUCT, sums["article"]) and not listed:
        shown = _shown_kind(facts)
        if shown is not None:
            return shown
    if lists and sums["other"] < _PRODUCT and not told:
        why = (
            "teasers under linked headlines" if facts.teasers > _MOSTLY_TEASERS else "links rather than text"
        )
        return "listing", why
    if told:
        sums["listing"] = min(sums["listing"], sums["article"])
    return _verdict(sums, evidence, mass, facts.story)


# If more than this share of the body's paragraphs are teasers, the body is a list of them.
_MOSTLY_TEASERS = 0.6


class _Facts:
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
        """Whether a date with a year stands near the headline, and is not that of the first entry of a list."""
        at = _date_near(self.document.blocks, self.title)
        if at < 0 or self.title < self.first_entry < at:
            return False
        between = self.document.blocks[max(self.title, 0) + 1 : at]
        return not any(block.heading for block in between) or len(self.read_on) <= _BLOG_ENTRIES

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
        lines = [(at, blocks[at].text) for at in np.flatnonzero(linked & features.repeated).tolist()]
        inside = (features.link_chars > 0) & (features.link_chars <= _READ_ON_LENGTH)
        inside &= 2 * features.link_chars < features.chars
        tails = [
            (at, blocks[at].text[-blocks[at].link_chars :])
            for at in np.flatnonzero(inside).tolist()
            if blocks[at].links == 1
        ]
        often = Counter(tail for _, tail in tails)
        reads_on = {tail for tail, times in often.items() if times >= _BLOG_ENTRIES and _reads_on(tail)}
        lines += [(at, tail) for at, tail in tails if tail in reads_on]
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
        linked = _linked_lines(features, _ENTRY_WIDTH, title + 1)
        if len(linked) < _FEWEST_ENTRIES:
            return -1
        told = linked[_teaser_lengths(features, linked) > 0]
        return int(told[0]) if len(told) >= _FEWEST_ENTRIES else -1

    @cached_property
    def has_opening(self) -> bool:
        """Whether the headline is longer than a name, a date stands beside it, and a paragraph of the body
        comes before the first linked headline: an article about other pages, not a list of them."""
        features, blocks = self.body.features, self.document.blocks
        if features is None or self.title < 0 or not self.is_dated:
            return False
        if not _is_as_wide_as(blocks[self.title].text, _HEADLINE):
            return False
        for block in self.body.blocks:
            if block.link_density > 0.8:
                return False
            if not block.heading and _is_as_wide_as(block.text, _PARAGRAPH):
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
        if features is None or not blocks or self.body.mass < _BRIEF or not self.is_dated:
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
        return int(((features.link_chars * 10 > 7 * features.chars) & (features.chars >= 9)).sum())

    @cached_property
    def link_share(self) -> float:
        """The share of the page's text inside links."""
        features = self.body.features
        return (
            int(features.link_chars.sum()) / max(int(features.chars.sum()), 1)
            if features is not None
            else 0.0
        )

    @cached_property
    def short_lines(self) -> _ShortLines:
        """The blocks of `_SHORT_LINE` characters or less."""
        features, blocks = self.body.features, self.document.blocks
        short = (features.chars <= _SHORT_LINE).nonzero()[0].tolist() if features is not None else []
        lines = [blocks[at] for at in short]
        return _ShortLines(lines, "\n".join([line.text for line in lines]))


class _ShortLines(NamedTuple):
    """Short lines, and their texts joined by newlines so that one search can rule out all of them."""

    blocks: list[Block]
    joined: str


# Evidence for `other` (a thread or product, by URL and metadata) that outweighs pictures and links.
_PRODUCT = 3.0
# A listing loses its body, so it must lead by this much.
_LISTING_LEAD = 0.5


def _verdict(sums: dict[str, float], evidence: list[Evidence], mass: float, story: bool) -> tuple[Kind, str]:
    if mass < _BRIEF and not story and sums["other"] < _PRODUCT and sums["listing"] < _PRODUCT:
        return "other", "neither text nor links nor pictures enough"
    best: Verdict = "article"
    if sums["listing"] > max(sums["article"] + _LISTING_LEAD, sums["other"]):
        best = "listing"
    elif sums["other"] > sums["article"]:
        best = "other"
    reasons = sorted((each for each in evidence if each.kind == best), key=lambda each: -each.weight)[:3]
    return best, "; ".join(each.what for each in reasons) or "running text"


# The minimum width of an article paragraph and of an article (Latin characters). Teasers are shorter.
_PARAGRAPH, _TOLD_TEXT = 120.0, 200.0
# The minimum width of a headline (a section name is shorter), and the minimum number of paragraphs below it.
_HEADLINE, _TOLD_PARAGRAPHS = 24.0, 2


def _is_told(facts: _Facts, evidence: list[Evidence]) -> bool:
    """Whether the page shows an article, and so keeps its body however many links surround it.

    Losing a whole article is the worst error. The page must have running text, and neither its URL nor its
    metadata nor its content (prices, filters) may suggest a list. In addition, either the page declares a
    story with a date, or several paragraphs stand under a headline that is longer than a name.
    """
    body = facts.body
    named = sum(each.weight for each in evidence if each.kind == "listing" and not each.of_links)
    if named >= _NAMED or body.mass < _TOLD_TEXT or facts.teasers > 0.5:
        return False
    paragraphs = [
        block
        for block in body.blocks
        if not block.heading and _is_as_wide_as(block.text, _PARAGRAPH) and block.link_density < 0.3
    ]
    if not paragraphs:
        return False
    if facts.story and facts.metadata.published:
        return True
    if facts.title < 0 or len(paragraphs) < _TOLD_PARAGRAPHS or facts.confidence < _TOLD_CONFIDENCE:
        return False
    return _width(facts.document.blocks[facts.title].text) >= _HEADLINE


_TOLD_CONFIDENCE = 0.6
_WIDE = lazy_regex(r"[\u3040-\u9fff\uac00-\ud7af\uff00-\uffef]")


def _width(text: str) -> float:
    """The length in Latin characters."""
    return float(len(text)) if text.isascii() else len(text) + 1.5 * len(_WIDE.findall(text))


def _is_as_wide_as(text: str, width: float) -> bool:
    return len(text) >= width or (2.5 * len(text) >= width and _width(text) >= width)


def _is_root(url: str | None) -> bool:
    if url is None:
        return False
    parts = urlsplit(url)
    return _DEFAULT_PAGE.fullmatch(parts.path or "/") is not None and not parts.query


def _is_mostly_links(facts: _Facts) -> bool:
    mass = facts.body.mass
    if facts.story or mass >= _UNSURE or facts.shows_story:
        return False
    thin = mass < _BRIEF or (mass < _THIN and facts.confidence < 0.75)
    unsure = facts.confidence < 0.45 and facts.link_lines >= 5
    return unsure or (thin and facts.link_lines >= _FEW_LINK_LINES and facts.link_share > 0.5)


def _shown_kind(facts: _Facts) -> tuple[Kind, str] | None:
    """`video` or `gallery` for a page whose text only accompanies its media."""
    body = facts.body
    pictures, players = _shown(facts.document, body)
    video = any("video" in kind for kind in facts.metadata.types)
    if players and body.mass < (700 if video else _THIN) and not (facts.story and body.mass > _BRIEF):
        return "video", "a player and little text"
    if (
        pictures >= 4
        and body.mass < 90 * pictures
        and (body.mass >= _BRIEF or pictures >= 6)
        and facts.teasers <= _MOSTLY_TEASERS
    ):
        return "gallery", "more pictures than text to go with them"
    return None


# ---- evidence ----------------------------------------------------------------------------------------------


def _evidence(facts: _Facts, url: str | None, mass: float) -> list[Evidence]:
    """All evidence. The first item is about the date."""
    named = [*_of_address(url), *_of_declared(facts.document, facts.metadata)]
    found = [_of_date(facts, named, mass), *named, *_of_lines(facts), *_of_text(facts, mass)]
    headings = sum(block.heading > 0 and block.link_density < 0.5 for block in facts.body.blocks)
    if not facts.is_dated and headings >= 4 and headings > 0.22 * len(facts.body.blocks):
        found.append(Evidence("other", 1.0, "many headings and no date"))
    if facts.is_dated:
        # Market data, offers and results next to a dated story are not the main content.
        found = [
            Evidence(each.kind, each.weight * _BESIDE_STORY, each.what) if each.kind == "listing" else each
            for each in found
        ]
    links = _of_links(facts, mass)
    factor = _factor_of_links(facts, found, links, mass)
    found += _of_entries(facts) + _of_blog(facts)
    if not facts.is_dated:
        found += _of_column(facts, named, links, mass) + ([] if facts.story else _of_directory(facts))
    return found + [Evidence(each.kind, each.weight * factor, each.what, of_links=True) for each in links]


def _of_date(facts: _Facts, named: list[Evidence], mass: float) -> Evidence:
    """Evidence from the date beside the headline, or from its absence."""
    if not facts.is_dated:
        return Evidence("other", 0.0 if facts.metadata.published else 1.2 * min(mass / 600, 1.0), "no date")
    # In a list of dated entries, the date near the headline may be that of the first entry.
    weight = 1.2 if _dated_lines(facts.short_lines) >= _ENTRIES else 2.0
    if any(each.kind == "other" and each.weight >= _BY_NAME for each in named):
        # Threads and products have dates as well.
        weight /= 2
    return Evidence("article", weight, "a date beside the headline")


def _factor_of_links(facts: _Facts, found: list[Evidence], links: list[Evidence], mass: float) -> float:
    """Factor for the evidence from links. Every article is surrounded by links, so they count less if the
    page has a date or clearly has a body."""
    factor = _doubt(facts, mass)
    of_list = sum(each.weight for each in found if each.kind == "listing")
    if of_list < _NAMED and facts.confidence > 0.75 and mass > 200:
        factor /= 3
    total = sum(each.weight for each in links)
    return min(factor, _MOST_LINKS / total) if total else factor


# Evidence of this weight for `other` from the URL or metadata identifies a thread, a product or a manual.
_BY_NAME = 2.5
_MOST_LINKS = 4.0
_BESIDE_STORY = 0.4
# Links are discounted only if the other evidence for a listing is below this.
_NAMED = 1.4


def _doubt(facts: _Facts, mass: float) -> float:
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
    address = parts.path + (f"?{parts.query}" if parts.query else "")
    found = [_from(row) for pattern, row in _ADDRESS if pattern.search(address)]
    return found + [_from(row) for pattern, row in _HOST if pattern.search(parts.hostname or "")]


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
    made_by = " ".join(
        (element.get("content") or "").lower()
        for element in document.metadata_elements
        if (element.get("name") or "").lower() == "generator" and element.tag == "meta"
    )
    if made_by:
        found += [_from(row) for pattern, row in _GENERATORS if pattern.search(made_by)]
    return found


# Longer types are not kept.
_LONGEST_TYPE = 60


@lru_cache(maxsize=1024)
def _rows_declared(kind: str) -> list[Row]:
    """The rows that match a declared type. Pages of all sites declare the same few types."""
    return [row for pattern, row in _DECLARED if pattern.fullmatch(kind)]


_PRICES = "prices"
# Prefilter: a row is tried only on lines with a word that its pattern requires.
_LINE_WORDS = WordGroups(lambda: [needed_words(row.pattern) for row in LINES], ignore_case=True)


def _may_be_of_lines(lines: _ShortLines) -> Iterator[tuple[Block, int]]:
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


def _of_lines(facts: _Facts) -> list[Evidence]:
    counts: Counter[str] = Counter()
    inside = {block.index for block in facts.body.blocks}
    for block, rows in _may_be_of_lines(facts.short_lines):
        if block.tag in ("td", "th"):
            continue
        counts.update(
            row.name
            for number, (pattern, row) in enumerate(_LINES)
            if rows >> number & 1
            and pattern.match(block.text)
            and not (row.name == _PRICES and block.index in inside)
        )
    return [
        Evidence(row.kind, row.weight * min(counts[row.name], row.most), row.why)
        for _, row in _LINES
        if counts[row.name] >= row.least
    ]


def _of_text(facts: _Facts, mass: float) -> list[Evidence]:
    """Evidence from the text: its length, the confidence of the body, and the share of sentences."""
    found = [
        Evidence("article", 0.5 + min(mass, 2400) / 800, "running text"),
        Evidence("article", facts.confidence - 0.5, "how sure the body is"),
        Evidence("article", 1.5 * (facts.ended_share - 0.5), "lines that end a sentence"),
    ]
    if mass < 300:
        found.append(Evidence("article", -1.5 * (1 - mass / 300), "little text"))
    if facts.metadata.published:
        found.append(Evidence("article", 0.5, "a declared date"))
    if _is_contents(facts):
        found.append(Evidence("listing", 5.0, "titles and names without a sentence"))
    return found


def _of_links(facts: _Facts, mass: float) -> list[Evidence]:
    """Evidence from links: their share of the page, rows of linked headlines and pictures, teasers with more
    text than the body."""
    features = facts.body.features
    if features is None:
        return []
    linked = _linked_lines(features, 12, max(features.title, 0))
    pictures = sum(picture.in_link for picture in facts.document.pictures if picture.tag == "img")
    found = []
    share = facts.link_share
    if share > 0.4:
        found.append(Evidence("listing", 5 * (share - 0.4), "the share of links"))
    if mass < 500 and len(linked) >= 30:
        found.append(Evidence("listing", 1.0, "many linked lines"))
    if pictures >= 40:
        found.append(Evidence("listing", 2.0 if pictures >= 80 else 1.0, _LINKED_PICTURES))
    good = float(features.good.sum())
    if good > 400 and mass < 0.35 * (good + 50):
        found.append(
            Evidence("listing", 8 * (0.35 - mass / (good + 50)), "most text stands outside the body")
        )
    teasers = _teaser_lengths(features, linked) if len(linked) >= _FEW_TEASERS else linked[:0]
    if int((teasers > 0).sum()) >= _FEW_TEASERS and int(teasers.sum()) > 1.5 * mass:
        found.append(Evidence("listing", 1.5, "linked headlines with text of their own"))
    return found


_FEW_TEASERS = 4
# A list of stories has at least this many entries. Each has a linked headline of at least `_ENTRY_HEAD` Latin
# characters, followed within this many lines by a date and a text of at least this length.
_DATED_ENTRIES, _ENTRY_LINES, _ENTRY_TEXT, _ENTRY_HEAD = 6, 4, 50, 12
# Linked headlines are entries of a list if there are this many, each of at least this width.
_FEWEST_ENTRIES, _ENTRY_WIDTH = 6, 20


def _of_entries(facts: _Facts) -> list[Evidence]:
    """Evidence from a body made of entries: linked headlines, each followed by a date and a few sentences."""
    features, blocks = facts.body.features, facts.document.blocks
    inside = {block.index for block in facts.body.blocks}
    if features is None or len(inside) < _DATED_ENTRIES:
        return []
    heads = (
        (features.chars * features.scale >= _ENTRY_HEAD) & (5 * features.link_chars > 4 * features.chars)
    ).nonzero()[0]
    told = np.zeros(len(blocks) + _ENTRY_LINES + 2, np.int64)
    for index in inside:
        length = len(blocks[index].text)
        told[index + 1] = length if length * features.scale >= _ENTRY_TEXT else 0
    sums = told.cumsum()
    texts = sums[heads + 1 + _ENTRY_LINES] - sums[heads + 1]
    if int((texts > 0).sum()) < _DATED_ENTRIES:
        return []
    entries = [
        int(text)
        for head, text in zip(heads.tolist(), texts, strict=True)
        if text
        and any(
            len(block.text) <= _SHORT_LINE and _YEAR.search(block.text)
            for block in blocks[head + 1 : head + 1 + _ENTRY_LINES]
        )
    ]
    total = sum(len(block.text) for block in facts.body.blocks)
    if len(entries) < _DATED_ENTRIES or 2 * sum(entries) < total:
        return []
    return [Evidence("listing", 5.0, "dated entries under linked headlines")]


# A list of stories in full or in part: this many headings, each with a date right below it, and as many times
# the same link (`Read more`) below a paragraph.
_BLOG_ENTRIES, _READ_ON_LENGTH = 3, 40
# The link is at most this many lines below its text: a date and a place may stand between.
_BELOW = 3


def _of_blog(facts: _Facts) -> list[Evidence]:
    """Evidence from entries that end with the same short link."""
    ends = facts.read_on
    if len(ends) < _BLOG_ENTRIES:
        return []
    sizes = {block.index: len(block.text) for block in facts.body.blocks}
    heads = _heads_of_entries(facts)
    if len(heads) < _BLOG_ENTRIES:
        return []
    told = [
        sum(sizes.get(at, 0) for at in range(head, end))
        for head, end in zip(heads, [*heads[1:], len(facts.document.blocks)], strict=True)
        if any(head <= at < end for at in ends)
    ]
    if len(told) < _BLOG_ENTRIES or 4 * sum(told) < 3 * sum(sizes.values()):
        return []
    return [Evidence("listing", 5.0, "the same link below the text of each entry")]


def _heads_of_entries(facts: _Facts) -> list[int]:
    """Where the entries of a list begin. If the page itself may be a story, these are the headings with a
    date below; else all headings or, if the common link says `Read more`, the line after each such link.
    """
    blocks, ends = facts.document.blocks, facts.read_on
    headings = [block.index for block in blocks[:-1] if block.heading > 1 and not block.hidden]
    last = blocks[ends[-1]]
    if (
        facts.story
        or facts.is_dated
        or len(ends) <= _BLOG_ENTRIES
        or not _reads_on(last.text[-last.link_chars :])
    ):
        return [
            at
            for at in headings
            if len(blocks[at + 1].text) <= 2 * _SHORT_LINE and _YEAR.search(blocks[at + 1].text)
        ]
    return headings if len(headings) >= len(ends) else [max(facts.title, 0), *(at + 1 for at in ends[:-1])]


def _reads_on(text: str) -> bool:
    """Whether a link says that the text goes on elsewhere: `Read more`."""
    return standing_line_kind(text, credits=False) in ("related", "paging", "buttons")


# A directory has at least this many items, each with one link and what it leads to.
_DIRECTORY = 8


def _of_directory(facts: _Facts) -> list[Evidence]:
    """Evidence from a body of list items with one link each, and text beside it."""
    items = [
        block
        for block in facts.body.blocks
        if block.tag == "li" and block.links == 1 and block.link_chars >= _ENTRY_HEAD
    ]
    total = sum(len(block.text) for block in facts.body.blocks)
    if len(items) < _DIRECTORY or 4 * sum(len(block.text) for block in items) < 3 * total:
        return []
    return [Evidence("listing", 4.0, "items of one link and a note each")]


# The page of a section has at least this many linked headings, and less text than this (Latin characters).
_LINKED_HEADINGS, _COLUMN_TEXT = 5, 300.0


def _of_column(facts: _Facts, named: list[Evidence], links: list[Evidence], mass: float) -> list[Evidence]:
    """Further evidence on an undated page if its URL or metadata suggest a listing."""
    listed = max([each.weight for each in named if each.kind == "listing"], default=0.0)
    features = facts.body.features
    found = []
    if listed >= 2.0 and any(each.what == _LINKED_PICTURES for each in links):
        found.append(Evidence("listing", 1.0, "a category of things with pictures"))
    if listed and mass < _COLUMN_TEXT and features is not None:
        linked = features.heading & (5 * features.link_chars > 4 * features.chars)
        if int(linked.sum()) >= _LINKED_HEADINGS:
            found.append(Evidence("listing", 1.5, "linked headings below a few sentences"))
    return found


_LINKED_PICTURES = "many linked pictures"


def _linked_lines(features: Features, width: float, first: int) -> Ints:
    """The lines from `first` on that consist of a link of at least this width (Latin characters)."""
    chars, link_chars = features.chars[first:], features.link_chars[first:]
    is_linked = (chars * features.scale >= width) & (link_chars > 0.8 * chars) & ~features.hidden[first:]
    found: Ints = is_linked.nonzero()[0] + first
    return found


def _teaser_lengths(features: Features, linked: Ints) -> Ints:
    """Length of the unlinked text within two blocks after each linked line, in characters, or 0."""
    chars = features.chars
    texts = np.zeros(len(chars) + 2, np.int64)
    np.multiply(chars, (2 * features.link_chars < chars) & (chars * features.scale >= 50), out=texts[:-2])
    return np.where(texts[linked + 1] > 0, texts[linked + 1], texts[linked + 2])


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
            return block.index
    return -1


_ENTRIES = 8
_YEAR = lazy_regex(r"(?:19|20)\d\d")
# The rest of a line from its first year on, so that each line counts once.
_LINE_WITH_YEAR = lazy_regex(r"(?:19|20)\d\d.*")


def _dated_lines(lines: _ShortLines) -> int:
    """The number of lines with a year: each entry of a list has one."""
    return len(_LINE_WITH_YEAR.findall(lines.joined))


def _ended_share(body: Body) -> float:
    """The share of the body's paragraphs that end a sentence."""
    paragraphs = [block.text for block in body.blocks if not block.heading]
    ended = sum(
        text.rstrip("”\"'」』）)").endswith((".", "。", "!", "！", "?", "？", "…")) for text in paragraphs
    )
    return ended / len(paragraphs) if paragraphs else 0.0


_CONTENTS = 10


def _is_contents(facts: _Facts) -> bool:
    """Whether the body is a table of contents: titles and author names, almost no sentences."""
    lines = facts.body.texts()
    if len(lines) < _CONTENTS or facts.ended_share > 0.05:
        return False
    people = sum(len(line) < 40 and all(map(is_person, re.split(r"[;；、,，]\s*", line))) for line in lines)
    return 4 * people > len(lines)


def _is_log_in(facts: _Facts) -> bool:
    """Whether the page is a log-in form: a visible password field outside any dialog, no article text."""
    body, document = facts.body, facts.document
    if body.mass > _LOG_IN_TEXT:
        return False
    if not _is_named_log_in(facts):
        if any(len(block.text) > _LONG_PARAGRAPH for block in body.blocks):
            return False
        if 2 * sum(block.links > 0 for block in body.blocks) < len(body.blocks):  # hints are linked
            return False
    fields = [
        field for field in document.root.iter("input") if (field.get("type") or "").lower() == "password"
    ]
    return len(fields) == 1 and not facts.is_dated and not _is_set_aside(fields[0])


def _is_named_log_in(facts: _Facts) -> bool:
    """Whether the title or the headline is short and says that this is a log-in page."""
    head = facts.document.blocks[facts.title].text if facts.title >= 0 else ""
    names = (facts.metadata.document_title, head)
    return any(len(name) <= _LOG_IN_NAME and _LOG_IN.search(name) for name in names)


_LOG_IN_TEXT, _LONG_PARAGRAPH, _LOG_IN_NAME = 900.0, 160, 60
_LOG_IN = lazy_regex("|".join(pattern for pattern, _ in LOG_IN), re.IGNORECASE)
# A consent wall has at most this many blocks, and the notice is more than this share of its text.
_WALL_BLOCKS, _WALL_SHARE = 40, 0.6


def _is_consent_wall(facts: _Facts) -> bool:
    """Whether the page shows little but a consent notice with agree buttons."""
    blocks = facts.document.blocks
    return len(blocks) <= _WALL_BLOCKS and consent_share(blocks) > _WALL_SHARE and not facts.is_dated


_DIALOG = lazy_regex(r"modal|dialog|popup|overlay|drawer|offcanvas|header|nav|comment", re.IGNORECASE)


def _is_set_aside(field: Element) -> bool:
    """Whether a field is in a hidden element, a dialog, a header or the like."""
    for around in field.iterancestors():
        names = (
            f"{around.tag!s} {around.get('class') or ''} {around.get('id') or ''} {around.get('role') or ''}"
        )
        if around.tag not in ("html", "body") and _DIALOG.search(names):
            return True
        if around.get("hidden") is not None or "none" in (around.get("style") or ""):
            return True
    return False


# ---- errors, teasers, links --------------------------------------------------------------------------------


def is_error_sentence(text: str) -> bool:
    """Whether a line says that the page does not exist or is not accessible."""
    return _ERROR.search(text) is not None


# The minimum text (Latin characters) of a dated story about missing pages, most of whose lines end sentences.
_TOLD_STORY = 200.0


def _tells(facts: _Facts) -> bool:
    """Whether a dated page is a real story, although its headline looks like an error message."""
    return (
        facts.is_dated
        and facts.body.mass >= _TOLD_STORY
        and facts.confidence >= _TOLD_CONFIDENCE
        and facts.ended_share > 0.5
        and not any(is_error_sentence(text) for text in facts.body.texts())
    )


def _is_error(blocks: list[Block], body: Body, title: str) -> bool:
    if body.mass > _ERROR_TEXT:
        return False
    if is_error_sentence(title):
        return True
    heads = [block.text for block in blocks if block.heading and not block.hidden][:3]
    if any(is_error_sentence(text) for text in heads):
        return True
    unlinked = [block for block in blocks if 2 * block.link_chars < len(block.text)]
    if sum(len(block.text) for block in unlinked) >= _ERROR_UNLINKED:
        return False
    lines = [block.text for block in unlinked if not block.hidden and len(block.text) < 160]
    return any(is_error_sentence(text) for text in lines[:12])


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
    if block.link_density <= 0.8 and len(text) < 160:
        text = _DATE_BESIDE.sub("", text).strip()
    return block.link_chars > 0.8 * len(text)


def _is_entry(block: Block) -> bool:
    """Whether a line is mostly link and not a sentence: `1 April: Bus routes to change (Jane Doe)`."""
    return block.link_density > 0.6 and len(block.text) < 160 and not block.text.endswith(ENDINGS)


def _is_headline(block: Block) -> bool:
    long = len(block.text) >= 9 or _is_as_wide_as(block.text, 15.0)
    return long and not block.hidden and not block.text.startswith("http")


def _shown(document: Document, body: Body) -> tuple[int, int]:
    """The number of pictures and of players between the headline and the end of the text."""
    title = body.features.title if body.features is not None else -1
    kept = [block.index for block in body.blocks]
    if not kept and title < 0:
        return 0, 0
    first = min([title, *kept[:1]]) if title >= 0 else kept[0]
    last = kept[-1] + 6 if kept else title + 15
    pictures = players = 0
    for picture in document.pictures:
        if first <= picture.at <= last:
            if picture.tag in ("img", "amp-img"):
                pictures += not picture.in_link
            elif picture.tag != "audio" and (
                picture.tag != "iframe" or _PLAYER.search(picture.element.get("src") or "")
            ):
                players += 1
    return pictures, players
