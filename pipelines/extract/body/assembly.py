"""Choose the blocks of the body: turn the model's probability for each block into one text with exact ends.

Each step is a function and has a name that `explain` shows: `model` (probabilities), `anchor` (an
article is in one container), `run` (neighbouring blocks get the same label unless there is a reason not to),
`table` (a data table is kept as a whole), `hidden`, `dialog`, `repeated`, `second article`, `related list`,
`teaser`, `search words`, `line` (boilerplate lines such as 责任编辑 or "Read more" at the ends), `title`,
`caption`, `linked`, `region` (blocks outside the main region, see `regions`). This module chooses; what is then added
is in `complete_structures`, and what is removed in `copies_and_overlays`, `related_links`, `interruptions` and
`trim_ends`.
"""

from __future__ import annotations

from collections.abc import Collection, Sequence

import msgspec
import numpy as np
from numpy.typing import NDArray

from newsmill.pipelines.extract.body.complete_structures import whole_boxes, whole_code, whole_tables
from newsmill.pipelines.extract.body.copies_and_overlays import first_article, once, visible, without_dialogs
from newsmill.pipelines.extract.body.excluded_structures import set_apart
from newsmill.pipelines.extract.body.feature_columns import Floats, compiled_measuring
from newsmill.pipelines.extract.body.features import Features, measure
from newsmill.pipelines.extract.body.inserted import biography, lists_of_links
from newsmill.pipelines.extract.body.interruptions import running_text
from newsmill.pipelines.extract.body.model import load, probabilities
from newsmill.pipelines.extract.body.regions import measure_regions, region_starts
from newsmill.pipelines.extract.body.related_links import without_insertions, without_lists
from newsmill.pipelines.extract.body.thresholds import (
    CAPTION_HINT,
    CELL_TAGS,
    MIN_BODY_CHARS,
    MOSTLY_LINKED,
    WHOLE_ARTICLE_CHARS,
)
from newsmill.pipelines.extract.body.trim_ends import (
    trim,
    without_last_headings,
    without_last_links,
    without_numbers,
)
from newsmill.pipelines.extract.fields.dates import plain_dates
from newsmill.pipelines.extract.fields.person_names import is_person
from newsmill.pipelines.extract.lexicon.class_hints import Hint
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS
from newsmill.pipelines.extract.page.blocks import Block, Document
from newsmill.pipelines.extract.page.character_classes import width

__all__ = ["Body", "assemble", "before_choice", "find_body"]

# Transition cost between labels, in nats: high between paragraphs of one tag under one parent, lower inside
# one container, zero elsewhere. Chosen on held-out sites, see docs/extraction.md.
_COST_ALIKE = 1.5
_COST_SAME_BOX = 0.7
# The log-odds of a single block are clipped to this many nats either way.
_TRUST = 4.0
# Score of blocks that `excluded_structures` rules out: too low for any neighbours to bring them back.
_APART = -20.0
# Blocks directly below the anchor with at least this probability have no penalty.
_GOES_ON = 0.6
# The anchor is the smallest container with at least this share of the probable text. Its bonus is in nats.
_ANCHOR_SHARE = 0.8
_ANCHOR = 1.25
# The mean probability below which a body is doubtful.
_LOW_CONFIDENCE = 0.5
# A weak probability: too low to trust, but enough when no other block scores higher.
_WEAK_PROBABILITY = 0.3
# Added to the model's probability when groups of paragraphs are weighed by their running text.
_BY_DENSITY = 0.1
_ELSEWHERE = int(Hint.COMMENT | Hint.FOOTER | Hint.NAVIGATION | Hint.RELATED | Hint.OVERLAY | Hint.SIGNUP)
# The prior is ignored if it would leave less than this share of the body.
_LEAST_LEFT = 0.4
# Fields that take a whole line. A byline is not listed: it may be the start of a paragraph.
_FIELD_LINES = frozenset(("title", "subtitle", "lead", "section", "keywords"))
# The rule of lines that open a body and belong above it.
_ABOVE_TEXT = "line-above-text"
# Length limit of a body line that is dropped because the date was read from it.
_DATE_LINE_LENGTH = 30
# The same for the first line, if bars separate its cells.
_CELLS_LENGTH = 100
# A name is at most this long, in characters; the text between date and name.
_NAME_LENGTH = 40
# Such a line is the body's first, or below a lead that is taken from it.
_OPENING_LINES = 2
_BETWEEN_CREDITS = " \t·•|,;:/–—-"


