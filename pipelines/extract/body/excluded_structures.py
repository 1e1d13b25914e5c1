"""Structures that are removed before scoring: a second article below the first, a consent notice, a slide
show of another story, a grid of cards, readers' comments.

Each of these may hold more running text than the article and look like an article to the networks. No single
word decides: a box is recognized by its position relative to the headline and by what repeats in it. A
structure is kept if removing it would leave too little text.
"""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Callable, Iterable
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from newsmill.pipelines.extract.body.comment_boxes import remarks_of
from newsmill.pipelines.extract.body.features import Features
from newsmill.pipelines.extract.fields.dates import plain_dates
from newsmill.pipelines.extract.lexicon.consent import AGREE, COOKIES, EXTERNAL, PRIVACY
from newsmill.pipelines.extract.lexicon.prefilters import needed_words
from newsmill.pipelines.extract.lexicon.rows import pattern_of, words_of
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS
from newsmill.pipelines.extract.lexicon.word_search import WordGroups
from newsmill.pipelines.extract.page.blocks import Block, Container, Document
from newsmill.pipelines.extract.page.character_classes import WIDE_WEIGHT, width
from newsmill.pipelines.regex import lazy_regex

__all__ = ["consent_share", "end_of_dated_text", "set_apart", "unlinked_cards"]

# The minimum running text (Latin characters) that must be left after a structure is removed.
_LEFT = 60.0
_PROSE = 60.0


class _Page(NamedTuple):
    """A page, its features, and the number of paragraphs of running text before each block."""

    document: Document
    features: Features
    prose: NDArray[np.int64]

    def prose_in(self, box: Container) -> int:
        """Paragraphs of running text inside a container."""
        return int(self.prose[box.end] - self.prose[box.first])

    def is_between(self, box: Container) -> bool:
        """Whether the container around a box has running text both before and after the box."""
        if box.parent < 0:
            return False
        around = self.document.containers[box.parent]
        return bool(
            self.prose[box.first] > self.prose[around.first] and self.prose[around.end] > self.prose[box.end]
        )

    def is_under_headline(self, box: Container) -> bool:
        """Whether a box holds the headline."""
        return box.first <= self.features.title < box.end


def set_apart(document: Document, features: Features) -> dict[int, str]:
    """Blocks outside the article, with the name of the rule. Empty for most pages. Linear in the page."""
    if features.title < 0:
        return {}
    found: dict[int, str] = {}
    total = features.total_good
    prose = np.zeros(len(features.good) + 1, np.int64)
    (features.good >= _PROSE).cumsum(out=prose[1:])
    page = _Page(document, features, prose)
    for rule, find in _RULES:
        blocks = {index for index in find(page) if index not in found}
        if not blocks:
            continue
        taken = [*found, *blocks]
        if total - float(features.good[taken].sum()) >= _LEFT:
            found.update(dict.fromkeys(blocks, rule))
    return found


# ---- a second article --------------------------------------------------------------------------------------

# A headline's date is at most this many lines below it, in a line of at most this many characters. More
# dated headlines than this are a log.
_HEAD_LINES, _HEAD_LENGTH, _FEW_ARTICLES = 4, 60, 3


def _second_article(page: _Page) -> Iterable[int]:
    """Everything from a second `h1` with its own date and not in one container with the text before."""
    blocks, title = page.document.blocks, page.features.title
    if blocks[title].heading > 1:
        return ()
    heads = [
        block
        for block in _headings_below(page)
        if block.heading == 1
        and 2 * block.link_chars < len(block.text)
        and _has_own_date(blocks, block.index)
    ]
    if not 0 < len(heads) <= _FEW_ARTICLES:
        return ()
    first = heads[0].index
    told = _told(page, first)
    if not told or _shared_box(page.document.containers, heads[0], blocks[told[-1]]):
        return ()
    return range(first, len(blocks))


# The minimum paragraphs of an article that others follow, the minimum width of a headline (Latin characters),
# and the lines below it that may hold its date and time.
_TOLD_BEFORE, _HEADLINE, _NEAR = 2, 21.0, 2


