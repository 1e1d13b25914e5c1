"""Choose the blocks of the body: turn the model's probability for each block into one text with exact ends.

Each step is a function and has a name that `explain` shows: `model` (probabilities), `anchor` (an
article is in one container), `run` (neighbouring blocks get the same label unless there is a reason not to),
`table` (a data table is kept as a whole), `hidden`, `dialog`, `repeated`, `second article`, `related list`,
`teaser`, `search words`, `line` (standing lines such as 责任编辑 or "Read more" at the ends), `title`,
`caption`, `linked`, `region` (blocks outside the main region, see `regions`).
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Sequence
from functools import cache

import msgspec
import numpy as np
from numpy.typing import NDArray

from newsmill.pipelines.compiled import module
from newsmill.pipelines.extract.body.apart import set_apart, unlinked_cards
from newsmill.pipelines.extract.body.features import Features, Floats, compiled_measuring, measure
from newsmill.pipelines.extract.body.inserted import biography, lists_of_links
from newsmill.pipelines.extract.body.model import load, probabilities
from newsmill.pipelines.extract.body.regions import measure_regions, region_starts
from newsmill.pipelines.extract.body.rows import missing_in_column, numbered_steps
from newsmill.pipelines.extract.body.standing import standing_line_kind
from newsmill.pipelines.extract.fields.credits import is_line_of_names, parse_credit_line
from newsmill.pipelines.extract.fields.dates import plain_dates
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS
from newsmill.pipelines.extract.lexicon.vocabulary import Sign
from newsmill.pipelines.extract.page.blocks import Block, Container, Document
from newsmill.pipelines.extract.page.characters import width
from newsmill.pipelines.extract.page.tree import Element
from newsmill.pipelines.regex import lazy_regex

__all__ = ["Body", "assemble", "before_choice", "find_body"]

# Transition cost between labels, in nats: high between paragraphs of one tag under one parent, lower inside
# one container, zero elsewhere. Chosen on held-out sites, see docs/extraction.md.
_COST_ALIKE = 1.5
_COST_SAME_BOX = 0.7
# The log-odds of a single block are clipped to this many nats either way.
_TRUST = 4.0
# Score of blocks that `apart` rules out: too low for any neighbours to bring them back.
_APART = -20.0
# The anchor is the smallest container with at least this share of the probable text. Its bonus is in nats.
_ANCHOR_SHARE = 0.8
_ANCHOR = 1.25
# The minimum size of a body (Latin characters), and the mean probability below which the result is doubtful.
_LITTLE = 60.0
_UNSURE = 0.5
# A weak probability: too low to trust, but enough when no other block scores higher.
_HOPE = 0.3
# Added to the model's probability when groups of paragraphs are weighed by their running text.
_BY_DENSITY = 0.1
_ELSEWHERE = int(Sign.COMMENT | Sign.FOOTER | Sign.NAVIGATION | Sign.RELATED | Sign.OVERLAY | Sign.SIGNUP)
# Hidden text is kept only if the whole article is hidden until a script shows it.
_HIDDEN_SHARE = 0.3
# A hidden block that begins with the same characters as a visible one is a copy of it.
_COPY_HEAD = 40
# The same paragraph twice usually means one layout for wide screens and one for narrow ones.
_REPEATED_LENGTH = 60
_OFTEN, _NEAR, _COPIED_SHARE = 4, 3, 0.2
_ABOVE_TITLE = 0.15
# How far from either end a standing line may be, in blocks. The kinds in `_ANYWHERE` are removed everywhere.
_END_REACH = 12
_START_REACH = 5
_TITLE = int(Sign.TITLE)
_SENTENCE = 24
# A line with a larger share of its text in links is not prose.
_LINKED = 0.6
_SUMMARY = lazy_regex(
    r"[【\[]?(?:核心提示|内容提要|内容摘要|新闻提要|导读|摘要|提要)(?:[】\]]?\s?[:：]|[】\]])"
)
# A short line right below a picture that ends with the name of the photographer.
_PHOTO_CREDIT = lazy_regex(
    r"^.{0,120}(?:摄|攝|供图|(?:图片来源|撮影|Photo|Foto|Фото|Credit|Image)\s?[:：/].{0,40}|\((?:Photo|"
    r"Image|Foto|Фото)\b.{0,40}|©\s?[^.。]{2,40})[)）]?$"
)
# Licence numbers and copyright notices from page footers, and the font size buttons.
# Every alternative begins with a literal character, so `re` skips all other positions.
_REGISTER = lazy_regex(
    r"版权所有|未经.{0,8}(?:授权|许可|允许).{0,6}(?:禁止|不得|请勿)|字体\s?[:：]|ICP[备證证]|公网安备|"
    r"信息服务许可证|视听节目许可证|经营许可证"
)
_PLAYER = int(Sign.MEDIA)
_PLAYER_NOTE = 60
# A box with a player's class name and more than this share of the text is the container of the text itself.
_PLAYER_SHARE = 0.2
_CAPTION = int(Sign.LEGEND)
_CAPTION_LINES = 4
# If captions make up more than this share of the remaining text, they are the text (photo news).
_CAPTION_SHARE = 0.7
# The prior is ignored if it would leave less than this share of the body.
_LEAST_LEFT = 0.4
_LINE_LENGTH = 160
_CELLS = ("td", "th")
# The median cell of a data table is at most this long, in characters.
_CELL = 60
# Fields that take a whole line. A byline is not listed: it may be the start of a paragraph.
_FIELD_LINES = frozenset(("title", "subtitle", "lead", "section", "keywords"))
# Length limit of a body line that is dropped because the date was read from it.
_DATE_LINE_LENGTH = 30
_DATE_LINE = lazy_regex(r"(?:19|20)\d\d\s?[-/.年]\s?\d{1,2}\s?[-/.月]\s?\d{1,2}日?\s{0,3}\d{1,2}:\d\d")
_ANYWHERE = frozenset(("follow", "related", "tags", "paging", "correction", "counts", "buttons", "picture"))


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
        return float(self.probability[kept].mean()) if kept else 0.0

    def texts(self) -> list[str]:
        """The text of each block."""
        return [block.text for block in self.blocks]

    def without_fields(self, labels: dict[int, tuple[str, str]]) -> Body:
        """The body without lines recognized as fields such as the title. Labels are by block index."""
        dropped = {
            block.index: f"field: {label}"
            for block in self.blocks
            if (label := labels.get(block.index, ("", ""))[0]) in _FIELD_LINES
            or (label == "date" and len(block.text) <= _DATE_LINE_LENGTH)
        }
        if not dropped:
            return self
        blocks = [block for block in self.blocks if block.index not in dropped]
        return Body(
            blocks, self.probability, self.features, {**self.rules, **dropped}, self.mass, self.belonging
        )

    def without_biography(self, names: Sequence[str], title: str) -> Body:
        """The body without the note about its author at the end."""
        at = biography(self.texts(), names, title) if names and self.mass >= _WHOLE_ARTICLE else None
        if at is None:
            return self
        rules = {**self.rules, self.blocks[at].index: "biography"}
        blocks = self.blocks[:at] + self.blocks[at + 1 :]
        return Body(blocks, self.probability, self.features, rules, self.mass, self.belonging)

    def emptied(self, rule: str) -> Body:
        """The same page with an empty body, for the given reason."""
        rules = {**self.rules, **{block.index: rule for block in self.blocks}}
        return Body([], self.probability, self.features, rules, belonging=self.belonging)


def find_body(document: Document, title: str, opinion: NDArray[np.float64] | None = None) -> Body:
    """The body of a page.

    title    the text of `<title>`, used to find the headline among the blocks
    opinion  a prior for each block from outside the page, in nats (see
             `newsmill.pipelines.extract.body.profile.prior`). It is ignored if it would leave little of the
             body that is found without it
    """
    if not document.blocks:
        return Body([], np.zeros(0, np.float32), None, {})
    features = measure(document, title)
    probability = probabilities(document, features)
    body = assemble(document, features, probability)
    if opinion is None or not opinion.any():
        return body
    informed = assemble(document, features, probability, opinion)
    if informed.mass < _LEAST_LEFT * body.mass:
        return body
    kept = {block.index for block in informed.blocks}
    informed.rules.update({block.index: "profile" for block in body.blocks if block.index not in kept})
    return informed


def assemble(
    document: Document, features: Features, probability: Floats, opinion: NDArray[np.float64] | None = None
) -> Body:
    """The body from the model's probability for each block and an optional prior in nats."""
    kept, rules = before_choice(document, features, probability, opinion)
    belonging: dict[int, float] = {}
    kept = _one_article(document, features, probability, kept, rules, belonging)
    kept = _with_photo_text(document, features, kept, rules)
    blocks = [document.blocks[index] for index in kept]
    mass = features.mass(kept)
    return Body(blocks, probability, features, rules, mass, belonging)