class Body(msgspec.Struct):
    """The body of a page.

    blocks       in reading order
    probability  the model's probability for every block of the page
    rules        by block index, the rule that decided if it was not the probability alone (`run`, `hidden`,
                 `repeated`, `line: editors` …)
    mass         running text in the body, in Latin characters
    belonging    by block index, the probability that the block's region belongs to the article; set only
                 if there was more than one region
    """

    blocks: list[Block]
    probability: Floats
    features: Features | None
    rules: dict[int, str]
    mass: float = 0.0
    belonging: dict[int, float] = {}

    @property
    def confidence(self) -> float:
        """The mean probability of the blocks that were kept, 0 to 1."""
        kept = [block.index for block in self.blocks]
        return _mean(self.probability, kept) if kept else 0.0

    def texts(self) -> list[str]:
        """The text of each block."""
        return [block.text for block in self.blocks]

    def without_fields(self, labels: dict[int, tuple[str, str]]) -> Body:
        """The body without lines recognized as fields such as the title. Labels are by block index."""
        dropped = {
            block.index: f"field: {label}"
            for block in self.blocks
            if (label := labels.get(block.index, ("", ""))[0]) in _FIELD_LINES
            or labels.get(block.index, ("", ""))[1] == _ABOVE_TEXT
            or (label == "date" and (len(block.text) <= _DATE_LINE_LENGTH or self._opens_with_credits(block)))
        }
        if not dropped:
            return self
        blocks = [block for block in self.blocks if block.index not in dropped]
        return Body(
            blocks, self.probability, self.features, {**self.rules, **dropped}, self.mass, self.belonging
        )

    def _opens_with_credits(self, block: Block) -> bool:
        """Whether a block is the body's first and a line of cells (`By Jane Doe | 7 March 2021, 18:35 | Business`),
        or a date and a name (`14 de marzo de 2024 · Lucía Ferrer`)."""
        if block not in self.blocks[:_OPENING_LINES] or len(block.text) > _CELLS_LENGTH:
            return False
        if " | " in block.text:
            return True
        dates = plain_dates(block.text)
        if not dates or block.text.endswith(ENDINGS):
            return False
        beside = (block.text[: dates[0].start] + block.text[dates[-1].end :]).strip(_BETWEEN_CREDITS)
        return len(beside) <= _NAME_LENGTH and is_person(beside)

    def without_signature(self, outlets: Collection[str], title: str) -> Body:
        """The body without the name of the outlet as its last line.

        outlets  names of the outlet, in lower case
        title    the headline, which is not one of them
        """
        if len(self.blocks) < 2:
            return self
        last = self.blocks[-1].text.strip(_BETWEEN_CREDITS)
        if len(last) > _NAME_LENGTH or last.casefold() not in outlets or last == title:
            return self
        rules = {**self.rules, self.blocks[-1].index: "line: source"}
        return Body(self.blocks[:-1], self.probability, self.features, rules, self.mass, self.belonging)

    def without_biography(self, names: Sequence[str], title: str) -> Body:
        """The body without the note about its author at the end."""
        at = biography(self.texts(), names, title) if names and self.mass >= WHOLE_ARTICLE_CHARS else None
        if at is None:
            return self
        rules = {**self.rules, self.blocks[at].index: "biography"}
        blocks = self.blocks[:at] + self.blocks[at + 1 :]
        return Body(blocks, self.probability, self.features, rules, self.mass, self.belonging)

    def emptied(self, rule: str) -> Body:
        """The same page with an empty body, for the given reason."""
        rules = {**self.rules, **{block.index: rule for block in self.blocks}}
        return Body([], self.probability, self.features, rules, belonging=self.belonging)