def _next_articles(page: _Page) -> Iterable[int]:
    """The boxes of articles below this one, each with a heading directly followed by its own date and time.
    Chapters and releases have a date without a time."""
    blocks, boxes = page.document.blocks, page.document.containers
    heads: list[Block] = []
    for block in _headings_below(page):
        if (
            block.heading > 1
            and width(block.text) >= _HEADLINE
            and _has_own_date(blocks, block.index, timed=True)
        ):
            heads.append(block)
            if len(heads) > _FEW_ARTICLES or len(_told(page, heads[0].index)) < _TOLD_BEFORE:
                return ()
    found: set[int] = set()
    told = _told(page, heads[0].index) if heads else []
    for head in heads:
        if _shared_box(boxes, head, blocks[told[-1]]):
            return ()
        box = boxes[head.container]
        while box.parent >= 0 and boxes[box.parent].first > told[-1]:
            box = boxes[box.parent]
        found.update(range(box.first, box.end))
    return found


# Below a dated story in a box of its own, at most this many others follow; more are a log or chapters.
_APART_ARTICLES = 2


def _article_elsewhere(page: _Page) -> Iterable[int]:
    """The boxes of other articles below the box that holds headline, date and text of this one, each with a heading
    and a date of its own. The date needs no time of day, since nothing of this story is beside them."""
    blocks, boxes, title = page.document.blocks, page.document.containers, page.features.title
    if blocks[title].heading != 1 or blocks[title].link_chars or not _has_own_date(blocks, title):
        return ()
    told = [
        at for at in range(title + 1, min(title + 1 + _BEGINS, len(blocks))) if _is_sentence(page, blocks[at])
    ]
    if not told:
        return ()
    story = _around(boxes, [blocks[title].container, blocks[told[0]].container])
    heads = [
        block
        for block in _headings_below(page)
        if block.index >= story.end
        and width(block.text) >= _HEADLINE
        and any(
            _is_short_date(blocks[at]) for at in range(block.index + 1, min(block.index + 3, len(blocks)))
        )
    ]
    if not 0 < len(heads) <= _APART_ARTICLES:
        return ()
    found: set[int] = set()
    for head in heads:
        box = boxes[head.container]
        while box.parent >= 0 and boxes[box.parent].first >= story.end:
            box = boxes[box.parent]
        if page.prose_in(box) and box.parent >= 0:
            found.update(range(box.first, box.end))
    return found


def _is_sentence(page: _Page, block: Block) -> bool:
    return page.features.good[block.index] > 0 and not block.hidden and not block.link_chars and _ends(block)


def _is_short_date(block: Block) -> bool:
    return len(block.text) <= _DATE_LENGTH and not block.heading and _is_date_line(block.text)


def _headings_below(page: _Page) -> list[Block]:
    """The visible headings below the headline that do not repeat it."""
    blocks, title = page.document.blocks, page.features.title
    below = (blocks[at] for at in page.features.heading[title + 1 :].nonzero()[0] + title + 1)
    return [block for block in below if not block.hidden and block.text != blocks[title].text]


def _told(page: _Page, end: int) -> list[int]:
    """The paragraphs of running text between the headline and the block `end`."""
    features = page.features
    return [
        at
        for at in range(features.title + 1, end)
        if features.good[at] >= _PROSE and _ends(page.document.blocks[at])
    ]


_CLOCK = lazy_regex(r"\d\s?[:：.h時时시]\s?\d\d|\d\s?[時时시]")


def _has_own_date(blocks: list[Block], head: int, *, timed: bool = False) -> bool:
    return any(
        len(block.text) <= _HEAD_LENGTH and not block.heading and _is_date_line(block.text, timed=timed)
        for block in blocks[head + 1 : head + 1 + (_NEAR if timed else _HEAD_LINES)]
    )


def _is_date_line(text: str, *, timed: bool = False) -> bool:
    """Whether a short line holds a date with a year and, if `timed`, a time of day."""
    if timed and _CLOCK.search(text) is None:
        return False
    return any(date.stamp.year and (not timed or date.stamp.hour is not None) for date in plain_dates(text))


def _ends(block: Block) -> bool:
    return block.text.endswith(ENDINGS)


def _shared_box(boxes: list[Container], head: Block, before: Block) -> bool:
    """Whether the smallest container that holds a headline and some text below it also holds `before`."""
    box = boxes[head.container]
    while box.parent >= 0 and box.end - box.first < 4:
        box = boxes[box.parent]
    return box.first <= before.index


# ---- consent notices ---------------------------------------------------------------------------------------