def before_choice(
    document: Document, features: Features, probability: Floats, opinion: NDArray[np.float64] | None = None
) -> tuple[list[int], dict[int, str]]:
    """The blocks that look like article text, from any number of regions, and `Body.rules` for them."""
    apart = set_apart(document, features)
    aside = np.array(list(apart), np.int64)
    if apart:
        probability = probability.copy()
        probability[aside] = 0
    rules = dict(apart)
    scores = _anchored(features, probability)
    if opinion is not None:
        scores = scores + opinion
    scores[aside] = _APART
    kept = _finish(document, features, probability, _runs(features, scores, rules), rules)
    mass = features.mass(kept)
    if mass < _LITTLE or float(probability[kept].mean()) < _UNSURE:
        others = dict(apart)
        rescued = _with_densest(document, features, probability, scores)
        rescued[aside] = _APART
        second = _finish(document, features, probability, _runs(features, rescued, others), others)
        if features.mass(second) > mass:
            kept, rules = second, others
    if not kept or float(probability[kept].mean()) < _UNSURE:
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
            and block.link_density < _LINKED / 2
            and not document.containers[block.container].own & _ELSEWHERE
            and (bool(found) or block.text.endswith(ENDINGS))
        )
        if prose:
            found.append(block.index)
        elif found or block.heading or block.index > features.title + _HEAD_LINES:
            break
    return found if features.mass(found) >= _LITTLE else []


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
        [document.blocks[index].tag in _CELLS or rules.get(index) == "whole list" for index in kept]
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


# A block with this probability is text if it stands in one row with the main region.
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
    return found


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
        for index in np.flatnonzero(unlinked).tolist()
        if (blocks[index].tag == "figcaption" or boxes[blocks[index].container].own & _CAPTION)
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


