"""Remove teasers and lists of links to other articles from a body."""

from __future__ import annotations

import re

import numpy as np

from newsmill.pipelines.extract.body.features import Features
from newsmill.pipelines.extract.body.thresholds import (
    CELL_CHARS,
    HEADLINE_CHARS,
    MOSTLY_LINKED,
    PROSE_CHARS,
    TRUNCATION_MARKS,
    WHOLE_ARTICLE_CHARS,
)
from newsmill.pipelines.extract.fields.boilerplate_lines import boilerplate_kind
from newsmill.pipelines.extract.page.blocks import Block, Document
from newsmill.pipelines.regex import lazy_regex

__all__ = ["without_insertions", "without_lists"]

# Similar lines, nearly all linked, are a list of other stories if there are `_LISTED` of them and one of the
# `_HEADED` lines above says so.
_LISTED, _HEADED = 3, 2
_LINKED_SHARE = 0.8
# A block of search keywords in a wide script: less than one sentence mark per `_HEAP` characters, many
# spaces, and words longer than names.
_HEAP, _HEAP_SPACES, _HEAP_WORD = 150, 0.06, 3.5
# A button that ends the teaser above it, or an introduction to a list within the text.
_READ_ON = lazy_regex(r"\W*(?:read|continue)\b", re.IGNORECASE)
# A truncated text with its "Read more" in the same paragraph.
_CUT = lazy_regex(r"(?:…|\.\.\.)\s*\S[^.…]{0,40}$")
_HAN = lazy_regex("[\u3400-\u9fff]")
_SENTENCE_MARKS = lazy_regex("[，。；！？,;!?]")


def without_lists(
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
    if teasers and features.mass([index for index in kept if index not in teasers]) >= WHOLE_ARTICLE_CHARS:
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
                for at in (outer == outer[index]).nonzero()[0].tolist()
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
    if len(group) < _LISTED and any(block.heading or block.link_density <= MOSTLY_LINKED for block in group):
        return end, False
    linked = sum(block.links > 0 for block in group)
    return end, linked >= _LINKED_SHARE * len(group) and _is_headed(blocks, index)


# Linked headlines between paragraphs point to other stories if they are rare. In a round-up every other
# paragraph has one.
_INSERTED_SHARE = 0.2


def without_insertions(
    document: Document, features: Features, kept: list[int], rules: dict[int, str]
) -> list[int]:
    """Drop boxes between paragraphs that hold the linked headline of another story and no running text."""
    blocks, boxes = document.blocks, document.containers
    heads = [index for index in kept if blocks[index].heading > 1 and _is_linked_headline(blocks[index])]
    if not heads or len(heads) > _INSERTED_SHARE * len(kept):
        return kept
    prose = np.zeros(len(blocks) + 1, np.int64)
    (features.good >= PROSE_CHARS).cumsum(out=prose[1:])
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
        text, after = blocks[index + 1], blocks[index + 2] if index + 2 < len(blocks) else None
        reads_on = after is not None and after.link_density > 0.8 and _READ_ON.match(after.text)
        cut = text.text.endswith(TRUNCATION_MARKS) or (text.links and _CUT.search(text.text))
        if not text.heading and (cut or reads_on):
            pairs += 1
            found.update({index: "teaser", index + 1: "teaser"})
    return found if pairs >= _LISTED else {}


def _is_linked_headline(block: Block) -> bool:
    return block.heading > 1 and block.link_density > 0.8 and len(block.text) >= HEADLINE_CHARS


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
        len(block.text) <= CELL_CHARS
        and boilerplate_kind(block.text) == "related"
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