def _mean(probability: Floats, kept: list[int]) -> float:
    """The mean over some blocks, at least one. Not `mean`, whose wrapping costs more than the arithmetic."""
    return float(np.add.reduce(probability[kept]) / np.float32(len(kept)))


def find_body(document: Document, title: str, prior: NDArray[np.float64] | None = None) -> Body:
    """The body of a page.

    title    the text of `<title>`, used to find the headline among the blocks
    prior    a value for each block from outside the page, in nats (see
             `newsmill.pipelines.extract.body.site_profile.prior`). It is ignored if it would leave little of the
             body that is found without it
    """
    if not document.blocks:
        return Body([], np.zeros(0, np.float32), None, {})
    features = measure(document, title)
    probability = probabilities(document, features)
    body = assemble(document, features, probability)
    if prior is None or not prior.any():
        return body
    informed = assemble(document, features, probability, prior)
    if informed.mass < _LEAST_LEFT * body.mass:
        return body
    kept = {block.index for block in informed.blocks}
    informed.rules.update({block.index: "profile" for block in body.blocks if block.index not in kept})
    return informed


def assemble(
    document: Document, features: Features, probability: Floats, prior: NDArray[np.float64] | None = None
) -> Body:
    """The body from the model's probability for each block and an optional prior in nats."""
    kept, rules = before_choice(document, features, probability, prior)
    belonging: dict[int, float] = {}
    kept = _one_article(document, features, probability, kept, rules, belonging)
    kept = _with_photo_text(document, features, kept, rules)
    kept = _with_verses(document, features, kept, rules)
    blocks = [document.blocks[index] for index in kept]
    mass = features.mass(kept)
    return Body(blocks, probability, features, rules, mass, belonging)


def before_choice(
    document: Document, features: Features, probability: Floats, prior: NDArray[np.float64] | None = None
) -> tuple[list[int], dict[int, str]]:
    """The blocks that look like article text, from any number of regions, and `Body.rules` for them."""
    apart = set_apart(document, features)
    aside = np.array(list(apart), np.int64)
    if apart:
        probability = probability.copy()
        probability[aside] = 0
    rules = dict(apart)
    scores = _anchored(features, probability)
    if prior is not None:
        scores = scores + prior
    scores[aside] = _APART
    kept = _finish(document, features, probability, _runs(features, scores, rules), rules)
    mass = features.mass(kept)
    if mass < MIN_BODY_CHARS or _mean(probability, kept) < _LOW_CONFIDENCE:
        others = dict(apart)
        rescued = _with_densest(document, features, probability, scores)
        rescued[aside] = _APART
        second = _finish(document, features, probability, _runs(features, rescued, others), others)
        if features.mass(second) > mass:
            kept, rules = second, others
    if not kept or _mean(probability, kept) < _LOW_CONFIDENCE:
        below = [index for index in _below_headline(document, features) if index not in apart]
        # Doubtful text further down is a teaser or the next article.
        if below and (not kept or (below[-1] < kept[0] and features.mass(below) >= _OPENING)):
            rules.update(dict.fromkeys(below, "below the headline"))
            kept = _finish(document, features, probability, below, rules)
    return kept, rules


# Paragraphs below the headline with this much running text (Latin characters) win over doubtful text.
_OPENING = 150.0
# The text starts at most this many blocks below the headline: section, date, byline and picture come first.
_HEAD_LINES = 6


def _below_headline(document: Document, features: Features) -> list[int]:
    """The paragraphs right below the headline: a last resort for pages where nothing else found a body.

    Example: a note of two sentences above fifty comments, all in one container.
    """
    if features.title < 0:
        return []
    found: list[int] = []
    for block in document.blocks[features.title + 1 :]:
        prose = (
            block.tag == "p"
            and not block.hidden
            and features.good[block.index] > 0
            and block.link_density < MOSTLY_LINKED / 2
            and not document.containers[block.container].own & _ELSEWHERE
            and (bool(found) or block.text.endswith(ENDINGS))
        )
        if prose:
            found.append(block.index)
        elif found or block.heading or block.index > features.title + _HEAD_LINES:
            break
    return found if features.mass(found) >= MIN_BODY_CHARS else []