def _finish(
    document: Document, features: Features, probability: Floats, kept: list[int], rules: dict[int, str]
) -> list[int]:
    kept = _whole_tables(document, kept, rules)
    kept = _whole_code(document, kept, rules)
    kept = _whole_boxes(document, features, kept, rules)
    kept = _visible(document.blocks, features, probability, kept, rules)
    kept = _without_dialogs(document, features, kept, rules)
    kept = _once(document, features, kept, rules)
    kept = _first_article(document, features, kept, rules)
    kept = _without_lists(document.blocks, features, kept, rules)
    kept = _without_insertions(document, features, kept, rules)
    if links := lists_of_links(document, features, kept):
        rules.update(dict.fromkeys(links, "related list"))
        kept = [index for index in kept if index not in links]
    kept = _trim(document, features, kept, rules)
    kept = _running_text(document, features, kept, rules)
    kept = _without_numbers(document, kept, rules)
    kept = _without_last_links(document, features, kept, rules)
    return _without_last_headings(document, kept, rules)


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
    likely = int(np.argmax(probability * outside))
    if probability[likely] < _HOPE:
        # If the whole page is in a container with such a name (a page of comments, a class name of the
        # theme), the name carries no information.
        likely = int(np.argmax(probability))
    hopeful = probability[likely] >= (_HOPE if outside[likely] else _UNSURE)
    mass = np.bincount(features.group, weights=good * (probability + _BY_DENSITY))
    alike = features.group == (features.group[likely] if hopeful else int(np.argmax(mass)))
    if hopeful:
        return np.where(alike & (probability >= _HOPE / 2), np.maximum(scores, 0) + 2, scores)
    if float(good[alike].sum()) < _LITTLE:
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
    rules.update(dict.fromkeys(np.flatnonzero(is_body != (scores > 0)).tolist(), "run"))
    kept: list[int] = np.flatnonzero(is_body).tolist()
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