_COOKIES = words_of(COOKIES)
_PRIVACY = lazy_regex(pattern_of(PRIVACY), re.IGNORECASE)
_AGREE = lazy_regex(r"\W*(?:" + pattern_of(AGREE) + ")", re.IGNORECASE)
_AGREE_LENGTH = 40
# A notice has at least this many blocks that mention both cookies and privacy; with an agree button, blocks
# that mention either. In addition, at least the first share of its text is in blocks that mention cookies, or
# the second in blocks that mention either.
_NAMED_BLOCKS, _NAMED_SHARE, _SPEAKING_SHARE = 2, 0.3, 0.5


class _Notices(NamedTuple):
    """Prefix sums over a page's blocks.

    sizes      characters
    named      characters in blocks that mention cookies
    spoken     characters in blocks that mention cookies or privacy
    of_both    blocks that mention both
    of_either  blocks that mention either
    buttons    agree buttons
    """

    sizes: NDArray[np.float64]
    named: NDArray[np.float64]
    spoken: NDArray[np.float64]
    of_both: NDArray[np.float64]
    of_either: NDArray[np.float64]
    buttons: NDArray[np.float64]

    def is_notice(self, box: Container) -> bool:
        """Whether the content of a box is a consent notice."""
        if self.of_both[box.end] - self.of_both[box.first] >= _NAMED_BLOCKS:
            return self.speaks(box)
        return (
            self.buttons[box.end] > self.buttons[box.first]
            and self.of_either[box.end] - self.of_either[box.first] >= _NAMED_BLOCKS
            and self.speaks(box)
        )

    def speaks(self, box: Container) -> bool:
        """Whether enough of a box's text mentions cookies, or at least half of it cookies or privacy."""
        size = max(self.sizes[box.end] - self.sizes[box.first], 1)
        return bool(
            self.named[box.end] - self.named[box.first] >= _NAMED_SHARE * size
            or (
                self.named[box.end] > self.named[box.first]
                and self.spoken[box.end] - self.spoken[box.first] >= _SPEAKING_SHARE * size
            )
        )


# Prefilter: a case-insensitive `re` tries every character, so only blocks with these words are searched.
_WORDS_OF_NOTICES = WordGroups(
    lambda: [_COOKIES, needed_words(_PRIVACY.pattern), needed_words(_AGREE.pattern)], ignore_case=True
)
_MAY_NAME, _MAY_BE_PRIVATE, _MAY_AGREE = 0b001, 0b010, 0b100


def _sums_of_notices(blocks: list[Block]) -> _Notices:
    rows = np.zeros((6, len(blocks) + 1))
    rows[0, 1:] = [len(block.text) for block in blocks]
    for at, block in enumerate(blocks, 1):
        words = _WORDS_OF_NOTICES.of(block.text)
        if not words:
            continue
        length = len(block.text)
        named = words & _MAY_NAME > 0 and any(word in block.text for word in _COOKIES)
        private = (
            words & _MAY_BE_PRIVATE > 0 and length > _AGREE_LENGTH and _PRIVACY.search(block.text) is not None
        )
        rows[1:, at] = (
            length * named,
            length * (named or private),
            named and private,
            named or private,
            words & _MAY_AGREE > 0 and _is_agreement(block),
        )
    return _Notices(*rows.cumsum(axis=1))


def _is_agreement(block: Block) -> bool:
    """Whether a line is an agree button."""
    return len(block.text) <= _AGREE_LENGTH and _AGREE.match(block.text) is not None


def _asks_to_agree(document: Document) -> bool:
    return _WORDS_OF_NOTICES.of(document.text()) & _MAY_AGREE > 0 and any(
        _is_agreement(block) for block in document.blocks
    )


def consent_share(blocks: list[Block]) -> float:
    """The share of a page's text that mentions cookies or privacy, 0 to 1; 0 without an agree button."""
    if not any(word in block.text for block in blocks for word in _COOKIES):
        return 0.0
    sums = _sums_of_notices(blocks)
    if not sums.buttons[-1] or sums.of_either[-1] < _NAMED_BLOCKS:
        return 0.0
    return float(sums.spoken[-1] / max(sums.sizes[-1], 1))


