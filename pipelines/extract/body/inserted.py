"""What portals insert into a text or put right below it: short lists of links to other stories, and the note
about the author."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence

from newsmill.pipelines.extract.body.features import Features
from newsmill.pipelines.extract.fields.biographies import begins_biography
from newsmill.pipelines.extract.lexicon.sentence_ends import ENDINGS
from newsmill.pipelines.extract.page.blocks import Block, Document
from newsmill.pipelines.extract.page.character_classes import width

__all__ = ["biography", "lists_of_links"]

# A list of links in the text has at most this many items; a page with more such lists is about links. An item
# is at least this wide on average (Latin characters), and more than this share of it is a link.
_MOST_ITEMS, _MOST_LISTS, _ITEM_WIDTH, _ITEM_LINKED = 4, 3, 25.0, 0.55
_WHOLE_LINK = 0.9
# A list is inside a text if the line above has this much running text.
_SENTENCE = 40.0


def lists_of_links(document: Document, features: Features, kept: Sequence[int]) -> set[int]:
    """The items of lists that lead to other stories: each item is a headline that is a link, or a link after a
    kicker (`Live blog: …`), and the line above the list ends a sentence.

    A list that a line announces (`Download the forms:`) or that a heading names belongs to the text.
    """
    blocks, boxes = document.blocks, document.containers
    if not any(blocks[index].links and blocks[index].tag in ("li", "p") for index in kept):
        return set()
    items: dict[int, list[Block]] = defaultdict(list)
    for index in kept:
        at = boxes[blocks[index].container]
        # An item is an `<li>`, or the only paragraph of one.
        while at.parent >= 0 and at.tag not in ("ul", "ol") and at.end - at.first == 1:
            at = boxes[at.parent]
        if at.tag in ("ul", "ol"):
            items[at.index].append(blocks[index])
    inside = set(kept)
    linked = [
        its
        for at, its in items.items()
        if len(its) <= _MOST_ITEMS and all(map(_leads_elsewhere, its)) and boxes[at].first - 1 in inside
    ]
    if len(linked) > _MOST_LISTS:
        return set()
    return {
        block.index
        for its in linked
        if sum(width(block.text) for block in its) >= _ITEM_WIDTH * len(its)
        and features.good[its[0].index - 1] >= _SENTENCE
        and blocks[its[0].index - 1].text.endswith(ENDINGS)
        for block in its
    }


def _leads_elsewhere(block: Block) -> bool:
    """Whether a list item consists of a link, or of a kicker with a colon and a link, and is not a
    sentence."""
    text = block.text
    if text.endswith(ENDINGS) or text.startswith("http") or block.link_density <= _ITEM_LINKED:
        return False
    return block.link_density > _WHOLE_LINK or ":" in text or "：" in text or "|" in text


# A note about the author is one of the last blocks.
_LAST_BLOCKS = 4


def biography(texts: Sequence[str], names: Sequence[str], title: str) -> int | None:
    """The position of the note about an author among the last paragraphs: the author's name, then what the
    author is or does. None if there is none, or if the text or its title is about the author.

    texts   the text of each block of the body
    names   the article's authors
    """
    for at in range(max(len(texts) - _LAST_BLOCKS, 1), len(texts)):
        text = texts[at]
        name = begins_biography(text, names)
        if name is None:
            continue
        if name not in title and not any(name in other for other in texts[:at]):
            return at
    return None