# Regions with a lower score do not belong to the article.
_BELONGS = 0.35


def _one_article(
    document: Document,
    features: Features,
    probability: Floats,
    kept: list[int],
    rules: dict[int, str],
    belonging: dict[int, float],
) -> list[int]:
    """Keep the main region and the regions that belong to it; drop the next article, teasers, and notices
    far below."""
    if len(kept) < 2 or kept[-1] - kept[0] == len(kept) - 1:
        return kept
    every = np.array(kept, np.int64)
    starts = region_starts(features, every)
    if len(starts) < 2:
        return kept
    rows, main = measure_regions(document, features, probability, every, starts)
    scores = load().region(rows).astype(np.float64).round(4)
    # Tables and whole lists have rules of their own, so the region score does not drop them.
    cells = np.array(
        [document.blocks[index].tag in CELL_TAGS or rules.get(index) == "whole list" for index in kept]
    )
    safe = np.logical_and.reduceat(cells, starts)
    safe[main] = True
    scores[safe] = np.maximum(scores[safe], _BELONGS)
    of_block = np.repeat(scores, np.diff(np.append(starts, len(kept))))
    belonging.update(zip(kept, of_block.tolist(), strict=True))
    stays = (of_block >= _BELONGS) | _in_row_with(document, features, probability, every, starts, main)
    rules.update(dict.fromkeys(every[~stays].tolist(), "region"))
    left: list[int] = every[stays].tolist()
    return left


# A block with this probability is text if it is in one row with the main region.
_SURE_TEXT = 0.9


def _in_row_with(
    document: Document,
    features: Features,
    probability: Floats,
    kept: NDArray[np.int64],
    starts: NDArray[np.int64],
    main: int,
) -> NDArray[np.bool_]:
    """For each kept block, whether it is surely text and a child of the container that the paragraphs of the
    main region are in: a heading between two boxes that were left out.
    """
    blocks, boxes = document.blocks, document.containers
    end = starts[main + 1] if main + 1 < len(starts) else len(kept)
    inside = kept[starts[main] : end]
    heaviest = int(inside[np.argmax(features.weight[inside])])
    row = boxes[blocks[heaviest].container].parent
    in_row = [boxes[blocks[index].container].parent == row for index in kept.tolist()]
    found: NDArray[np.bool_] = np.array(in_row) & (probability[kept] >= _SURE_TEXT)
    return found | _of_same_shape(document, kept, heaviest, inside.tolist())


def _of_same_shape(
    document: Document, kept: NDArray[np.int64], heaviest: int, inside: list[int]
) -> NDArray[np.bool_]:
    """For each kept block, whether it is a paragraph beside those of the main region and of the same class, or
    a heading of the class that the headings of the main region have: further sections of a long entry.
    """
    blocks, boxes = document.blocks, document.containers

    def shape(index: int) -> tuple[str, str, bool]:
        return blocks[index].tag, blocks[index].element.get("class") or "", blocks[index].heading > 0

    row = boxes[blocks[heaviest].container].parent
    heads = {shape(index) for index in inside if blocks[index].heading > 1}
    if not heads or not shape(heaviest)[1]:
        return np.zeros(len(kept), np.bool_)

    def stays(index: int) -> bool:
        parent = boxes[blocks[index].container].parent
        if blocks[index].heading:
            return shape(index) in heads and row in (parent, boxes[parent].parent)
        return parent == row and shape(index) == shape(heaviest)

    return np.array([stays(index) for index in kept.tolist()])


# Captions are the text if there are this many with sentences, this many times the text of the body, and this
# much text in total (Latin characters).
_PHOTOS, _PHOTO_SHARE, _PHOTO_TEXT = 3, 2.0, 120.0