def _consent_notice(page: _Page) -> Iterable[int]:
    """The largest boxes that are consent notices and do not contain the headline; none if the headline itself
    mentions cookies."""
    blocks, boxes = page.document.blocks, page.document.containers
    named = page.document.blocks_with(_COOKIES)
    if not named or any(block.index == page.features.title for block in named):
        return ()
    if len(named) < _NAMED_BLOCKS and not _asks_to_agree(page.document):
        return ()
    sums = _sums_of_notices(blocks)
    found: set[int] = set()
    for block in named:
        if block.index in found:
            continue
        box = boxes[block.container]
        notice = None
        while not page.is_under_headline(box):
            if sums.is_notice(box):
                notice = box
            elif notice is not None and not sums.speaks(box):
                break
            if box.parent < 0:
                break
            box = boxes[box.parent]
        if notice is not None:
            found.update(range(notice.first, notice.end))
    return found


# ---- content of other sites ----

_EXTERNAL = words_of(EXTERNAL)
_EMBED_BLOCKS, _EMBED_SHARE = 10, 0.6


def _embed_notice(page: _Page) -> Iterable[int]:
    """Small boxes that ask before they show content of another site (a post, a clip): at least two blocks, and most
    of the text, speak of external content or of privacy."""
    blocks, boxes = page.document.blocks, page.document.containers
    found: set[int] = set()
    for block in page.document.blocks_with(_EXTERNAL):
        if block.index in found:
            continue
        box, notice = boxes[block.container], None
        while box.parent >= 0 and box.end - box.first <= _EMBED_BLOCKS and not page.is_under_headline(box):
            told = [
                each
                for each in blocks[box.first : box.end]
                if any(word in each.text for word in _EXTERNAL) or _PRIVACY.search(each.text)
            ]
            size = sum(len(each.text) for each in blocks[box.first : box.end])
            if len(told) >= _NAMED_BLOCKS and sum(len(each.text) for each in told) >= _EMBED_SHARE * size:
                notice = box
            box = boxes[box.parent]
        if notice is not None:
            found.update(range(notice.first, notice.end))
    return found


# ---- slide shows -------------------------------------------------------------------------------------------

_COUNTER = lazy_regex(r"(\d{1,2})\s?(?:/|of|von|из|sur|de|di|van|av)\s?(\d{1,2})", re.IGNORECASE)
_SLIDES, _COUNTER_LENGTH = 3, 10


def _slide_show(page: _Page) -> Iterable[int]:
    """A box of slides with counters (`3/8`) between two paragraphs: it belongs to another story."""
    blocks, boxes = page.document.blocks, page.document.containers
    counters: dict[str, list[tuple[int, int]]] = defaultdict(list)
    short = (page.features.chars <= _COUNTER_LENGTH) & page.features.has_digits
    for at in short.nonzero()[0].tolist():
        if found := _COUNTER.fullmatch(blocks[at].text):
            counters[found[2]].append((int(found[1]), at))
    found_blocks: set[int] = set()
    for total, its in counters.items():
        numbers = [number for number, _ in its]
        if len(its) < _SLIDES or numbers != list(range(1, len(its) + 1)) or len(its) > int(total):
            continue
        box = _around(boxes, [blocks[at].container for _, at in its])
        while box.parent >= 0 and not page.is_between(box) and not page.is_under_headline(boxes[box.parent]):
            box = boxes[box.parent]
        if page.is_between(box) and not page.is_under_headline(box):
            found_blocks.update(range(box.first, box.end))
    return found_blocks


def _around(boxes: list[Container], inside: list[int]) -> Container:
    """The smallest container that holds all the given ones."""
    first, end = min(boxes[at].first for at in inside), max(boxes[at].end for at in inside)
    box = boxes[inside[0]]
    while box.parent >= 0 and not (box.first <= first and end <= box.end):
        box = boxes[box.parent]
    return box


# ---- cards -------------------------------------------------------------------------------------------------

# The minimum cards in a grid; the maximum blocks and characters in a card; the maximum length of a button.
_CARDS, _CARD_BLOCKS, _CARD_LENGTH, _BUTTON = 4, 8, 600, 40
_GRID_SHARE = 0.75
# A grid is removed only if the page has at least this many paragraphs outside it.
_PARAGRAPHS = 3


def grids_of(document: Document, features: Features) -> list[tuple[Container, list[Container]]]:
    """Each grid with its cards: similar small boxes side by side that all end with the same button."""
    if features.grids is None:
        features.grids = list(_grids(document, features))
    return features.grids