def _whole_tables(document: Document, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Add all cells of a data table if at least half of its first row or half of the table is in the body, or
    if it stands between two kept blocks.

    Most single cells do not look like text.
    """
    inside = set(kept)
    for table, head in _data_tables(document.containers):
        heads, whole = range(head.first, head.end), range(table.first, table.end)
        between = table.first - 1 in inside and table.end in inside
        if not between and not any(
            2 * sum(index in inside for index in part) >= len(part) for part in (heads, whole)
        ):
            continue
        cells = document.blocks[table.first : table.end]
        lengths = sorted(len(cell.text) for cell in cells)
        linked = sum(cell.link_chars for cell in cells)
        if lengths[len(lengths) // 2] > _CELL or 2 * linked > sum(lengths):
            continue
        missing = {cell.index for cell in cells} - inside
        rules.update(dict.fromkeys(missing, "table"))
        inside |= missing
    return sorted(inside) if len(inside) > len(kept) else kept


def _whole_code(document: Document, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Add all lines of a `<pre>` that has a line in the body or directly follows a paragraph of it: code does
    not look like text."""
    inside = set(kept)
    for box in document.containers:
        if box.tag != "pre" or box.hidden or box.end == box.first:
            continue
        lines = set(range(box.first, box.end))
        above = document.blocks[box.first - 1] if box.first else None
        beside = above is not None and document.containers[above.container].parent == box.parent
        between = box.first - 1 in inside and (beside or box.end in inside or box.end + 1 in inside)
        if between or lines & inside:
            rules.update(dict.fromkeys(lines - inside, "code"))
            inside |= lines
    return sorted(inside) if len(inside) > len(kept) else kept


# The minimum number of items in a list. More than half of them must already have text in the body.
_ITEMS = 3


def _whole_boxes(document: Document, features: Features, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Add the missing sentences of lists whose items are boxes (steps with sub-points), of numbered steps and
    columns, and of cards that are part of the text."""
    inside = set(kept)
    lists = {document.containers[document.blocks[index].container].parent for index in kept} - {-1}
    around = {document.containers[at].parent for at in lists if document.containers[at].tag == "li"}
    found = unlinked_cards(document, features, inside)
    for at in around | lists:
        if at >= 0 and document.containers[at].tag in ("ol", "ul"):
            found += _missing_sentences(document, features, document.containers[at], inside)
    found += numbered_steps(document, features, inside)
    found += missing_in_column(document, features, inside)
    missing = set(found) - inside
    if not missing:
        return kept
    rules.update(dict.fromkeys(missing, "whole list"))
    return sorted(inside | missing)


def _missing_sentences(
    document: Document, features: Features, whole: Container, inside: set[int]
) -> list[int]:
    """The unlinked sentences missing from the body, for a list most of whose items have text in the body."""
    items: list[tuple[int, int]] = []
    at = whole.first
    while at < whole.end:
        box = document.containers[document.blocks[at].container]
        while box.parent not in (whole.index, -1):
            box = document.containers[box.parent]
        if box.parent != whole.index:
            return []
        items.append((box.first, box.end))
        at = max(box.end, at + 1)
    told = sum(any(index in inside for index in range(*item)) for item in items)
    # For an ordered list one item is enough.
    if len(items) < _ITEMS or not told or (whole.tag != "ol" and 2 * told <= len(items)):
        return []
    return [
        index
        for first, end in items
        for index in range(first, end)
        if index not in inside
        and features.good[index] >= _PROSE
        and not document.blocks[index].hidden
        and document.blocks[index].link_density < _LINKED / 2
        and document.blocks[index].text.endswith((*ENDINGS, "]"))
    ]


def _is_code(document: Document, block: Block) -> bool:
    """Whether a block is a line of a `<pre>`, itself or in a block-level element for each line."""
    box = document.containers[block.container]
    return box.tag == "pre" or (box.parent >= 0 and document.containers[box.parent].tag == "pre")


def _data_tables(boxes: list[Container]) -> list[tuple[Container, Container]]:
    """Tables of at least three rows and columns without a nested table, each with its first row that has
    text. All other tables are layout."""
    if "table" not in [box.tag for box in boxes]:
        return []
    around: list[int] = []
    layout: set[int] = set()
    rows: dict[int, list[Container]] = {}
    columns: dict[int, int] = {}
    for box in boxes:
        outer = around[box.parent] if box.parent >= 0 else -1
        around.append(box.index if box.tag == "table" else outer)
        if box.tag == "table":
            layout.add(outer)
        elif box.tag == "tr":
            rows.setdefault(outer, []).append(box)
        elif box.tag in _CELLS:
            columns[box.parent] = columns.get(box.parent, 0) + 1
    found = []
    for table, its in rows.items():
        head = next((row for row in its if row.end > row.first), None)
        if table >= 0 and table not in layout and len(its) >= 3 and head and columns.get(head.index, 0) >= 3:
            found.append((boxes[table], head))
    return found


def _visible(
    blocks: list[Block], features: Features, probability: Floats, kept: list[int], rules: dict[int, str]
) -> list[int]:
    """Drop hidden blocks, unless the whole article is hidden and not shown elsewhere on the page."""
    hidden = [index for index in kept if blocks[index].hidden]
    if not hidden:
        return kept
    mass = probability * (features.weight + 1)
    shown = {blocks[index].text[:_COPY_HEAD] for index in kept if not blocks[index].hidden}
    copied = [index for index in hidden if blocks[index].text[:_COPY_HEAD] in shown]
    if copied and _is_the_whole(blocks, features, kept, hidden):
        preview = [index for index in kept if not blocks[index].hidden]
        rules.update(dict.fromkeys(preview, "repeated"))
        return hidden
    if float(mass[hidden].sum()) >= _HIDDEN_SHARE * float(mass[kept].sum()) and 2 * float(
        mass[copied].sum()
    ) < float(mass[hidden].sum()):
        return kept
    rules.update(dict.fromkeys(hidden, "hidden"))
    return [index for index in kept if not blocks[index].hidden]


# Hidden text is the full version of a visible preview if it has more than this many times its text.
_MORE_THAN_PREVIEW = 1.3


def _is_the_whole(blocks: list[Block], features: Features, kept: list[int], hidden: list[int]) -> bool:
    """Whether the hidden text contains every visible paragraph and continues."""
    heads = {blocks[index].text[:_COPY_HEAD] for index in hidden}
    shown = [index for index in kept if not blocks[index].hidden and features.good[index] >= _PROSE]
    said = all(blocks[index].text[:_COPY_HEAD] in heads for index in shown)
    return said and float(features.weight[hidden].sum()) > _MORE_THAN_PREVIEW * float(
        features.weight[shown].sum()
    )


def _once(document: Document, features: Features, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Drop the second copy of a paragraph, unless the text itself repeats it.

    A layout for another screen size repeats a run of paragraphs in a container of its own, or each one right
    below itself. A text that repeats single paragraphs in one row means it: a refrain, a question asked
    again, a footnote, the entry of a plan.
    """
    blocks = document.blocks
    cut = _cut_short(blocks, kept)
    if cut:
        rules.update(dict.fromkeys(cut, "repeated"))
        kept = [index for index in kept if index not in cut]
    first: dict[str, int] = {}
    again: dict[int, int] = {}
    for place, index in enumerate(kept):
        text = blocks[index].text
        if text not in first:
            first[text] = place
        elif features.weight[index] >= _REPEATED_LENGTH and blocks[index].tag != "pre":
            again[place] = first[text]
    again = _copies(document, kept, again)
    if not again:
        return kept
    # Highlights above the text repeat its sentences as list items: drop the list items, not the text.
    copies = {
        at if blocks[kept[at]].tag == "li" != blocks[kept[place]].tag else place
        for place, at in again.items()
    }
    rules.update({kept[place]: "repeated" for place in copies})
    return [index for place, index in enumerate(kept) if place not in copies]


def _copies(document: Document, kept: list[int], again: dict[int, int]) -> dict[int, int]:
    """Of repeated paragraphs (place in `kept`, place of the first one), those that a layout has copied."""
    blocks, boxes = document.blocks, document.containers
    shifts = Counter(place - at for place, at in again.items())
    regular = {shift for shift in shifts if shifts[shift] >= max(_OFTEN, _COPIED_SHARE * len(kept))}
    copied = sum(shift <= _NEAR or shift in regular for shift in shifts.elements())
    if len(again) >= _OFTEN and 2 * copied < len(again):
        return {}

    def row(place: int) -> tuple[int, str]:
        """The container and tag that paragraphs of one row have in common."""
        block = blocks[kept[place]]
        box = boxes[block.container]
        return (box.parent if box.end - box.first == 1 else box.index), block.tag

    return {
        place: at
        for place, at in again.items()
        if place - at in regular or place - at == 1 or row(place) != row(at)
    }


# A preview has one truncated paragraph, a list of teasers has many.
_CUT_LENGTH, _MOST_CUT = 20, 20


def _cut_short(blocks: list[Block], kept: list[int]) -> set[int]:
    """Truncated paragraphs that also appear in full: the preview on a page that shows the article too."""
    cut = [index for index in kept if blocks[index].text.endswith(_BREAKS_OFF)][:_MOST_CUT]
    stems = {index: blocks[index].text.rstrip("….[] ") for index in cut}
    return {
        index
        for index, stem in stems.items()
        if len(stem) >= _CUT_LENGTH
        and any(
            other != index
            and len(blocks[other].text) > len(blocks[index].text)
            and blocks[other].text.startswith(stem)
            for other in kept
        )
    }


_OVERLAY = int(Sign.OVERLAY)
_DIALOGS = frozenset(("dialog", "alertdialog"))


def _without_dialogs(
    document: Document, features: Features, kept: list[int], rules: dict[int, str]
) -> list[int]:
    """Drop what the markup declares as a dialog: a consent notice may hold more text than the article.

    A dialog is kept if it contains the headline, or if too little text would be left without it.
    """
    boxes = document.containers
    if features.title < 0 or not any(
        boxes[document.blocks[index].container].chain & _OVERLAY for index in kept
    ):
        return kept
    inside: dict[int, bool] = {}

    def in_dialog(at: int) -> bool:
        if at < 0 or not boxes[at].chain & _OVERLAY or boxes[at].first <= features.title < boxes[at].end:
            return False
        if at not in inside:
            inside[at] = (boxes[at].own & _OVERLAY and _is_dialog(boxes[at].element)) or in_dialog(
                boxes[at].parent
            )
        return inside[at]

    left = [index for index in kept if not in_dialog(document.blocks[index].container)]
    if len(left) == len(kept) or features.mass(left) < _LITTLE:
        return kept
    rules.update(dict.fromkeys(set(kept) - set(left), "dialog"))
    return left


def _is_dialog(element: Element) -> bool:
    return element.tag == "dialog" or (element.get("role") or "").lower() in _DIALOGS


def _first_article(
    document: Document, features: Features, kept: list[int], rules: dict[int, str]
) -> list[int]:
    """Drop a second article: everything from a headline that has its own date and whose container does not
    hold the text before it.

    Linked headlines belong to teasers on a listing page. Many dated headlines make a log of events, where
    they are the text. Chapters and releases have a bare date without time or author.
    """
    blocks, boxes = document.blocks, document.containers
    if len(kept) < 4:
        return kept
    mass, heads = 0.0, []
    for place, index in enumerate(kept):
        if (
            blocks[index].heading
            and not blocks[index].links
            and mass >= _WHOLE_ARTICLE
            and index + 2 < len(blocks)
            and any(_is_head_line(blocks[at].text) for at in (index + 1, index + 2))
            and not _shares_box(boxes, blocks[index], blocks[kept[place - 1]])
        ):
            heads.append(place)
        mass += float(features.weight[index])
    if not 0 < len(heads) <= _FEW_ARTICLES:
        return kept
    rules.update(dict.fromkeys(kept[heads[0] :], "second article"))
    return kept[: heads[0]]


# A first article has at least this much text (Latin characters); more dated headlines than this are a log.
_WHOLE_ARTICLE = 400.0
_FEW_ARTICLES = 4


def _is_head_line(text: str) -> bool:
    """Whether a short line holds a date with a year, and also a time, an outlet or an author."""
    if len(text) > 80 or text.endswith(ENDINGS):
        return False
    years = [date for date in plain_dates(text) if date.stamp.year]
    if not years or years[0].stamp.hour is not None:
        return bool(years)
    credits = parse_credit_line(text)
    return bool(credits.authors or credits.editors or credits.others or credits.source or credits.account)


def _shares_box(boxes: list[Container], head: Block, before: Block) -> bool:
    """Whether the smallest container that holds a headline and some text below it also holds `before`; for
    an item of a list, whether the list does."""
    box = boxes[head.container]
    while box.parent >= 0 and box.end - box.first < 3:
        box = boxes[box.parent]
    item = box
    while item.parent >= 0 and item.tag != "li" and boxes[item.parent].first > before.index:
        item = boxes[item.parent]
    if item.tag == "li" and item.parent >= 0:
        box = boxes[item.parent]
    return box.first <= before.index


# Similar lines, nearly all linked, are a list of other stories if there are `_LISTED` of them and one of the
# `_HEADED` lines above says so.
_LISTED, _HEADED = 3, 2
_LINKED_SHARE = 0.8
# A block of search keywords in a wide script: less than one sentence mark per `_HEAP` characters, many
# spaces, and words longer than names.
_HEAP, _HEAP_SPACES, _HEAP_WORD = 150, 0.06, 3.5
# A button that ends the teaser above it, or an introduction to a list within the text.
_READ_ON = lazy_regex(r"\W*(?:read|continue)\b", re.IGNORECASE)
_HAN = lazy_regex("[\u3400-\u9fff]")
_SENTENCE_MARKS = lazy_regex("[，。；！？,;!?]")


def _without_lists(
    blocks: list[Block], features: Features, kept: list[int], rules: dict[int, str]
) -> list[int]:
    """Drop teasers under `您可能感兴趣的文章` or `Related stories`, even if they read like text, and blocks of
    search keywords."""
    dropped: dict[int, str] = {}
    place = 0
    while place < len(kept):
        index = kept[place]
        end = place + 1
        if blocks[index].links:
            end, is_list = _linked_group(blocks, features, kept, place)
            if is_list:
                dropped.update(dict.fromkeys(kept[place:end], "related list"))
        elif len(blocks[index].text) > _HEAP and _is_heap(blocks[index].text):
            dropped[index] = "search words"
        place = end
    teasers = _teasers(blocks, kept)
    if teasers and features.mass([index for index in kept if index not in teasers]) >= _WHOLE_ARTICLE:
        dropped.update(teasers)
    dropped.update(_under_links(blocks, features, [index for index in kept if index not in dropped]))
    if not dropped:
        return kept
    rules.update(dropped)
    return [index for index in kept if index not in dropped]


def _under_links(blocks: list[Block], features: Features, kept: list[int]) -> dict[int, str]:
    """Paragraphs of a column of teasers: each of the similar blocks directly follows a linked line that is
    not in the body."""
    inside = set(kept)
    below = np.concatenate(([False], features.link_density[:-1] > _LINKED_SHARE))
    if not below[kept].any():
        return {}
    outer = features.levels[2]
    found: dict[int, str] = {}
    for index in kept:
        if below[index] and index - 1 not in inside and blocks[index].tag != "li":
            alike = [
                at
                for at in np.flatnonzero(outer == outer[index]).tolist()
                if blocks[at].tag == blocks[index].tag
            ]
            if len(alike) >= _LISTED and below[alike].all():
                found[index] = "teaser"
    if found and 2 * features.mass(list(found)) > features.mass(kept):
        return {}
    return found


def _linked_group(blocks: list[Block], features: Features, kept: list[int], place: int) -> tuple[int, bool]:
    """The end of the group of similar blocks that starts with a linked block at `kept[place]`, and whether it
    is a list of other stories."""
    headlines = _headlines(blocks, kept, place)
    if headlines >= _LISTED:
        return place + headlines, True
    index, end = kept[place], place + 1
    while end < len(kept) and features.group[kept[end]] == features.group[index]:
        end += 1
    group = [blocks[at] for at in kept[place:end]]
    if not (group[0].tag == "li" or group[0].link_density > 0.5):
        return end, False
    # One or two lines are a list only if they consist of links.
    if len(group) < _LISTED and any(block.heading or block.link_density <= _LINKED for block in group):
        return end, False
    linked = sum(block.links > 0 for block in group)
    return end, linked >= _LINKED_SHARE * len(group) and _is_headed(blocks, index)


# Linked headlines between paragraphs point to other stories if they are rare. In a round-up every other
# paragraph has one.
_INSERTED_SHARE = 0.2
_PROSE = 60.0


def _without_insertions(
    document: Document, features: Features, kept: list[int], rules: dict[int, str]
) -> list[int]:
    """Drop boxes between paragraphs that hold the linked headline of another story and no running text."""
    blocks, boxes = document.blocks, document.containers
    heads = [index for index in kept if blocks[index].heading > 1 and _is_linked_headline(blocks[index])]
    if not heads or len(heads) > _INSERTED_SHARE * len(kept):
        return kept
    prose = np.zeros(len(blocks) + 1, np.int64)
    np.cumsum(features.good >= _PROSE, out=prose[1:])
    dropped: set[int] = set()
    for index in heads:
        box = boxes[blocks[index].container]
        own = box.index
        while box.parent >= 0 and prose[boxes[box.parent].end] == prose[boxes[box.parent].first]:
            box = boxes[box.parent]
        around = boxes[max(box.parent, 0)]
        before, after = prose[box.first] - prose[around.first], prose[around.end] - prose[box.end]
        if box.index != own and before > 0 and after > 0:
            dropped.update(range(box.first, box.end))
    inserted = [index for index in kept if index in dropped]
    rules.update(dict.fromkeys(inserted, "teaser"))
    return [index for index in kept if index not in dropped]


def _teasers(blocks: list[Block], kept: list[int]) -> dict[int, str]:
    """Linked headlines, each followed by a truncated paragraph or one with "Read more" after it; empty if
    there are only a few."""
    found: dict[int, str] = {}
    pairs = 0
    for index in kept:
        block = blocks[index]
        if block.heading < 2 or not _is_linked_headline(block) or index + 1 >= len(blocks):
            continue
        text, behind = blocks[index + 1], blocks[index + 2] if index + 2 < len(blocks) else None
        reads_on = behind is not None and behind.link_density > 0.8 and _READ_ON.match(behind.text)
        if not text.heading and (text.text.endswith(_BREAKS_OFF) or reads_on):
            pairs += 1
            found.update({index: "teaser", index + 1: "teaser"})
    return found if pairs >= _LISTED else {}


_HEADLINE = 9
_BREAKS_OFF = ("...", "…", "[…]", "[...]", "……")


def _is_linked_headline(block: Block) -> bool:
    return block.heading > 1 and block.link_density > 0.8 and len(block.text) >= _HEADLINE


def _headlines(blocks: list[Block], kept: list[int], place: int) -> int:
    """How many linked headlines follow each other from a place on: a text would have something in between."""
    at = place
    while (
        at < len(kept)
        and _is_linked_headline(blocks[kept[at]])
        and (at == place or kept[at] - kept[at - 1] <= 2)
    ):
        at += 1
    return at - place


def _is_headed(blocks: list[Block], index: int) -> bool:
    """Whether one of the lines directly above introduces other stories."""
    return any(
        len(block.text) <= _CELL
        and standing_line_kind(block.text) == "related"
        and not _READ_ON.match(block.text)
        for block in blocks[max(0, index - _HEADED) : index]
    )


def _is_heap(text: str) -> bool:
    if text.isascii() or _HAN.search(text) is None:
        return False
    words = text.split()
    return (
        len(words) > _HEAP_SPACES * len(text)
        and len(text) > (_HEAP_WORD + 1) * len(words)
        and 2 * len(_HAN.findall(text)) > len(text)
        and len(_SENTENCE_MARKS.findall(text)) * _HEAP < len(text)
    )


def _trim(document: Document, features: Features, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Drop the headline and the standing lines before, after and inside the text."""
    blocks, last = document.blocks, len(kept) - 1
    result = []
    heading = _headline_above(document, features, kept)
    for place, index in enumerate(kept):
        near_end = place > last - _END_REACH
        near_start = place < _START_REACH
        if index == heading or (near_start and index < heading):
            rules[index] = "title"
            continue
        text = blocks[index].text
        if (not (near_start or near_end) and len(text) > _LINE_LENGTH) or _is_code(document, blocks[index]):
            result.append(index)
            continue
        kind = _standing_line(document, blocks[index], near_start)
        if kind is None and not result and place < last and is_line_of_names(text):
            kind = "byline"
        if kind is not None and (near_start or near_end or kind in _ANYWHERE):
            rules[index] = f"line: {kind}"
            continue
        result.append(index)
    return result


def _headline_above(document: Document, features: Features, kept: list[int]) -> int:
    """Index of the headline if almost no text stands above it; -1 if it is in the middle of the text."""
    above = [index for index in kept if index < features.title]
    if features.mass(above) >= _ABOVE_TITLE * features.mass(kept):
        return -1
    return -1 if _heads_a_section(document, features, above) else features.title


def _heads_a_section(document: Document, features: Features, above: list[int]) -> bool:
    """Whether the line that repeats the title is the heading of a section: the headline is an `h1` above, and
    paragraphs of the text stand between the two, in one container with the heading.
    """
    blocks, boxes = document.blocks, document.containers
    if not above or blocks[features.title].heading < 2:
        return False
    own = boxes[boxes[blocks[features.title].container].parent]
    prose = [index for index in above if index >= own.first and features.good[index] >= _PROSE]
    return bool(prose) and any(
        block.heading == 1 and not block.hidden
        for block in blocks[max(0, prose[0] - _HEADLINE_REACH) : prose[0]]
    )


# How many lines above the first paragraph the headline may be.
_HEADLINE_REACH = 40


def _standing_line(document: Document, block: Block, near_start: bool) -> str | None:
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
    linked = block.link_density > _LINKED
    return standing_line_kind(text, credits=not ends or len(text) < _SENTENCE, linked=linked)


def _is_date_line(text: str) -> bool:
    """Whether a short line before the text only gives date and time: `http://… 2005-03-14 16:40 …`."""
    return len(text) < 80 and _DATE_LINE.search(text) is not None and not text.endswith(ENDINGS)


def _running_text(
    document: Document, features: Features, kept: list[int], rules: dict[int, str]
) -> list[int]:
    """Drop captions, player notes and forms, and paragraphs that consist of a link to another page."""
    dropped = _player_notes(document, features, kept) | _form_boxes(document, features, kept)
    dropped |= _captions(document, features, [index for index in kept if index not in dropped])
    linked = np.flatnonzero(features.link_density[kept] > _NOTHING_BUT_LINK).tolist() if kept else []
    few = len(linked) <= min(_FEW_LINKED, len(kept) // 2)
    # A single linked line at the very end may name the source.
    alone = kept[-1] if linked == [len(kept) - 1] else -1
    dropped |= {
        index: "linked"
        for index in [kept[place] for place in linked]
        if index not in dropped
        and _is_linked_paragraph(document.blocks[index], short=few and index != alone)
        and not _is_announced(document.blocks, index)
    }
    rules.update(dropped)
    return [index for index in kept if index not in dropped]


_NUMBER = lazy_regex(r"#?\d{1,2}[.)．]?")


def _without_numbers(document: Document, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Drop lines that only number a list item. Outside lists a number may be the heading of a chapter."""
    blocks, boxes = document.blocks, document.containers

    def numbers_an_item(index: int) -> bool:
        item = boxes[max(boxes[blocks[index].container].parent, 0)]
        return item.tag == "li" and item.first == index and item.end > index + 1

    dropped = {
        index
        for index in kept
        if len(blocks[index].text) <= 4 and _NUMBER.fullmatch(blocks[index].text) and numbers_an_item(index)
    }
    if not dropped:
        return kept
    rules.update(dict.fromkeys(dropped, "number"))
    return [index for index in kept if index not in dropped]


# Links at the end of a text lead to other pages if they are at most this many and at most this share of it.
_LAST_LINKS, _LAST_SHARE = 12, 0.25


def _without_last_links(
    document: Document, features: Features, kept: list[int], rules: dict[int, str]
) -> list[int]:
    """Drop list items at the end of an article that consist of a link and do not end a sentence."""
    blocks, end = document.blocks, len(kept)
    while end and _is_link_alone(blocks[kept[end - 1]]):
        end -= 1
    size = sum(len(blocks[index].text) for index in kept[end:])
    if (
        not 0 < len(kept) - end <= _LAST_LINKS
        or features.mass(kept[:end]) < _WHOLE_ARTICLE
        or size > _LAST_SHARE * sum(len(blocks[index].text) for index in kept)
    ):
        return kept
    rules.update(dict.fromkeys(kept[end:], "related list"))
    return kept[:end]


def _is_link_alone(block: Block) -> bool:
    return (
        block.tag == "li"
        and block.link_density > 0.9
        and len(block.text) >= _HEADLINE
        and not block.text.startswith("http")
        and not block.text.endswith(ENDINGS)
    )


def _without_last_headings(document: Document, kept: list[int], rules: dict[int, str]) -> list[int]:
    """Drop headings at the end of the text if nothing is left below them and what followed were links."""
    blocks, inside = document.blocks, set(kept)
    end = len(kept)
    while end > 1 and blocks[kept[end - 1]].heading and _leads_to_links(blocks, inside, kept[end - 1]):
        end -= 1
    rules.update(dict.fromkeys(kept[end:], "empty heading"))
    return kept[:end]


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
    linked = sum(2 * block.link_chars > len(block.text) for block in below)
    return 2 * linked >= len(below) > 0


def _player_notes(document: Document, features: Features, kept: list[int]) -> dict[int, str]:
    """Short lines in the box of a media player. The class name alone is not enough: a box with much of the
    text is not a player."""
    boxes = document.containers
    lines = [
        index
        for index in kept
        if boxes[document.blocks[index].container].chain & _PLAYER
        and document.blocks[index].tag not in _CELLS
        and len(document.blocks[index].text) < _PLAYER_NOTE
    ]
    if not lines:
        return {}
    weights = np.zeros(len(document.blocks) + 1)
    weights[np.array(kept) + 1] = features.weight[kept]
    sums = np.cumsum(weights)
    found = {}
    for index in lines:
        box = boxes[max(boxes[document.blocks[index].container].parent, 0)]
        if box.own & _PLAYER and sums[box.end] - sums[box.first] <= _PLAYER_SHARE * sums[-1]:
            found[index] = "player"
    return found


# Limits of a form box: its blocks, its longest paragraph in characters, and its share of the text.
_FORM_BLOCKS, _FORM_PARAGRAPH, _FORM_SHARE = 8, 300, 0.2


def _form_boxes(document: Document, features: Features, kept: list[int]) -> dict[int, str]:
    """The lines of newsletter boxes and polls: small boxes around an e-mail field or radio buttons."""
    found: dict[int, str] = {}
    may_ask = _may_ask()
    if not (document.asks_reader and may_ask(document.root)):
        return found
    asked: dict[int, bool] = {}
    inside, passed = set(kept), set[int]()
    total = features.mass(kept)
    for index in kept:
        at = document.blocks[index].container
        if index in found or at in passed:
            continue
        passed.add(at)
        box = document.containers[at]
        while box.parent >= 0 and box.end - box.first <= _FORM_BLOCKS:
            if box.index not in asked:
                asked[box.index] = may_ask(box.element) and _asks(box.element)
            if asked[box.index]:
                lines = [at for at in range(box.first, box.end) if at in inside]
                if (
                    features.mass(lines) <= _FORM_SHARE * total
                    and max(len(document.blocks[at].text) for at in lines) <= _FORM_PARAGRAPH
                ):
                    found.update(dict.fromkeys(lines, "form"))
                break
            box = document.containers[box.parent]
    return found


@cache
def _may_ask() -> Callable[[Element], bool]:
    """A function that tells whether an element contains an e-mail field or radio button."""
    compiled = module("newsmill.pipelines.extract.page._walk")
    if compiled is None:
        return lambda element: any(map(_asked_for, element.iter("input")))
    asks: Callable[[Element], bool] = compiled.asks_reader
    return asks


def _asks(element: Element) -> bool:
    """Whether an element contains an e-mail field, or at least two radio buttons."""
    choices = 0
    for kind in map(_asked_for, element.iter("input")):
        if kind == "email":
            return True
        choices += kind == "radio"
    return choices > 1


def _asked_for(field: Element) -> str:
    """`email` or `radio` for a field of that type, else an empty string."""
    kind = (field.get("type") or "").lower()
    return kind if kind in ("email", "radio") else ""


def _captions(document: Document, features: Features, kept: list[int]) -> dict[int, str]:
    """Captions and credits of pictures; empty if they make up most of the text."""
    pictured = {picture.at for picture in document.pictures if picture.tag in ("img", "amp-img")}
    found = {
        index: "caption"
        for index in kept
        if _is_in_caption(document.containers, document.blocks[index].container)
        or (index in pictured and _PHOTO_CREDIT.search(document.blocks[index].text))
    }
    captions = features.mass(list(found))
    return {} if captions > _CAPTION_SHARE * features.mass(kept) else found


def _is_in_caption(boxes: list[Container], index: int) -> bool:
    """Whether a container is a caption or a paragraph inside one."""
    box = boxes[index]
    around = boxes[max(box.parent, 0)]
    return bool(box.own & _CAPTION) or (
        around.tag == "figcaption" and around.end - around.first <= _CAPTION_LINES
    )


def _is_announced(blocks: list[Block], index: int) -> bool:
    """Whether the sentence directly above introduces this line with a colon."""
    before = blocks[index - 1].text if index else ""
    return len(before) >= _ANNOUNCING and before.endswith((":", "：")) and standing_line_kind(before) is None


_ANNOUNCING = 40
_ADVERTISED = lazy_regex(
    r"(?:广告|廣告|Advertisement|Sponsored|Anzeige|Publicité|Publicidad|Реклама|広告|광고)(?![a-zа-я])"
)


# Above this link density a paragraph counts as consisting of a link.
_NOTHING_BUT_LINK = 0.9


# A line that consists of a link leads to another page if it is wider than the first figure (Latin
# characters), or than the second if there are at most `_FEW_LINKED` such lines: many short ones are names or
# headings.
_LINKED_LINE, _SHORT_LINKED_LINE, _FEW_LINKED = 20.0, 12.0, 3


def _is_short_headline(text: str) -> bool:
    """Whether a short line may be a headline: names of things have two words at most."""
    size = width(text)
    words = _HEADLINE_WORDS if size == len(text) and " " in text else 1
    return size > _SHORT_LINKED_LINE and len(text.split()) >= words and not text.endswith(ENDINGS)


_HEADLINE_WORDS = 3


def _is_linked_paragraph(block: Block, *, short: bool) -> bool:
    """Whether a block that consists of a link leads to another page; `short` accepts short lines too."""
    if _ADVERTISED.match(block.text):
        return True
    return (
        block.tag in ("p", "div")
        and not block.heading
        and not block.text.startswith("http")
        and (width(block.text) > _LINKED_LINE or (short and _is_short_headline(block.text)))
    )