def _with_photo_text(
    document: Document, features: Features, kept: list[int], rules: dict[int, str]
) -> list[int]:
    """Add the captions of photo news: a series of pictures whose captions are all the text."""
    blocks, boxes = document.blocks, document.containers
    unlinked = (features.good > 0) & (2 * features.link_chars < features.chars)
    unlinked[: max(features.title, 0)] = False
    captions = [
        index
        for index in unlinked.nonzero()[0].tolist()
        if (blocks[index].tag == "figcaption" or boxes[blocks[index].container].own & CAPTION_HINT)
        and not boxes[blocks[index].container].chain & _ELSEWHERE
    ]
    if len(captions) < _PHOTOS:
        return kept
    size = features.mass(captions)
    others = [index for index in kept if index not in captions]
    if size < max(_PHOTO_TEXT, _PHOTO_SHARE * features.mass(others)):
        return kept
    rules.update(dict.fromkeys(captions, "photo text"))
    return sorted({*others, *captions})


# Verses are at least this many lines of one element, each at most this wide (Latin characters). With more text than
# the last figure below them they are a motto or a summary.
_VERSES, _VERSE_WIDTH, _NOTES = 3, 60.0, 400.0
_VERSE_ENDS = (*ENDINGS, "，", "；", "、", "：", ",", ";", ":", "—")