def _grids(document: Document, features: Features) -> Iterable[tuple[Container, list[Container]]]:
    blocks, boxes = document.blocks, document.containers
    ends: dict[str, list[Block]] = defaultdict(list)
    # Several cards end with the same button, so its text is repeated on the page.
    buttons_at = ((features.chars <= _BUTTON) & features.repeated).nonzero()[0]
    linked = (10 * features.link_chars >= 9 * features.chars)[buttons_at]
    for at, is_linked in zip(buttons_at.tolist(), linked.tolist(), strict=True):
        if is_linked or blocks[at].tag == "button":
            ends[blocks[at].text].append(blocks[at])
    for buttons in ends.values():
        if len(buttons) < _CARDS:
            continue
        grid = _around(boxes, [block.container for block in buttons])
        cards = []
        for block in buttons:
            card = boxes[block.container]
            while card.parent != grid.index and card.parent >= 0:
                card = boxes[card.parent]
            size = card.end - card.first
            if card.parent == grid.index and card.end == block.index + 1 and 1 < size <= _CARD_BLOCKS:
                cards.append(card)
        cards = list({card.index: card for card in cards}.values())
        covered = sum(card.end - card.first for card in cards)
        if len(cards) >= _CARDS and covered >= _GRID_SHARE * (grid.end - grid.first):
            yield grid, cards


def _cards(page: _Page) -> Iterable[int]:
    """Grids of cards in a container without other prose, on a page with several paragraphs elsewhere."""
    found: set[int] = set()
    blocks, boxes = page.document.blocks, page.document.containers
    for grid, cards in grids_of(page.document, page.features):
        inside = page.prose_in(grid)
        if (
            not inside
            or page.is_under_headline(grid)
            or page.prose[-1] - inside < _PARAGRAPHS
            or any(
                sum(len(blocks[at].text) for at in range(card.first, card.end)) > _CARD_LENGTH
                for card in cards
            )
        ):
            continue
        around = boxes[max(grid.parent, 0)]
        if page.prose_in(around) == inside:
            found.update(
                range(grid.first, grid.end)
                if page.is_under_headline(around)
                else range(around.first, around.end)
            )
    return found


def unlinked_cards(document: Document, features: Features, kept: set[int]) -> list[int]:
    """Headings and sentences of cards that are part of the article: a grid between two kept blocks whose
    headings are not linked."""
    found: list[int] = []
    blocks = document.blocks
    for grid, cards in grids_of(document, features):
        if grid.first - 1 not in kept or grid.end not in kept:
            continue
        lines = [
            [
                at
                for at in range(card.first, card.end - 1)
                if not blocks[at].link_chars and not blocks[at].hidden
            ]
            for card in cards
        ]
        if all(its and blocks[its[0]].heading and _ends(blocks[its[-1]]) for its in lines):
            found += [at for its in lines for at in its]
    return found


# ---- teasers -----------------------------------------------------------------------------------------------

# A short article begins at most this many lines below the headline. A row has at least this many teasers,
# each of at most this many lines, with a linked headline of at least this width (Latin characters).
_BEGINS, _TEASERS, _TEASER_LINES, _TEASER_HEAD = 6, 3, 6, 12.0


def _teasers_below(page: _Page) -> Iterable[int]:
    """Rows of teasers below a dated article of any length: similar boxes side by side, each with a linked
    headline above some text."""
    blocks, boxes = page.document.blocks, page.document.containers
    last = end_of_dated_text(page.document, page.features)
    if last < 0:
        return ()
    rows: dict[tuple[int, str], list[Container]] = defaultdict(list)
    linked = 10 * page.features.link_chars > 8 * page.features.chars
    linked[: last + 1] = False
    linked &= WIDE_WEIGHT * page.features.chars >= _TEASER_HEAD
    for at in linked.nonzero()[0].tolist():
        if width(blocks[at].text) < _TEASER_HEAD or blocks[at].hidden:
            continue
        card = boxes[blocks[at].container]
        while card.parent >= 0 and card.end - card.first < 2:
            card = boxes[card.parent]
        if 1 < card.end - card.first <= _TEASER_LINES and card.first > last:
            rows[card.parent, card.tag].append(card)
    found: set[int] = set()
    own = boxes[boxes[blocks[last].container].parent]
    for (row, _), cards in rows.items():
        told = {card.index for card in cards if _is_teaser(page, card)}
        apart = not own.first <= cards[0].first < own.end or (row != own.index and _are_dated(page, cards))
        if len(cards) >= _TEASERS and 3 * len(told) >= 2 * len(cards) and apart:
            found.update(at for card in cards for at in range(card.first, card.end))
    return found