def _with_verses(document: Document, features: Features, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Add the poem below the headline: lines of one element that a `<br>` parts and a mark ends."""
    blocks, first = document.blocks, features.title + 1
    if not first or features.mass(kept) > _NOTES:
        return kept
    for start in range(first, min(first + _HEAD_LINES, len(blocks))):
        if kept and start >= kept[0]:
            return kept
        box = document.containers[blocks[start].container]
        lines = [block for block in blocks[box.first : box.end] if not block.hidden]
        ended = sum(block.text.endswith(_VERSE_ENDS) for block in lines)
        if (
            box.first == start
            and box.end - start >= _VERSES
            and len({block.container for block in lines}) == 1
            and 4 * ended >= 3 * len(lines)
            and all(width(block.text) <= _VERSE_WIDTH and not block.links for block in lines)
            and not box.chain & _ELSEWHERE
        ):
            found = [block.index for block in lines]
            rules.update(dict.fromkeys(found, "verses"))
            return sorted({*found, *kept})
    return kept


def _finish(
    document: Document, features: Features, probability: Floats, kept: list[int], rules: dict[int, str]
) -> list[int]:
    kept = whole_tables(document, kept, rules)
    kept = whole_code(document, kept, rules)
    kept = whole_boxes(document, features, kept, rules)
    kept = visible(document.blocks, features, probability, kept, rules)
    kept = without_dialogs(document, features, kept, rules)
    kept = once(document, features, kept, rules)
    kept = first_article(document, features, kept, rules)
    kept = without_lists(document.blocks, features, kept, rules)
    kept = without_insertions(document, features, kept, rules)
    if links := lists_of_links(document, features, kept):
        rules.update(dict.fromkeys(links, "related list"))
        kept = [index for index in kept if index not in links]
    kept = trim(document, features, kept, rules)
    kept = running_text(document, features, kept, rules)
    kept = without_numbers(document, kept, rules)
    kept = without_last_links(document, features, kept, rules)
    return without_last_headings(document, kept, rules)


def _anchored(features: Features, probability: Floats) -> NDArray[np.float64]:
    """Log-odds in nats, with a bonus inside the smallest container that holds most of the probable text, and
    a penalty outside.

    An article is in one place. This is the classic best-container heuristic, used as one input among others.
    """
    # Not `np.clip`, whose wrapping costs more than the arithmetic.
    likely = np.minimum(np.maximum(probability.astype(np.float64), 1e-4), 1 - 1e-4)
    scores: NDArray[np.float64] = np.log(likely / (1 - likely))
    np.minimum(np.maximum(scores, -_TRUST, out=scores), _TRUST, out=scores)
    sums = np.zeros(len(scores) + 1)
    (likely * likely * (features.weight + 5)).cumsum(out=sums[1:])
    inside = sums[features.end] - sums[features.first]
    holding = (inside >= _ANCHOR_SHARE * sums[-1]).nonzero()[0]
    first, end = features.first[holding], features.end[holding]
    box = (end - first).argmin()
    within = slice(first[box], end[box])
    anchored: NDArray[np.float64] = scores - _ANCHOR
    anchored[within] = scores[within] + _ANCHOR
    # The last part of an article may be in a container of its own, directly below.
    after = within.stop
    while after < len(likely) and likely[after] >= _GOES_ON:
        anchored[after] = scores[after]
        after += 1
    return anchored


def _with_densest(
    document: Document, features: Features, probability: Floats, scores: NDArray[np.float64]
) -> NDArray[np.float64]:
    """The scores of a page that the model is unsure of, adjusted to fall back to the densest text group.

    If no block has at least a weak probability, raise the group of paragraphs (one tag, one parent) with the
    most running text outside comments and the like, and its container. Otherwise raise the group of the most
    probable block.
    """
    outside = [not document.containers[block.container].chain & _ELSEWHERE for block in document.blocks]
    good = features.good * outside
    # A heading does not say which group the paragraphs below it are in.
    paragraph = probability * ~features.heading
    likely = int(np.argmax(paragraph * outside))
    if probability[likely] < _WEAK_PROBABILITY:
        # If the whole page is in a container with such a name (a page of comments, a class name of the
        # theme), the name carries no information.
        likely = int(np.argmax(paragraph))
    hopeful = probability[likely] >= (_WEAK_PROBABILITY if outside[likely] else _LOW_CONFIDENCE)
    mass = np.bincount(features.group, weights=good * (probability + _BY_DENSITY))
    alike = features.group == (features.group[likely] if hopeful else int(np.argmax(mass)))
    if hopeful:
        return np.where(alike & (probability >= _WEAK_PROBABILITY / 2), np.maximum(scores, 0) + 2, scores)
    if float(good[alike].sum()) < MIN_BODY_CHARS:
        return scores
    box = features.levels[1][int(np.argmax(alike))]
    index = np.arange(len(scores))
    inside = (index >= features.first[box]) & (index < features.end[box])
    raised: NDArray[np.float64] = np.where(
        alike & (features.good > 0), np.maximum(scores, -1) + 3, np.where(inside, scores + 1, scores - 1)
    )
    return raised


def _runs(features: Features, scores: NDArray[np.float64], rules: dict[int, str]) -> list[int]:
    """The best labelling of the block sequence (Viterbi over two states): block scores against the
    transition cost between labels."""
    compiled = compiled_measuring()
    if compiled is None:
        labels = _labels_in_python(features, scores)
    else:
        labels = compiled.cheapest_labels(
            scores, features.group, features.levels, _COST_ALIKE, _COST_SAME_BOX
        )
    is_body = np.frombuffer(labels, np.bool_)
    rules.update(dict.fromkeys((is_body != (scores > 0)).nonzero()[0].tolist(), "run"))
    kept: list[int] = is_body.nonzero()[0].tolist()
    return kept


def _labels_in_python(features: Features, scored: NDArray[np.float64]) -> bytes:
    """Pure-Python fallback: one byte per block, 1 if it is body."""
    scores = scored.tolist()
    costs = _costs(features)
    body, other = scores[0], 0.0
    # Back pointers: whether the best path to each block as body, and as non-body, comes from a body block.
    to_body, to_other = [True], [False]
    for score, cost in zip(scores[1:], costs[1:], strict=True):
        entering, leaving = other - cost, body - cost
        to_body.append(body >= entering)
        to_other.append(leaving > other)
        body, other = (body if body >= entering else entering) + score, leaving if leaving > other else other
    state = body > other
    labels = bytearray(len(scores))
    for index in range(len(scores) - 1, -1, -1):
        labels[index] = state
        state = to_body[index] if state else to_other[index]
    return bytes(labels)


def _costs(features: Features) -> list[float]:
    group, (inner, outer) = features.group, features.levels[:2]
    costs = np.zeros(len(group))
    close = (
        (outer[1:] == outer[:-1])
        | (inner[1:] == outer[:-1])
        | (outer[1:] == inner[:-1])
        | (inner[1:] == inner[:-1])
    )
    costs[1:] = np.where(group[1:] == group[:-1], _COST_ALIKE, np.where(close, _COST_SAME_BOX, 0.0))
    result: list[float] = costs.tolist()
    return result