# An entry of a news feed: `10:17 Mayor resigns`.
_TIMED = lazy_regex(r"\d{1,2}[:.]\d\d\s")


# The text begins at most this many lines below the headline: tools and related stories may come first.
_FEED_BEGINS = 14


def _news_feeds(page: _Page) -> Iterable[int]:
    """News feeds below the text: lists with at least three linked headlines after a time of day, each with or
    without a paragraph."""
    blocks, boxes, title = page.document.blocks, page.document.containers, page.features.title
    numbered = (blocks[at] for at in page.features.has_digits[title + 1 :].nonzero()[0] + title + 1)
    timed = [block for block in numbered if block.links and _TIMED.match(block.text)]
    if len(timed) < _TEASERS or blocks[title].links:
        return
    text = next(
        (
            block.index
            for block in blocks[title + 1 : title + 1 + _FEED_BEGINS]
            if page.features.good[block.index] >= _PROSE and not block.links and _ends(block)
        ),
        -1,
    )
    rows: dict[int, list[int]] = defaultdict(list)
    for block in timed:
        if 2 * block.link_chars > len(block.text) and not block.hidden:
            rows[boxes[block.container].parent].append(block.index)
    for row, its in rows.items():
        box = boxes[row]
        if len(its) >= _TEASERS and 3 * len(its) >= box.end - box.first and 0 <= text < box.first:
            yield from range(box.first, box.end)


def end_of_dated_text(document: Document, features: Features) -> int:
    """The last of the paragraphs directly below an unlinked headline with a date nearby, else -1."""
    blocks, title = document.blocks, features.title
    if (
        title < 0
        or blocks[title].links
        or not any(
            len(block.text) <= _HEAD_LENGTH and _is_date_line(block.text)
            for block in blocks[max(title - 2, 0) : title + _HEAD_LINES]
            if block.index != title
        )
    ):
        return -1
    last = -1
    for block in blocks[title + 1 :]:
        if features.good[block.index] >= _PROSE and not block.links and _ends(block):
            last = block.index
        elif last >= 0 or block.index > title + _BEGINS or (block.heading and block.links):
            break
    return last


def _is_teaser(page: _Page, card: Container) -> bool:
    """Whether the text in a box is short or truncated, or has a date of its own."""
    blocks = page.document.blocks[card.first : card.end]
    texts = [block.text for block in blocks if page.features.good[block.index] > 0]
    if 0 < sum(map(width, texts)) <= _TEASER_TEXT or any(text.endswith(_BREAKS_OFF) for text in texts):
        return True
    return bool(texts) and _has_date_line(page, card)


def _has_date_line(page: _Page, card: Container) -> bool:
    blocks = page.document.blocks[card.first : card.end]
    return any(len(block.text) <= _DATE_LENGTH and _is_date_line(block.text) for block in blocks)


def _are_dated(page: _Page, cards: list[Container]) -> bool:
    """Whether most of the boxes in a row have a date of their own: entries of a round-up have none."""
    return 2 * sum(_has_date_line(page, card) for card in cards) > len(cards)


_TEASER_TEXT = 200.0
_DATE_LENGTH = 30
_BREAKS_OFF = ("…", "...", "[…]", "[...]")


# ---- readers' comments -------------------------------------------------------------------------------------


def _remarks(page: _Page) -> Iterable[int]:
    """Comments recognized by structure, with their heading and the lines between them."""
    found = remarks_of(page.document, page.features)
    if not found:
        return ()
    blocks, first = page.document.blocks, found[0].first
    while first - 1 > page.features.title and _heads_remarks(blocks[first - 1]):
        first -= 1
    return range(first, found[-1].end)


def _heads_remarks(block: Block) -> bool:
    """Whether a line is the heading above comments or their count: `Opinie (3)`."""
    return len(block.text) <= _BUTTON and (block.heading > 0 or _COUNTED.search(block.text) is not None)


_COUNTED = lazy_regex(r"[(（]\s?\d{1,5}\s?[)）]$|^\d{1,5}\s\w+$")


_RULES: tuple[tuple[str, Callable[[_Page], Iterable[int]]], ...] = (
    ("second article", _second_article),
    ("next article", _next_articles),
    ("next article", _article_elsewhere),
    ("teasers", _teasers_below),
    ("news feed", _news_feeds),
    ("consent notice", _consent_notice),
    ("consent notice", _embed_notice),
    ("slide show", _slide_show),
    ("cards", _cards),
    ("reader comments", _remarks),
)
